"""The lake's upkeep: small files compacted, files that nothing names removed, checkpoints, a report on the disk."""

from datetime import timedelta

from airflow.sdk import DAG, CronTriggerTimetable

from dags.common.defaults import ONE_AT_A_TIME
from dags.common.job import Job

DOC = """
**What it does.** On Sunday at 04:00 Asia/Shanghai: brings the small files of settled batches together, removes files
that no published version names (what killed runs left, what compaction replaced a week ago), writes checkpoints, and
reports the disk in `logs/lake_disk/<date>.csv`. Rows past the retention of their contract go; no other row changes, and
loads go on beside it.

**What a failure means to users.** Nothing: the published versions are as they were. The disk fills a little faster.

**What to do.** Read the notice (`logs/notices.jsonl`), correct the cause and clear the run; it may run at any time and
any number of times.
"""

with DAG(
    dag_id="maintain_lake_weekly",
    schedule=CronTriggerTimetable("0 4 * * 0", timezone="Asia/Shanghai", run_immediately=timedelta(0)),
    doc_md=DOC,
    tags=["lake", "upkeep"],
    **ONE_AT_A_TIME,
):
    Job(task_id="maintain", command="$DATA_PYTHON -m lake.upkeep")
