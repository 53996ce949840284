"""A home: the folders, ports and passwords of one copy of the warehouse."""

import base64
import hashlib
import os
import secrets
import socket
from pathlib import Path

from cli import keys, signing
from expectations.settings import REPO, home

LOGINS = "logins.env"
#: What is as delivered, or known to the simulator alone: raw by nature.
RAW_FOLDERS = ("landing", "truth")
FOLDERS = (*RAW_FOLDERS, "pending", "lake", "exports", "logs", "run")
PASSWORDS = (
    "AFDW_PG_PASSWORD", "AFDW_READER_PASSWORD", "AFDW_SUPERSET_PASSWORD", "AFDW_AIRFLOW_PASSWORD",
)  # fmt: skip
KEYS = ("AFDW_SUPERSET_SECRET", "AFDW_AIRFLOW_SECRET")
PORTS = ("AFDW_PG_PORT", "AFDW_SUPERSET_PORT", "AFDW_AIRFLOW_PORT")


def home_hash() -> str:
    """Twelve hex digits that name this home outside of it."""
    return hashlib.sha256(str(home()).encode()).hexdigest()[:12]


def logins_file() -> Path:
    """The file with this home's passwords and ports; only its owner can read it."""
    return home() / LOGINS


def prepare() -> None:
    """Makes the folders, the passwords and the ports that are missing, and puts them into the environment."""
    for folder in FOLDERS:
        (home() / folder).mkdir(parents=True, exist_ok=True)
    os.environ.update({"AFDW_HOME": str(home())} | keys.shared() | signing.shared() | _logins())
    os.environ.update(_derived())


def move_port(name: str) -> str:
    """Chooses another free port for a service whose own is taken, and remembers it."""
    with keys.alone(home() / "run" / "logins.lock"):
        values = keys.read(logins_file()) | {name: str(free_port())}
        keys.write(logins_file(), values)
    os.environ[name] = values[name]
    os.environ.update(_derived())
    return values[name]


def dbt_places() -> dict[str, str]:
    """Where dbt keeps its files: in the home, never in the checkout."""
    return {"DBT_TARGET_PATH": str(home() / "dbt" / "target"), "DBT_LOG_PATH": str(home() / "logs" / "dbt")}


def free_port() -> int:
    """A TCP port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _logins() -> dict[str, str]:
    with keys.alone(home() / "run" / "logins.lock"):
        values = keys.read(logins_file())
        missing = _new_values(values)
        if missing:
            keys.write(logins_file(), values | missing)
    return values | missing


def _new_values(known: dict[str, str]) -> dict[str, str]:
    made = {name: secrets.token_urlsafe(12) for name in PASSWORDS if name not in known}
    made |= {name: secrets.token_hex(32) for name in KEYS if name not in known}
    if "AFDW_AIRFLOW_FERNET" not in known:
        made["AFDW_AIRFLOW_FERNET"] = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    return made | {name: str(free_port()) for name in PORTS if name not in known}


def _derived() -> dict[str, str]:
    """Settings that follow from others: addresses of databases and programs."""
    host, port = "127.0.0.1", os.environ["AFDW_PG_PORT"]
    login = f"afdw:{os.environ['AFDW_PG_PASSWORD']}@{host}:{port}"
    return {
        "AFDW_PG_HOST": host,
        "AFDW_PG_USER": "afdw",
        "AFDW_PG_DATABASE": "warehouse",
        "AFDW_SUPERSET_DSN": f"postgresql+psycopg2://{login}/superset",
        "AFDW_AIRFLOW_DSN": f"postgresql+psycopg2://{login}/airflow",
        "DATA_PYTHON": str(REPO / ".venv/data/bin/python"),
        "DBT_BIN": str(REPO / ".venv/dbt/bin/dbt"),
    }
