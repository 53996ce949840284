"""What every DAG shares: the assets that connect them and how a task fails."""

from datetime import timedelta
from typing import Any

from airflow.sdk import Asset
from jinja2 import StrictUndefined

from dags.common.feeds import FEEDS
from dags.common.notice import task_failed

SILVER = {feed: Asset(name=f"silver/{feed}", uri=f"afdw://silver/{feed}") for feed in FEEDS}
MONEY_DAYS = Asset(name="features/money_days", uri="afdw://features/money_days")
ACCOUNT_WINDOWS = Asset(name="features/account_windows", uri="afdw://features/account_windows")
RESIDENT_DAYS = Asset(name="features/resident_days", uri="afdw://features/resident_days")
RESIDENT_WINDOWS = Asset(name="features/resident_windows", uri="afdw://features/resident_windows")
MARTS_OVERVIEW = Asset(name="marts/overview", uri="afdw://marts/overview")

#: Two more tries, because most failures are a restart or a lock; a notice only after the last of them.
TASK_DEFAULTS: dict[str, Any] = {
    "owner": "data-engineering",
    "retries": 2,
    "retry_delay": timedelta(seconds=5),
    "retry_exponential_backoff": 3,
    "max_retry_delay": timedelta(minutes=5),
    "execution_timeout": timedelta(hours=2),
    "on_failure_callback": task_failed,
}
#: Of a DAG of which one run works at a time, and of none that was missed.
ONE_AT_A_TIME: dict[str, Any] = {
    "catchup": False,
    "max_active_runs": 1,
    "default_args": TASK_DEFAULTS,
    "template_undefined": StrictUndefined,
}
