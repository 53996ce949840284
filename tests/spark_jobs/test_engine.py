"""An engine that dies beside its job is given up soon."""

import os
import subprocess
import sys

from expectations.settings import REPO

#: The embedded server stops while the session is in use.
GONE = """
from pysail import spark as sail
from lake import engine

made = []
class Kept(sail.SparkConnectServer):
    def __init__(self, *args, **named):
        super().__init__(*args, **named)
        made.append(self)

sail.SparkConnectServer = Kept
session = engine.session()
assert session.range(3).count() == 3
made[0].stop()
session.range(3).count()
"""
WITHIN_S = 60  # four tries of a call take four seconds, the fifteen of the client ten minutes: the call would time out


def test_a_server_that_is_gone_fails_the_job_soon() -> None:
    embedded = os.environ | {"SPARK_REMOTE": "sail"}  # not the engine that other tests share
    done = subprocess.run(
        [sys.executable, "-c", GONE], cwd=REPO, env=embedded, capture_output=True, text=True, timeout=WITHIN_S,
        check=False,
    )  # fmt: skip
    assert done.returncode == 1 and "SparkConnect" in done.stderr, done.stderr
