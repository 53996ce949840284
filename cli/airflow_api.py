"""The few calls of Airflow's REST interface that we make."""

import json
import urllib.request
from typing import Any

from expectations.settings import required


def url() -> str:
    """Where people open Airflow."""
    return f"http://127.0.0.1:{required('AFDW_AIRFLOW_PORT')}"


def token() -> str:
    """A login of the administrator; good for a day."""
    login = {"username": "admin", "password": required("AFDW_AIRFLOW_PASSWORD")}
    return str(_request("POST", f"{url()}/auth/token", "", login)["access_token"])


def healthy() -> bool:
    """Whether database, scheduler and dag-processor beat."""
    health = call("", "GET", "/monitor/health")
    return all(health[part]["status"] == "healthy" for part in ("metadatabase", "scheduler", "dag_processor"))


def known_dags(login: str) -> set[str]:
    """The DAGs that have been read from their files."""
    return {dag["dag_id"] for dag in call(login, "GET", "/dags?exclude_stale=true")["dags"]}


def unpause(login: str, dag: str) -> None:
    """A paused DAG would leave its runs waiting."""
    call(login, "PATCH", f"/dags/{dag}?update_mask=is_paused", {"is_paused": False})


def trigger(login: str, dag: str, batch_date: str) -> None:
    """A run of one partition; the partition's date follows from its key by the DAG's own timetable."""
    call(login, "POST", f"/dags/{dag}/dagRuns", {"logical_date": None, "partition_key": batch_date})


def runs(login: str, dag: str, batch_date: str) -> dict[str, str]:
    """The runs of one partition: id -> state."""
    query = f"/dags/{dag}/dagRuns?partition_key_prefix_pattern={batch_date}&limit=100"
    return {run["dag_run_id"]: run["state"] for run in call(login, "GET", query)["dag_runs"]}


def call(login: str, method: str, path: str, body: Any = None) -> Any:
    """One call of the public interface."""
    return _request(method, f"{url()}/api/v2{path}", login, body)


def _request(method: str, address: str, login: str, body: Any) -> Any:
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {login}"} if login else {})
    with urllib.request.urlopen(urllib.request.Request(address, data, headers, method=method), timeout=20) as answer:
        return json.load(answer)
