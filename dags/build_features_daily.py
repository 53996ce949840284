"""Airflow DAG: features of one batch date, lake silver -> lake features, one task per product."""

from functools import reduce
from operator import and_

from airflow.sdk import DAG, PartitionedAssetTimetable

from dags.common.day import BATCH_DATE
from dags.common.defaults import MONEY_DAYS, ONE_AT_A_TIME, RESIDENT_DAYS, SILVER
from dags.common.feeds import FEATURE_FEEDS
from dags.common.job import Job

DOC = """
**What it does.** Builds what the batch changed of accounts and transfers (`features.account_daily`,
`features.transfer_edge_daily`) and of residents' calls and money (`features.resident_daily`,
`features.resident_call_pair_daily`, `features.resident_payee_daily`), and again those of earlier batches whose inputs
have changed since: batches loaded behind them, corrected or requeued. Build, checks and publishing of a product are one
task. Starts when calls, transactions and both registers of a batch date have been published.

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
    Job(
        task_id="build_money_days",
        command=f"$DATA_PYTHON -m spark_jobs.build_money_days --batch-date {BATCH_DATE}",
        outlets=[MONEY_DAYS],
    )
    Job(
        task_id="build_resident_days",
        command=f"$DATA_PYTHON -m spark_jobs.build_resident_days --batch-date {BATCH_DATE}",
        outlets=[RESIDENT_DAYS],
    )
