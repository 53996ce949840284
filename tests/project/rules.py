"""The rules of the house. Each yields its breaches as text, so that a house without any yields nothing."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml
from house import House
from object_rules import residents_and_accounts_never_mix
from room_rules import (
    imports_go_one_way,
    only_a_few_files_know_the_disk,
    only_publish_commits_to_the_lake,
    only_the_lake_opens_its_tables,
    rooms_of_jobs_import_downwards,
    rooms_of_ml_import_downwards,
)

LINES_OF_A_FILE, LINES_OF_A_FUNCTION = 200, 40
#: Longer than allowed, and never to grow: {file: lines}.
RATCHET: dict[str, int] = {}
#: The layers of the lake in the order in which data flow, and those that lie beside or in PostgreSQL.
LAYERS = ("landing", "silver", "features", "scores", "exports")
BESIDE = ("quarantine", "ops", "raw", "intermediate", "marts")
#: Who reads further back than the layer before its own: whom a code concerns, and what decides it beside its score;
#: which accounts are reported already and need no score.
READS_FURTHER = {"ml/assign_codes.py": {"silver"}, "ml/score_accounts.py": {"silver"}}
#: Where the wall clock is asked: for the diary of runs only.
DIARY = "lake/locks.py"
STANDARD_ONLY = ("expectations/contract.py", "expectations/settings.py")
CLOCKS = re.compile(
    r"(date\.today|datetime\.(now|utcnow|today)|time\.(time|time_ns|localtime|gmtime)|F\.(now|curdate|current_\w+))"
)
SQL_CLOCKS = re.compile(r"\b(current_date|current_timestamp|getdate|localtimestamp)\b|\bnow\(\)", re.IGNORECASE)
OUTSIDE = re.compile(r"/(?:" + "|".join(("wo" + "rk", "ro" + "ot", "Us" + "ers", "mn" + "t")) + r")/[A-Za-z]")


def dags_import_no_engine(house: House) -> Iterator[str]:
    """The scheduler reads its DAGs every few seconds."""
    for module in house.of("dags"):
        heavy = {name.split(".")[0] for name in module.imports()} & {"pyspark", "pandas", "xgboost", "deltalake"}
        yield from (f"{module.name} imports {name}" for name in sorted(heavy))


def contracts_need_nothing(house: House) -> Iterator[str]:
    """Every environment reads contract.py and settings.py."""
    allowed = set(sys.stdlib_module_names) | {"yaml", "expectations"}
    for module in house.modules:
        if module.name in STANDARD_ONLY:
            others = {name.split(".")[0] for name in module.imports()} - allowed
            yield from (f"{module.name} imports {name}" for name in sorted(others))


def nobody_reads_the_truth(house: House) -> Iterator[str]:
    """What the simulator knows is for tests only; cli/home.py makes the folder."""
    for module in house.modules:
        if module.room not in ("simulator", "tests") and module.name != "cli/home.py":
            yield from (
                f"{module.name} names {text}" for text in module.strings() if re.search(r"(^|/)truth(/|$)", text)
            )


def jobs_have_no_clock(house: House) -> Iterator[str]:
    """A partition is a function of what was delivered, never of when it is computed."""
    for module in (m for m in house.of("spark_jobs", "ml", "exports", "lake") if m.name != DIARY):
        yield from (f"{module.name} calls {name}" for name, _ in module.calls() if CLOCKS.search(name))
        froms = {"time.time", "time.localtime"} & set(module.imports())
        yield from (f"{module.name} imports {name}" for name in froms)
    for path in house.files:
        if path.suffix == ".sql" and SQL_CLOCKS.search(path.read_text(encoding="utf-8")):
            yield f"{path.relative_to(house.root)} asks the clock"


def tables_have_one_contract_and_one_writer(house: House) -> Iterator[str]:
    """Who writes a table of the lake is the contract's `writer`, and nobody else is."""
    contracts = dict(_contracts(house))
    found = house.lake_writers()
    yield from (f"{table} is written but has no contract" for table in sorted(set(found) - set(contracts)))
    for table, (storage, writer) in contracts.items():
        if storage == "delta" and found.get(table, set()) != {writer}:
            yield f"{table}: the contract says {writer}, written by {sorted(found.get(table, set()))}"
        if writer != "sender" and not (house.root / writer).exists():
            yield f"{table}: its writer {writer} does not exist"
        if storage == "postgres" and writer.endswith(".py") and table not in (house.root / writer).read_text():
            yield f"{table}: {writer} does not name it"
        if writer.endswith(".sql") and Path(writer).stem != table.split(".")[1]:
            yield f"{table}: {writer} makes another table"
    for path in sorted((house.root / "dbt_project" / "models" / "marts").glob("*.sql")):
        if f"marts.{path.stem}" not in contracts:
            yield f"marts.{path.stem} has no contract"


def layers_are_read_in_order(house: House) -> Iterator[str]:
    """A table lies in a layer that is known; a derived product reads its own layer or the one before."""
    for table in dict(_contracts(house)):
        if table.split(".")[0] not in {*LAYERS, *BESIDE}:
            yield f"{table}: no such layer"
    for module in house.of("spark_jobs", "ml", "exports"):
        for node in (n for n in ast.walk(module.tree) if isinstance(n, ast.Call) and ast.unparse(n.func) == "Product"):
            own, read = (set(_layers(part, module.constants)) for part in (node.args[1], node.args[2]))
            lowest = min((LAYERS.index(layer) for layer in own & set(LAYERS)), default=0) - 1
            further = READS_FURTHER.get(module.name, set())
            yield from (f"{module.name} reads {layer}" for layer in sorted((read & set(LAYERS)) - further) if
                        not lowest <= LAYERS.index(layer) <= lowest + 1)  # fmt: skip


