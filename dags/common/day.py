"""The business day: batch dates are Asia/Shanghai dates, closed at 24:00, cut off half an hour later."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from airflow.sdk import CronPartitionTimetable

SHANGHAI = ZoneInfo("Asia/Shanghai")
CUT_OFF = time(0, 30)
#: From the start of a date's run to its cut-off.
UNTIL_CUT_OFF = timedelta(hours=CUT_OFF.hour, minutes=CUT_OFF.minute)
#: The batch date of a run. Not `ds`: that is UTC, and runs started by an asset have none.
BATCH_DATE = "{{ partition_key }}"


def cut_off(batch_date: date) -> datetime:
    """The instant after which a batch date is loaded with what is there."""
    return datetime.combine(batch_date + timedelta(days=1), CUT_OFF, SHANGHAI)


def at_close_of_day() -> CronPartitionTimetable:
    """Starts the run of batch date D at the midnight that closes D, Shanghai time.

    `run_immediately`: without it a DAG seen for the first time before 02:24 would start yesterday's run on its own.
    """
    return CronPartitionTimetable(
        "0 0 * * *", timezone="Asia/Shanghai", run_offset=-1, key_format="%Y-%m-%d", run_immediately=UNTIL_CUT_OFF
    )
