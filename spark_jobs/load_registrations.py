"""Loads registrations: landing → silver.registrations, quarantine.registrations.

python -m spark_jobs.load_registrations --batch-date 2021-10-25
python -m spark_jobs.load_registrations --from 2021-06-28 --to 2021-10-22
"""

from spark_jobs import arguments
from spark_jobs.feed.feed import Feed
from spark_jobs.news.register import Register

FEED = Feed(
    "registrations",
    ("silver.registrations", "quarantine.registrations"),
    Register("silver.registrations", key=("registration_id",), number="event_no", repeats_any=True),
)

if __name__ == "__main__":
    arguments.load(FEED)