def _layers(node: ast.expr, constants: dict[str, str]) -> Iterator[str]:
    for part in ast.walk(node):
        text = constants.get(part.id) if isinstance(part, ast.Name) else getattr(part, "value", None)
        if isinstance(text, str) and re.fullmatch(r"[a-z]+\.[a-z_]+", text):
            yield text.split(".")[0]


def settings_are_declared(house: House) -> Iterator[str]:
    """`.env.example` lists what settings.VARIABLES declares, without values; code uses no other name."""
    from expectations.settings import VARIABLES

    lines = (house.root / ".env.example").read_text(encoding="utf-8").splitlines()
    listed = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    yield from (f"{name} is declared but not in .env.example" for name in VARIABLES if name not in listed)
    yield from (f"{name} is in .env.example but not declared" for name in listed if name not in VARIABLES)
    yield from (f"{name} has a value in .env.example" for name, value in listed.items() if value)
    yield from (f"{n}: .env.example does not say what it means" for n, m in VARIABLES.items() if f"# {m}" not in lines)
    for module in house.modules:
        if module.room != "tests":
            used = {text for text in module.strings() if re.fullmatch(r"AFDW_[A-Z_]*[A-Z]", text)}
            yield from (f"{module.name} uses {name}, which is not declared" for name in sorted(used - set(VARIABLES)))


def requirements_are_pinned_by_hash(house: House) -> Iterator[str]:
    """No download address, no package without a hash."""
    for path in house.files:
        if re.fullmatch(r"requirements.*\.(txt|in)", path.name):
            text, name = path.read_text(), path.relative_to(house.root)
            if re.search(r"(https?|git|file)(\+\w+)?://|--(extra-)?index-url|--find-links", text):
                yield f"{name} holds an address"
            if path.suffix == ".txt":
                pins = re.findall(r"^([A-Za-z0-9][^\n]*?)(\\?)\n(\s+--hash=sha256:[0-9a-f]{64})?", text + "\n", re.M)
                yield from (f"{name}: {pin.strip()} has no hash" for pin, _, digest in pins if not digest)


def files_and_functions_are_short(house: House) -> Iterator[str]:
    """With a ratchet for those that are not: they may shrink only, and leave it once they are short."""
    for module in house.modules:
        allowed = RATCHET.get(module.name, LINES_OF_A_FILE)
        if len(module.lines) > allowed:
            yield f"{module.name} has {len(module.lines)} lines, allowed {allowed}"
        if module.name in RATCHET and len(module.lines) <= LINES_OF_A_FILE:
            yield f"{module.name} is short enough: take it out of the ratchet"
        for name, lines in module.functions():
            if lines > LINES_OF_A_FUNCTION:
                yield f"{module.name}: {name} has {lines} lines, allowed {LINES_OF_A_FUNCTION}"


def no_file_names_a_machine(house: House) -> Iterator[str]:
    """Nothing depends on where a checkout lies."""
    for path in house.files:
        content = path.read_bytes()
        if b"\0" not in content and (found := OUTSIDE.search(content.decode("utf-8", "replace"))):
            yield f"{path.relative_to(house.root)} names {found[0]}…"


def the_readme_names_the_rooms(house: House) -> Iterator[str]:
    """The tree in README.md lists every folder, and only folders that are there or are made."""
    readme = (house.root / "README.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^(\.?[a-z_]+)/ ", readme, re.M))
    there = {path.relative_to(house.root).parts[0] for path in house.files if path.parent != house.root}
    made = {"var", ".venv", ".keys"}
    yield from (f"README.md names {name}/, which does not exist" for name in sorted(told - there - made))
    yield from (f"README.md does not name {name}/" for name in sorted(there - told) if not name.startswith("."))


def _contracts(house: House) -> Iterator[tuple[str, tuple[str, str]]]:
    folder = house.root / "expectations" / "contracts"
    feeds = [path.stem for path in sorted(folder.glob("landing/*.yaml"))]
    for path in sorted(folder.glob("*/*.yaml")):
        for name in feeds if path.stem == "each_feed" else [path.stem]:
            text = path.read_text(encoding="utf-8").replace("each_feed", name)
            (schema,) = yaml.safe_load(text)["schema"]
            own = {item["property"]: item["value"] for item in schema["customProperties"]}
            yield schema["physicalName"], (schema["physicalType"], own.get("writer", ""))


RULES = (
    residents_and_accounts_never_mix,
    imports_go_one_way, rooms_of_jobs_import_downwards, rooms_of_ml_import_downwards, only_a_few_files_know_the_disk,
    only_the_lake_opens_its_tables,
    dags_import_no_engine, contracts_need_nothing, nobody_reads_the_truth, jobs_have_no_clock,
    tables_have_one_contract_and_one_writer, layers_are_read_in_order, only_publish_commits_to_the_lake,
    settings_are_declared,
    requirements_are_pinned_by_hash, files_and_functions_are_short, no_file_names_a_machine, the_readme_names_the_rooms,
)  # fmt: skip
