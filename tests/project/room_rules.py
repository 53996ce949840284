"""The rules of who may know whom: imports go down, one file knows the disk, one room opens the tables of the lake."""

import ast
from collections.abc import Iterator, Mapping

from house import ROOMS, House

MAY_IMPORT = {
    "dags": {"dags", "expectations"}, "spark_jobs": {"spark_jobs", "lake", "expectations"},
    "ml": {"ml", "lake", "expectations"}, "exports": {"exports", "lake", "expectations"},
    "dashboards": {"dashboards", "expectations"}, "lake": {"lake", "expectations"},
    "expectations": {"expectations"}, "simulator": {"simulator"}, "cli": set(ROOMS) - {"tests"},
    "benchmarks": {"benchmarks", "lake", "ml", "spark_jobs", "expectations"}, "tests": set(ROOMS),
}  # fmt: skip
#: The rooms of spark_jobs from the bottom up: each may import those before it, and the jobs above them all.
JOB_ROOMS = (
    "typed",
    "wire",
    "news",
    "counting",
    "money",
    "people",
    "windows",
    "patterns",
    "graph",
    "trace",
    "feed",
    "warehouse",
)
#: The rooms of ml from the bottom up, and which of those before it each may import; the jobs are above them all.
ML_ROOMS = {
    "common": (), "models": ("common",), "residents": ("common", "models"), "accounts": ("common", "models"),
    "in_use": ("models",), "judging": ("common", "models"), "learning": ("common", "models", "in_use", "judging"),
    "codes": ("common", "models", "residents", "in_use"),
}  # fmt: skip
#: The files that know a local disk, and those that read the landing zone or the checkout's own files.
KNOW_THE_DISK = (
    "lake/place.py", "lake/scratch.py", "lake/locks.py", "lake/engine.py", "lake/apache_spark.py", "lake/jars.py",
    "lake/interrupt.py", "lake/below.py",
    "spark_jobs/wire/", "spark_jobs/typed/mapping.py", "spark_jobs/typed/fields.py", "spark_jobs/windows/limits.py",
    "ml/common/params.py", "ml/in_use/folder.py",
    "exports/root.py", "exports/receiver", "exports/golden/",
)  # fmt: skip


def imports_go_one_way(house: House) -> Iterator[str]:
    """dags and dashboards read expectations; jobs, models and exports also the lake, which reads expectations; nobody
    sideways, and only cli and tests know the simulator."""
    for module in house.modules:
        rooms = {name.split(".")[0] for name in module.imports()} & set(ROOMS)
        yield from (f"{module.name} imports {room}" for room in sorted(rooms - MAY_IMPORT[module.room]))


def rooms_of_jobs_import_downwards(house: House) -> Iterator[str]:
    """Reading a wire and typing know nothing of news, news nothing of feeds; nobody imports a job but jobs."""
    yield from _upwards(house, "spark_jobs", {room: JOB_ROOMS[:below] for below, room in enumerate(JOB_ROOMS)})


def rooms_of_ml_import_downwards(house: House) -> Iterator[str]:
    """Models, judging and learning meet residents and accounts as a Subject only, and these do not know each other; a
    resident's code knows no account; nobody imports a job but jobs."""
    yield from _upwards(house, "ml", ML_ROOMS)


def _upwards(house: House, top: str, may: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for module in house.of(top):
        _, own, *inside = module.name.split("/")
        for name in module.imports() if inside else ():
            of, *rest = name.split(".")
            if of == top and rest and rest[0] not in (own, *may.get(own, ())):
                yield f"{module.name} imports {name}"


def only_a_few_files_know_the_disk(house: House) -> Iterator[str]:
    """Addresses are texts: an object store, or several machines, cost the files named here and no other."""
    for module in house.of("lake", "spark_jobs", "ml", "exports"):
        if not module.name.startswith(KNOW_THE_DISK):
            found = {name.split(".")[0] for name in module.imports()} & {"pathlib", "os", "shutil"}
            yield from (f"{module.name} imports {name}" for name in sorted(found))
            yield from (f"{module.name} calls open" for name, _ in module.calls() if name == "open")


def only_the_lake_opens_its_tables(house: House) -> Iterator[str]:
    """Everybody else reads through a snapshot, so that nobody sees what is not named or half of what is."""
    for module in house.modules:
        if module.room not in ("lake", "tests"):
            yield from (f"{module.name} opens {name}" for name, _ in module.calls() if name.endswith("DeltaTable"))
            formats = [args for name, args in module.calls() if name.endswith(".format") and args]
            if any(isinstance(a[0], ast.Constant) and a[0].value == "delta" for a in formats):
                yield f"{module.name} opens delta"


def only_publish_commits_to_the_lake(house: House) -> Iterator[str]:
    """Frames go to pending through one module, and into the lake through one other."""
    places = {
        "write_deltalake": {"lake/batches.py", "lake/frames.py"}, "create_write_transaction": {"lake/commit.py"},
        "save": {"lake/frames.py"}, "saveAsTable": set(),
    }  # fmt: skip
    for module in house.of("spark_jobs", "ml", "exports", "lake", "expectations"):
        for name, _ in module.calls():
            last = name.split(".")[-1]
            if module.name not in places.get(last, {module.name}):
                yield f"{module.name} calls {last}"
