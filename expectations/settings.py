"""Addresses, secrets and folders, declared once; values come from the environment (see .env.example).

Standard library only: every room reads this module, in every environment.
"""

import os
from pathlib import Path

from expectations.failures import Failure

REPO = Path(__file__).resolve().parents[1]
CODE_LISTS = REPO / "dbt_project" / "seeds"
CONTRACTS = REPO / "expectations" / "contracts"
SUITES = REPO / "expectations" / "suites"

#: Every variable that a deployment sets, with its meaning; `.env.example` lists the same names.
VARIABLES = {
    "AFDW_HOME": "folder of everything made at run time",
    "AFDW_PG_HOST": "PostgreSQL host of the warehouse",
    "AFDW_PG_PORT": "PostgreSQL port",
    "AFDW_PG_USER": "owner of the warehouse schemas",
    "AFDW_PG_PASSWORD": "its password",
    "AFDW_PG_DATABASE": "database of the warehouse",
    "AFDW_TOKEN_KEY": "key of the identity tokens, 32 bytes in hex",
    "AFDW_QUARANTINE_KEY": "key that encrypts rejected raw lines, 32 bytes in hex",
    "AFDW_READER_PASSWORD": "password of the role with which Superset reads the marts",
    "AFDW_SUPERSET_DSN": "SQLAlchemy address of Superset's own metadata",
    "AFDW_SUPERSET_PORT": "port of Superset",
    "AFDW_SUPERSET_SECRET": "key that signs Superset's sessions",
    "AFDW_SUPERSET_PASSWORD": "password of Superset's administrator `admin`",
    "AFDW_AIRFLOW_DSN": "SQLAlchemy address of Airflow's own metadata",
    "AFDW_AIRFLOW_PORT": "port of Airflow's api-server",
    "AFDW_AIRFLOW_SECRET": "key that signs Airflow's tokens",
    "AFDW_AIRFLOW_FERNET": "key that encrypts Airflow's connections",
    "AFDW_AIRFLOW_PASSWORD": "password of Airflow's administrator `admin`",
    "AFDW_EXPORT_URL": "where exports go, a folder or any fsspec address, by default HOME/exports",
    "AFDW_SIGNING_KEYS": "Ed25519 keys that sign exports, 32 bytes each in hex, a comma between: the first one signs; "
    "-: public half of an ended one",
    "AFDW_NOTICE_FILE": "where failure notices go, by default HOME/logs/notices.jsonl",
    "AFDW_MAVEN_REPOSITORY": "Maven repository of Apache Spark's jars, instead of what Maven or Ivy know by themselves",
    "DATA_PYTHON": "Python of the data environment",
    "DBT_BIN": "dbt of the dbt environment",
}


class MissingSetting(Failure):
    """A variable that has no default is not in the environment."""


def required(name: str) -> str:
    """The value of a declared variable; an undeclared or empty one stops the job by name."""
    if name not in VARIABLES:
        raise MissingSetting(f"{name} is not declared in expectations/settings.py")
    value = os.environ.get(name, "")
    if not value:
        raise MissingSetting(f"{name} is not set: {VARIABLES[name]}")
    return value


def home() -> Path:
    """The folder of everything made at run time: `AFDW_HOME`, by default `var/` in the checkout."""
    return Path(os.environ.get("AFDW_HOME") or REPO / "var").resolve()


def postgres_dsn() -> str:
    """The warehouse as a libpq address, password included: for connecting, never for printing."""
    parts = {
        "host": "AFDW_PG_HOST", "port": "AFDW_PG_PORT", "user": "AFDW_PG_USER",
        "password": "AFDW_PG_PASSWORD", "dbname": "AFDW_PG_DATABASE",
    }  # fmt: skip
    return " ".join(f"{key}={required(name)}" for key, name in parts.items())
