"""Airflow DAG: a code every morning. Lake silver -> features -> scores -> codes -> what front ends receive; and beside
it the mule scores of accounts."""

from functools import reduce
from operator import and_

from airflow.sdk import DAG, PartitionedAssetTimetable

from dags.common.day import BATCH_DATE
from dags.common.defaults import MARTS_CODES, ONE_AT_A_TIME, RISK_CODES, SILVER
from dags.common.job import Job

DOC = """
**What it does.** Builds the features of the batch date, and those of earlier dates whose inputs have changed since;
then scores every resident with data by the model in use on that date, gives every registered resident a code, and
exports the codes, signed, to the front ends. Accounts are scored beside that, for analysts: no code waits for them or
knows of them. At last counts of codes come into PostgreSQL for the page 风险码. Starts
when all feeds of a batch date have been published, beside the case figures: they neither wait for it nor fail with it.

**What a failure means to users.** Front ends keep yesterday's codes and say so once these are stale; the page 风险码
shows an earlier day. Where only `score_accounts` fails, analysts keep yesterday's scores of accounts and the codes
are as ever. Nothing wrong is shown: a code is published whole or not at all, and a published one is a fact.

**What to do.** Read the notice (`logs/notices.jsonl`): it holds the failing check or error and the log's path.
`publish_codes` refuses a day whose scores or coverage have moved further than a day moves them: look at the figures
that it names, then let two persons release the date (`./afdw decide`, kind `release_breaker`), load the decisions of
that batch, and clear the task. Every task may be repeated any number of times.
"""

with DAG(
    dag_id="score_residents_daily",
    schedule=PartitionedAssetTimetable(assets=reduce(and_, SILVER.values())),
    doc_md=DOC,
    tags=["features", "codes", "exports"],
    **ONE_AT_A_TIME,
):
    build_features = Job(
        task_id="build_features",
        command=f"$DATA_PYTHON -m spark_jobs.build_features --batch-date {BATCH_DATE}",
    )
    score_residents = Job(
        task_id="score_residents",
        command=f"$DATA_PYTHON -m ml.score_residents --batch-date {BATCH_DATE}",
    )
    assign_codes = Job(
        task_id="assign_codes",
        command=f"$DATA_PYTHON -m ml.assign_codes --batch-date {BATCH_DATE}",
    )
    publish_codes = Job(
        task_id="publish_codes",
        command=f"$DATA_PYTHON -m exports.publish_codes --batch-date {BATCH_DATE}",
        outlets=[RISK_CODES],
    )
    load_warehouse = Job(
        task_id="load_warehouse",
        command="$DATA_PYTHON -m spark_jobs.load_warehouse",
    )
    dbt_build = Job(
        task_id="dbt_build",
        command="DBT_TARGET_PATH=$AFDW_HOME/dbt/target_codes DBT_LOG_PATH=$AFDW_HOME/logs/dbt_codes "
        "$DBT_BIN --warn-error build --project-dir dbt_project --profiles-dir dbt_project "
        "--select tag:codes --exclude-resource-type unit_test",
        outlets=[MARTS_CODES],
    )

    score_accounts = Job(
        task_id="score_accounts",
        command=f"$DATA_PYTHON -m ml.score_accounts --batch-date {BATCH_DATE}",
    )

    build_features >> score_accounts
    build_features >> score_residents >> assign_codes >> publish_codes >> load_warehouse >> dbt_build
