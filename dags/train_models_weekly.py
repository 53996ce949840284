"""Airflow DAG: new models of residents and of accounts every week; each in use from the next day on if it wins."""

from datetime import timedelta

from airflow.sdk import DAG, CronPartitionTimetable

from dags.common.day import BATCH_DATE
from dags.common.defaults import ONE_AT_A_TIME
from dags.common.job import Job

#: What builds the features of accounts; the weekly job needs all of them for the days to learn from.
OF_ACCOUNTS = ("build_account_windows", "build_account_alerts", "build_account_graph")
DOC = """
**What it does.** On Monday at 05:00 Asia/Shanghai, as of that day: builds the windows of the days to learn from that
the lake does not hold, trains, compares the newcomer with the model in use and with that of day one (M0; of accounts
the rules) on later days, writes its folder with a report, and puts it in use from the next day on if it passes the
gate.

**What a failure means to users.** Nothing: the model in use stays. Too few victims, or reported accounts, to
learn from is no failure.

**What to do.** Read the notice (`logs/notices.jsonl`), correct the cause and clear the run. A model that turns out bad:
`./afdw model --back D` (of accounts with `--kind account`) puts the one before it in use again from D on; published
codes stay as they are.
"""

with DAG(
    dag_id="train_models_weekly",
    schedule=CronPartitionTimetable(
        "0 5 * * 1", timezone="Asia/Shanghai", run_offset=0, key_format="%Y-%m-%d", run_immediately=timedelta(0)
    ),
    doc_md=DOC,
    tags=["models"],
    **ONE_AT_A_TIME,
):
    windows = Job(
        task_id="build_resident_windows",
        command=f"days=$($DATA_PYTHON -m ml.train_resident_risk --as-of {BATCH_DATE} --missing) && "
        '$DATA_PYTHON -m spark_jobs.build_resident_windows --days "$days"',
    )
    train = Job(
        task_id="train_resident_risk",
        command=f"$DATA_PYTHON -m ml.train_resident_risk --as-of {BATCH_DATE}",
    )

    account_windows = Job(
        task_id="build_account_windows",
        command=f"days=$($DATA_PYTHON -m ml.train_account_mule --as-of {BATCH_DATE} --missing) && "
        + " && ".join(f'$DATA_PYTHON -m spark_jobs.{job} --days "$days"' for job in OF_ACCOUNTS),
    )
    train_accounts = Job(
        task_id="train_account_mule",
        command=f"$DATA_PYTHON -m ml.train_account_mule --as-of {BATCH_DATE}",
    )

    windows >> train
    account_windows >> train_accounts
