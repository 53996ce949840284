"""Loads case files: landing → silver.cases, silver.case_entities, quarantine.cases; checked and published as one.

python -m spark_jobs.load_cases --batch-date 2021-10-25
python -m spark_jobs.load_cases --from 2019-01-01 --to 2021-10-22
"""

from spark_jobs import arguments
from spark_jobs.feed.feed import Feed
from spark_jobs.news.cases import Cases

FEED = Feed(
    "cases",
    ("silver.cases", "silver.case_entities", "quarantine.cases"),
    Cases("silver.cases", "silver.case_entities"),
)

if __name__ == "__main__":
    arguments.load(FEED)
