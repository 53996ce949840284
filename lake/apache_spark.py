"""Apache Spark in process: one JVM beside this Python, spoken to through Spark Connect like every other engine."""

import os
import re
import shutil
import socket
import subprocess
from pathlib import Path

from expectations.failures import Failure
from expectations.settings import home
from lake.jars import jars

JAVA_FROM = 17
MEMORY = "4g"
#: Else each step of a Column looks for IPython, which costs half a second a job.
NO_DEBUGGING = ("spark.python.sql.dataFrameDebugging.enabled", "false")
#: Small days must not pay for many tasks; the partitions follow the cores.
OPTIONS = {
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",  # Sail reads no INT96
    "spark.databricks.delta.snapshotPartitions": "2",
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.plugins": "org.apache.spark.sql.connect.SparkConnectPlugin",
    "spark.connect.grpc.binding.address": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": MEMORY,
    NO_DEBUGGING[0]: NO_DEBUGGING[1],
}
#: Errors on stderr, also of what Spark takes for a shell. The code generator's are none: what it cannot compile in one
#: piece Spark runs in smaller ones; and what Connect tells of a call reaches the client, which raises it or asks again.
LOGGING = """rootLogger.level = error
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %d{HH:mm:ss} %p %c{1}: %m%n%ex
logger.shell.name = org.apache.spark.api.python.PythonGatewayServer
logger.shell.level = error
logger.code.name = org.apache.spark.sql.catalyst.expressions.codegen
logger.code.level = off
logger.connect.name = org.apache.spark.sql.connect.utils.ErrorUtils
logger.connect.level = off
"""


class JavaMissing(Failure):
    """Apache Spark needs a Java runtime and there is none, or an old one; the message says what to do."""


def start(master: str) -> str:
    """Starts Apache Spark with a Connect server of its own and returns its address; it ends with this process.

    PySpark's own `remote("local")` listens on one fixed port, where two homes of a machine would meet.
    """
    for name in ("SPARK_REMOTE", "SPARK_CONNECT_MODE_ENABLED"):  # with either PySpark would ask for a server that runs
        os.environ.pop(name, None)
    from pyspark.sql import SparkSession

    port = _free_port()
    builder = SparkSession.builder.master(master)
    for name, value in (OPTIONS | _places(java()) | {"spark.connect.grpc.binding.port": str(port)}).items():
        builder = builder.config(name, value)
    builder.config("spark.sql.shuffle.partitions", str(2 * (os.cpu_count() or 1))).getOrCreate()
    return f"sc://127.0.0.1:{port}"


def java() -> Path:
    """The Java that Spark will run on: of JAVA_HOME, else on the PATH; new enough."""
    wanted = f"install Java {JAVA_FROM} or newer (Debian: openjdk-17-jre-headless), or use the engine sail"
    folder = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=f"{folder}/bin" if folder else None)
    if found is None:
        raise JavaMissing(f"Apache Spark needs Java, and there is none{f' in {folder}' if folder else ''}: {wanted}")
    said = subprocess.run([found, "-version"], capture_output=True, text=True, check=False)
    version = re.search(r'version "([0-9]+)', said.stderr)
    if said.returncode or version is None or int(version[1]) < JAVA_FROM:
        raise JavaMissing(f"Apache Spark cannot run on {found} (version {version[1] if version else '?'}): {wanted}")
    return Path(found)


def _places(java_program: Path) -> dict[str, str]:
    """Jars, scratch files and what Spark says lie in the home."""
    folder = home() / "spark"
    found = jars(java_program)
    logging = folder / "log4j2.properties"
    logging.write_text(LOGGING)
    return {
        "spark.driver.extraJavaOptions": f'"-Dlog4j2.configurationFile={logging.as_uri()}"',
        "spark.jars": ",".join(map(str, found)),
        "spark.local.dir": str(folder / "scratch"),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
