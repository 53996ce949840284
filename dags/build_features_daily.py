"""Airflow DAG: features of one batch date, lake silver -> lake features, one task per product."""

from functools import reduce
from operator import and_

from airflow.sdk import DAG, PartitionedAssetTimetable

from dags.common.day import BATCH_DATE
from dags.common.defaults import ACCOUNT_WINDOWS, MONEY_DAYS, ONE_AT_A_TIME, RESIDENT_DAYS, RESIDENT_WINDOWS, SILVER
from dags.common.feeds import FEATURE_FEEDS
from dags.common.job import Job

DOC = """
**What it does.** Builds what the batch changed of accounts and transfers (`features.account_daily`,
`features.transfer_edge_daily`) and of residents' calls and money (`features.resident_daily`,
`features.resident_call_pair_daily`, `features.resident_payee_daily`); from the last batches of these, registers and
cases the windows as of the date (`features.account_window`, `features.resident_window`); and again those of earlier
dates whose inputs have changed since: batches loaded behind them, corrected or requeued. Build, checks and publishing
of a product are one task. Starts when calls, transactions, cases and both registers of a batch date are published.

**What a failure means to users.** Nothing yet: no page and no export reads these tables.

**What to do.** Read the notice (`logs/notices.jsonl`): it holds the failing check or error and the log's path. The
tables are as they were the day before. Correct the cause and clear the run; it may be repeated any number of times.
"""

with DAG(
    dag_id="build_features_daily",
    schedule=PartitionedAssetTimetable(assets=reduce(and_, (SILVER[feed] for feed in FEATURE_FEEDS))),
    doc_md=DOC,
    tags=["features", "lake"],
    **ONE_AT_A_TIME,
):
    money_days = Job(
        task_id="build_money_days",
        command=f"$DATA_PYTHON -m spark_jobs.build_money_days --batch-date {BATCH_DATE}",
        outlets=[MONEY_DAYS],
    )
    account_windows = Job(
        task_id="build_account_windows",
        command=f"$DATA_PYTHON -m spark_jobs.build_account_windows --batch-date {BATCH_DATE}",
        outlets=[ACCOUNT_WINDOWS],
    )
    resident_days = Job(
        task_id="build_resident_days",
        command=f"$DATA_PYTHON -m spark_jobs.build_resident_days --batch-date {BATCH_DATE}",
        outlets=[RESIDENT_DAYS],
    )
    resident_windows = Job(
        task_id="build_resident_windows",
        command=f"$DATA_PYTHON -m spark_jobs.build_resident_windows --batch-date {BATCH_DATE}",
        outlets=[RESIDENT_WINDOWS],
    )
    money_days >> account_windows
    resident_days >> resident_windows
