"""Warehouse of one batch date: lake -> PostgreSQL raw -> dbt -> marts."""

from functools import reduce
from operator import and_

from airflow.sdk import DAG, PartitionedAssetTimetable

from dags.common.day import BATCH_DATE
from dags.common.defaults import MARTS_OVERVIEW, ONE_AT_A_TIME, SILVER
from dags.common.feeds import DUE
from dags.common.job import Job

DOC = """
**What it does.** Brings every batch that contains something else than what PostgreSQL holds from the lake into it
(`raw`, `ops`), whichever date it has, and that of the run in any case; then runs `dbt build` (models and their tests)
up to `marts`, which Superset reads. Starts when all feeds that are due have been published; one that did not come by
the cut-off is published as missing, and the page names it. No figure waits for the decisions.

**What a failure means to users.** Dashboards show an earlier day; their as-of date says which. Where a dbt test
failed, models built before it may already be newer than those after it: treat figures of that day as provisional.

**What to do.** Read the notice (`logs/notices.jsonl`): it holds the failing model or test and the log's path.
The lake is not affected. Correct the cause and clear the run; every task may be repeated any number of times.
"""

with DAG(
    dag_id="build_warehouse_daily",
    schedule=PartitionedAssetTimetable(assets=reduce(and_, (SILVER[feed] for feed in DUE))),
    doc_md=DOC,
    tags=["warehouse", "marts"],
    **ONE_AT_A_TIME,
):
    load_warehouse = Job(
        task_id="load_warehouse",
        command=f"$DATA_PYTHON -m spark_jobs.load_warehouse --batch-date {BATCH_DATE}",
    )
    dbt_build = Job(
        task_id="dbt_build",
        command="DBT_TARGET_PATH=$AFDW_HOME/dbt/target DBT_LOG_PATH=$AFDW_HOME/logs/dbt "
        "$DBT_BIN --warn-error build --project-dir dbt_project --profiles-dir dbt_project "
        "--exclude-resource-type unit_test --exclude tag:proof",  # these prove the code, not the day's data
        outlets=[MARTS_OVERVIEW],
    )

    load_warehouse >> dbt_build
