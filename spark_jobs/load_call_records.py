"""Loads call records: landing → silver.call_records, quarantine.call_records.

python -m spark_jobs.load_call_records --batch-date 2021-10-25
python -m spark_jobs.load_call_records --from 2021-06-28 --to 2021-10-22
"""

from spark_jobs import arguments
from spark_jobs.feed.feed import Feed
from spark_jobs.news.ledger import Ledger
from spark_jobs.news.leg_names import Identity

FEED = Feed(
    "call_records",
    ("silver.call_records", "quarantine.call_records"),
    Ledger("silver.call_records", "own_key", Identity("record_uid", beside=("direction_code",))),
)

if __name__ == "__main__":
    arguments.load(FEED)
