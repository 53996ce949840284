"""The Spark session: which engine runs is an address, jobs do not know.

`SPARK_REMOTE` unset or `sail`: the embedded Sail server; `local`: Apache Spark in process; `sc://…`: a cluster.
"""

import atexit
import os
from functools import cache

from pyspark.sql import SparkSession
from pyspark.sql.connect.client.retries import DefaultPolicy
from pyspark.sql.connect.session import SparkSession as ConnectSession

from lake import apache_spark

MEMORY_BYTES = 4 * 1024**3
#: How often a call is made again whose server runs beside this process, within seconds: one that is gone does not
#: come back, and by default the client asks for ten minutes.
TRIES = 4


def session() -> SparkSession:
    """This process's session in UTC on the engine that `SPARK_REMOTE` names."""
    found = _session()
    os.environ["SPARK_CONNECT_MODE_ENABLED"] = "1"  # PySpark's functions then build Connect's columns
    return found


@cache
def _session() -> SparkSession:
    address = os.environ.get("SPARK_REMOTE", "sail")
    is_sail = address == "sail"
    if is_sail:
        address = _embedded()
    is_beside = is_sail or address.startswith("local")
    if address.startswith("local"):
        address = apache_spark.start(address)
    spark = ConnectSession.builder.remote(address).getOrCreate()
    if is_beside:
        spark.client.set_retry_policies([DefaultPolicy(max_retries=TRIES)])
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    if is_sail:
        spark.conf.set(*apache_spark.NO_DEBUGGING)  # Apache Spark takes it when it starts only
    return spark  # type: ignore[return-value]


def _embedded() -> str:
    """Starts Sail in this process; it ends with it."""
    os.environ.setdefault("RUST_LOG", "error")
    os.environ.setdefault("SAIL_RUNTIME__MEMORY_POOL__TYPE", "fair")
    os.environ.setdefault("SAIL_RUNTIME__MEMORY_POOL__FAIR__MAX_SIZE", str(MEMORY_BYTES))
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer(ip="127.0.0.1", port=0)
    server.start(background=True)
    atexit.register(server.stop)
    _, port = server.listening_address
    return f"sc://127.0.0.1:{port}"
