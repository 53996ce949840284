"""train and model: a model of residents' risk as of a day, and which model is in use from which day on."""

import argparse
from datetime import date

from cli.context import print_csv, run_job


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the commands of this group."""
    train = commands.add_parser(
        "train", help="train residents' risk as of a day; in use from the next day on if it wins"
    )
    train.add_argument("--as-of", type=date.fromisoformat, required=True)
    train.set_defaults(run=run_train)
    model = commands.add_parser("model", help="which model is in use from which day on; CSV")
    model.add_argument("--back", type=date.fromisoformat, metavar="D", help="from D on the one before is in use again")
    model.set_defaults(run=run_model)


def run_train(given: argparse.Namespace) -> int:
    """Builds the windows that training needs and the lake does not hold, and trains."""
    train(given.as_of)
    return 0


def train(as_of: date, to_log: bool = False) -> None:
    """Windows of the days to learn from, then the model."""
    from lake.snapshot import Snapshot
    from ml.learning_set import missing

    if days := missing(Snapshot.open(), as_of):
        run_job("spark_jobs.build_resident_windows", "--days", ",".join(map(str, days)), to_log=to_log)
    run_job("ml.train_resident_risk", "--as-of", as_of.isoformat(), to_log=to_log)


def run_model(given: argparse.Namespace) -> int:
    """Takes the model in use back, if asked to; prints every decision."""
    from ml import folder

    if given.back:
        folder.back(given.back)
    print_csv(folder.HEADER, [(d.valid_from, d.version, d.why) for d in folder.history()])
    return 0
