"""Trains a model of residents' risk as of a day, tests it, and puts it in use from the next day on if it wins.

python -m ml.train_resident_risk --as-of 2021-09-04
python -m ml.train_resident_risk --as-of 2021-09-04 --missing

`--missing` only names the days of features.resident_window that training would need and the lake does not hold, on one
line with commas, as `spark_jobs.build_resident_windows --days` takes them; `./afdw train` does both. Too few victims,
one class, no mature label: one sentence, and the model in use stays.
"""

from datetime import date

from ml.learning import weekly
from ml.residents.subject import RESIDENTS

JOB = "train_resident_risk"


def main(as_of: date, only_missing: bool) -> None:
    """Trains, or lists the days that are missing."""
    weekly.run(RESIDENTS, JOB, as_of, only_missing)


if __name__ == "__main__":
    weekly.command(RESIDENTS, JOB)
