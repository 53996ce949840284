"""The jars with which Apache Spark reads and writes Delta: fetched once, kept in the home, the same bytes everywhere.

Maven fetches them where it is installed (its own settings name the mirrors); elsewhere Apache Ivy does, which PySpark
brings and which Spark itself resolves packages with. Afterwards nothing is asked of the network.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pyspark

from expectations.failures import Failure
from expectations.settings import home

#: group:artifact:version → SHA-256. The suffix of delta-spark names Spark's minor version and must match it.
JARS = {
    "io.delta:delta-spark_4.1_2.13:4.4.0": "75a9400986853c061f5109f012547de2545a5759e5e752e5ef633dabe16a4f10",
    "io.delta:delta-storage:4.4.0": "c46735481fa8e326b0957be02b4420cbcab4b325bb08009b7f2045a95133f1cc",
    "io.delta:delta-kernel-api:4.4.0": "ee9b5a14ac3b7efdff4d61a58478fe8eb0e5a3fbca43889dca7290795fe79a11",
    "io.delta:delta-kernel-defaults:4.4.0": "225c975199e4718b38ee5b7e6da7f19e9585024262b2cec2656b32151a856b0b",
    "io.delta:delta-kernel-unitycatalog:4.4.0": "cea22dfb4ac562b3cd27bf652697750e8336009d73fb06631363aaaad5345ffa",
    "io.unitycatalog:unitycatalog-client:0.6.0": "48257499a86b801a3e2372cec55ac226ca1c1c7eabe5c118e7302f29a1fdbc19",
    "io.unitycatalog:unitycatalog-hadoop:0.6.0": "c47b63c961c87102b9e1d63809a0915ba4c86b7652f57c8d39ca3a05b441a150",
}
REPOSITORY = "AFDW_MAVEN_REPOSITORY"


class JarsMissing(Failure):
    """The jars are not in the home and could not be fetched; the message says how it was tried."""


def jars(java: Path) -> list[Path]:
    """The jars of this home, fetched if they are not there or not the declared bytes."""
    folder = home() / "spark" / "jars"
    if any(not _is_whole(folder, name) for name in JARS):
        folder.mkdir(parents=True, exist_ok=True)
        _fetch(folder, java)
    return [folder / _file(name) for name in JARS]


def _fetch(folder: Path, java: Path) -> None:
    """Into a folder aside and moved when whole, so that two runs at once do no harm."""
    tried = []
    for name, command in _ways(java):
        with tempfile.TemporaryDirectory(dir=folder.parent) as aside:
            last_words = _run(command(Path(aside)), folder.parent)
            if all(_is_whole(Path(aside), jar) for jar in JARS):
                for jar in JARS:
                    (Path(aside) / _file(jar)).replace(folder / _file(jar))
                return
        tried.append(f"{name}: {last_words or 'other bytes than declared'}")
    raise JarsMissing("Apache Spark's jars for Delta could not be fetched: " + "; ".join(tried))


def _ways(java: Path) -> list[tuple[str, Callable[[Path], list[str]]]]:
    """Maven where it is installed, unless a repository is named; then Ivy."""
    maven = None if os.environ.get(REPOSITORY) else shutil.which("mvn")
    ways: list[tuple[str, Callable[[Path], list[str]]]] = [("Ivy", lambda aside: _ivy(java, aside))]
    return [("Maven", lambda aside: _maven(maven, aside)), *ways] if maven else ways


def _maven(maven: str, aside: Path) -> list[str]:
    alone = "<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>"
    tag = "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version>" + alone + "</dependency>"
    listed = "".join(tag.format(*name.split(":")) for name in JARS)
    project = "<modelVersion>4.0.0</modelVersion><groupId>jars</groupId><artifactId>jars</artifactId>"
    (aside / "pom.xml").write_text(
        f"<project>{project}<version>1</version><dependencies>{listed}</dependencies></project>"
    )
    places = [f"-Dmaven.repo.local={aside / 'repository'}", f"-DoutputDirectory={aside}"]
    return [maven, "-q", "-B", "-f", str(aside / "pom.xml"), "dependency:copy-dependencies", *places]


def _ivy(java: Path, aside: Path) -> list[str]:
    tag = '<dependency org="{}" name="{}" rev="{}" transitive="false" conf="default-&gt;default"/>'
    listed = "".join(tag.format(*name.split(":")) for name in JARS)
    head = '<info organisation="jars" module="jars"/><configurations><conf name="default"/></configurations>'
    module = f'<ivy-module version="2.0">{head}<dependencies>{listed}</dependencies></ivy-module>'
    (aside / "ivy.xml").write_text(module)
    root = os.environ.get(REPOSITORY)
    place = f" root={quoteattr(root)}" if root else ""
    resolver = f'<ibiblio name="central" m2compatible="true" usepoms="false"{place}/>'
    (aside / "settings.xml").write_text(
        f'<ivysettings><settings defaultResolver="central"/><resolvers>{resolver}</resolvers></ivysettings>'
    )
    (program,) = (Path(pyspark.__file__).parent / "jars").glob("ivy-*.jar")
    files = ["-settings", str(aside / "settings.xml"), "-ivy", str(aside / "ivy.xml"), "-cache", str(aside / "cache")]
    target = str(aside / "[artifact]-[revision].[ext]")
    return [str(java), "-jar", str(program), "-warn", *files, "-confs", "default", "-retrieve", target]


def _run(command: list[str], folder: Path) -> str:
    """Runs a fetcher; its last words where it failed."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip(" .:\t")]
    return "" if not done.returncode else " ".join(said[-1:]).strip(" .:\t") or f"exit {done.returncode}"


def _file(name: str) -> str:
    _, artifact, version = name.split(":")
    return f"{artifact}-{version}.jar"


def _is_whole(folder: Path, name: str) -> bool:
    path = folder / _file(name)
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == JARS[name]
