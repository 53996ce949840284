"""Loads human decisions: landing → silver.decisions, quarantine.decisions. A batch in which nobody decided anything is
named like any other.

python -m spark_jobs.load_decisions --batch-date 2021-10-25
python -m spark_jobs.load_decisions --from 2021-06-28 --to 2021-10-22
"""

from spark_jobs import arguments
from spark_jobs.feed.feed import Feed
from spark_jobs.news.decisions import Decisions

FEED = Feed(
    "decisions",
    ("silver.decisions", "quarantine.decisions"),
    Decisions("silver.decisions"),
)

if __name__ == "__main__":
    arguments.load(FEED)
