"""The few calls of Airflow's REST interface that we make."""

import json
import urllib.request
from dataclasses import dataclass
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


def trigger(login: str, dag: str, batch_date: str) -> str:
    """A run of one partition, whose id it returns; the partition's date follows from its key by the DAG's timetable."""
    body = {"logical_date": None, "partition_key": batch_date}
    return str(call(login, "POST", f"/dags/{dag}/dagRuns", body)["dag_run_id"])


@dataclass(frozen=True)
class Run:
    """One run of a DAG's partition; instants are ISO text, empty while there is none."""

    dag: str
    run_id: str
    state: str
    queued_at: str
    end_at: str


def runs(login: str, batch_date: str) -> list[Run]:
    """All runs of one partition, of every DAG, in one call; the newest 100."""
    query = f"/dags/~/dagRuns?partition_key_prefix_pattern={batch_date}&order_by=-id&limit=100"
    return [
        Run(run["dag_id"], run["dag_run_id"], run["state"], run["queued_at"] or "", run["end_date"] or "")
        for run in call(login, "GET", query)["dag_runs"]
    ]


def call(login: str, method: str, path: str, body: Any = None) -> Any:
    """One call of the public interface."""
    return _request(method, f"{url()}/api/v2{path}", login, body)


def _request(method: str, address: str, login: str, body: Any) -> Any:
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {login}"} if login else {})
    with urllib.request.urlopen(urllib.request.Request(address, data, headers, method=method), timeout=20) as answer:
        return json.load(answer)
