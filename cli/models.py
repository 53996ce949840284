"""train and model: a model of residents or of accounts as of a day, and which is in use from which day on."""

import argparse
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cli.context import print_csv, run_job

if TYPE_CHECKING:
    from ml.models.subject import Subject

KINDS = ("resident", "account")


@dataclass(frozen=True)
class Kind:
    """What models speak of: the job that trains, and the jobs that build the features of days to learn from."""

    subject: "Subject"
    job: str
    builders: tuple[str, ...]


def kind(name: str) -> Kind:
    """Residents or accounts."""
    from ml.accounts.subject import ACCOUNTS
    from ml.residents.subject import RESIDENTS

    if name == "account":
        builders = tuple(f"spark_jobs.build_{product}" for product in ACCOUNTS.tables.values())
        return Kind(ACCOUNTS, "ml.train_account_mule", builders)
    return Kind(RESIDENTS, "ml.train_resident_risk", ("spark_jobs.build_resident_windows",))


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the commands of this group."""
    train = commands.add_parser(
        "train", help="train residents' risk, or accounts', as of a day; in use from the next day on if it wins"
    )
    train.add_argument("--as-of", type=date.fromisoformat, required=True)
    train.set_defaults(run=run_train)
    model = commands.add_parser("model", help="which model is in use from which day on; CSV")
    model.add_argument("--back", type=date.fromisoformat, metavar="D", help="from D on the one before is in use again")
    model.set_defaults(run=run_model)
    for command in (train, model):
        command.add_argument("--kind", choices=KINDS, default=KINDS[0])


def run_train(given: argparse.Namespace) -> int:
    """Builds the windows that training needs and the lake does not hold, and trains."""
    train(given.as_of, of=given.kind)
    return 0


def train(as_of: date, to_log: bool = False, of: str = KINDS[0]) -> None:
    """Features of the days to learn from, then the model."""
    from lake.snapshot import Snapshot
    from ml.learning.learning_set import missing

    wanted = kind(of)
    if days := missing(Snapshot.open(), as_of, wanted.subject):
        for job in wanted.builders:
            run_job(job, "--days", ",".join(map(str, days)), to_log=to_log)
    run_job(wanted.job, "--as-of", as_of.isoformat(), to_log=to_log)


def run_model(given: argparse.Namespace) -> int:
    """Takes the model in use back, if asked to; prints every decision."""
    from ml.in_use import folder

    of = kind(given.kind).subject
    if given.back:
        folder.back(given.back, of)
    print_csv(folder.HEADER, [(d.valid_from, d.version, d.why) for d in folder.history(of)])
    return 0
