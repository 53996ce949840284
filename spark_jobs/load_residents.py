"""Loads the register of residents: landing → silver.residents, quarantine.residents.

python -m spark_jobs.load_residents --batch-date 2021-10-25
python -m spark_jobs.load_residents --from 2021-06-28 --to 2021-10-22
"""

from spark_jobs import arguments
from spark_jobs.feed.feed import Feed
from spark_jobs.news.register import Register

FEED = Feed(
    "residents",
    ("silver.residents", "quarantine.residents"),
    Register("silver.residents", key=("resident_key",), number="version_no"),
)

if __name__ == "__main__":
    arguments.load(FEED)
