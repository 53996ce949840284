"""Case records of one batch date: landing folder -> lake table silver.cases."""

from airflow.sdk import DAG
from jinja2 import StrictUndefined

from dags.common.day import BATCH_DATE, at_close_of_day
from dags.common.defaults import SILVER_CASES, TASK_DEFAULTS
from dags.common.feed import WaitForFeed
from dags.common.job import Job

DOC = """
**What it does.** Loads `landing/cases/<batch date>/` into `silver.cases`, `silver.case_entities` and the quarantine,
checks the batch and publishes it. Starts at 00:00 Asia/Shanghai for the day just closed; waits for the file until
00:30.

**What a failure means to users.** Dashboards and statistics stay as of the day before; nothing wrong is shown.
Later batch dates go on without this one, so repair it the same day.

**What to do.** Read the notice (`logs/notices.jsonl`): it holds the failing check or error and the log's path.
A failed check is about the delivery: ask the sender for a corrected file, put it into the same folder, and clear the
run. An error of the program: correct it, then clear the run. A notice that the feed did not arrive is no failure: no
batch of that date is named, and a later delivery belongs into the folder of the day it arrives on.
"""

with DAG(
    dag_id="load_cases_daily",
    schedule=at_close_of_day(),  # 16:00 UTC
    catchup=False,
    max_active_runs=1,
    default_args=TASK_DEFAULTS,
    template_undefined=StrictUndefined,
    doc_md=DOC,
    tags=["cases", "silver"],
):
    wait_for_cases = WaitForFeed(task_id="wait_for_cases", feed="cases")
    load_cases = Job(
        task_id="load_cases",
        command=f"$DATA_PYTHON -m spark_jobs.load_cases --batch-date {BATCH_DATE}",
        outlets=[SILVER_CASES],
    )

    wait_for_cases >> load_cases
