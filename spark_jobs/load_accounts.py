"""Loads states of accounts: landing → silver.accounts, quarantine.accounts.

python -m spark_jobs.load_accounts --batch-date 2021-10-25
python -m spark_jobs.load_accounts --from 2021-06-28 --to 2021-10-22
"""

from spark_jobs import arguments
from spark_jobs.feed.feed import Feed
from spark_jobs.news.register import Register

FEED = Feed(
    "accounts",
    ("silver.accounts", "quarantine.accounts"),
    Register("silver.accounts", key=("source", "account_key"), number="version_no"),
)

if __name__ == "__main__":
    arguments.load(FEED)
