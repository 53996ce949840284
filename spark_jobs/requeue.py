"""Takes up refused lines again, after a mapping or a code list was corrected, as of the batch in which they are taken.

python -m spark_jobs.requeue --feed transactions [--batch-date 2021-10-25]

What the mapping valid on that batch accepts becomes rows of it under the file and line it was delivered in. Counts of
files never change: silver.file_events tells.
"""

import argparse
import sys
from datetime import date

from expectations.contract import feeds
from lake.job import ending
from spark_jobs.feed.run import requeue
from spark_jobs.load_feeds import feed_of


def main(given: argparse.Namespace) -> None:
    """Takes up what it can and says how many lines."""
    taken, batch = requeue(feed_of(given.feed), given.batch_date)
    print(f"{given.feed}: {taken} lines taken up as of {batch}")


def options(words: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m spark_jobs.requeue")
    parser.add_argument("--feed", required=True, choices=feeds())
    parser.add_argument("--batch-date", type=date.fromisoformat)
    return parser.parse_args(words)


if __name__ == "__main__":
    given = options(sys.argv[1:])
    ending("requeue", lambda: main(given))
