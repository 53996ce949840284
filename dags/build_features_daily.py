"""Airflow DAG: features of one batch date, lake silver -> lake features, one task per product."""

from airflow.sdk import DAG, PartitionedAssetTimetable

from dags.common.day import BATCH_DATE
from dags.common.defaults import ACCOUNT_WINDOWS, MONEY_DAYS, ONE_AT_A_TIME, SILVER
from dags.common.job import Job

DOC = """
**What it does.** Builds what the batch changed of accounts and transfers (`features.account_daily`,
`features.transfer_edge_daily`), and from the last 31 batches of that the windows of accounts as of the date
(`features.account_window`); and again those of earlier dates whose inputs have changed since: batches loaded behind
them, corrected or requeued. Build, checks and publishing of a product are one task. Starts when the transactions of a
batch date have been published.

**What a failure means to users.** Nothing yet: no page and no export reads these tables.

**What to do.** Read the notice (`logs/notices.jsonl`): it holds the failing check or error and the log's path. The
tables are as they were the day before. Correct the cause and clear the run; it may be repeated any number of times.
"""

with DAG(
    dag_id="build_features_daily",
    schedule=PartitionedAssetTimetable(assets=SILVER["transactions"]),
    doc_md=DOC,
    tags=["features", "lake"],
    **ONE_AT_A_TIME,
):
    days = Job(
        task_id="build_money_days",
        command=f"$DATA_PYTHON -m spark_jobs.build_money_days --batch-date {BATCH_DATE}",
        outlets=[MONEY_DAYS],
    )
    windows = Job(
        task_id="build_account_windows",
        command=f"$DATA_PYTHON -m spark_jobs.build_account_windows --batch-date {BATCH_DATE}",
        outlets=[ACCOUNT_WINDOWS],
    )
    days >> windows
