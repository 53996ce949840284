"""Loads ledger legs: landing → silver.transactions, quarantine.transactions.

python -m spark_jobs.load_transactions --batch-date 2021-10-25
python -m spark_jobs.load_transactions --from 2021-06-28 --to 2021-10-22
"""

from spark_jobs import arguments
from spark_jobs.feed.feed import Feed
from spark_jobs.news.ledger import Ledger
from spark_jobs.news.leg_names import Identity

FEED = Feed(
    "transactions",
    ("silver.transactions", "quarantine.transactions"),
    Ledger("silver.transactions", "account_key", Identity("serial_no", fees=("memo_class_code", "channel_code"))),
)

if __name__ == "__main__":
    arguments.load(FEED)
