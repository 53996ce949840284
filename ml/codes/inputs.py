"""What the codes of a day read of the lake: everything as known at its end, and for the few who are explained more."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache, lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from lake.snapshot import Filter, Snapshot
from ml.codes import grounds, people
from ml.codes.evidence import Partials
from ml.codes.known_day import KnownDay
from ml.codes.lines import Policy
from ml.codes.reasons import TOLD, WINDOWS, Link, Reasons, explained
from ml.codes.rows import CODES, Explain
from ml.common.cases import counting
from ml.common.params import params, seed
from ml.in_use import folder
from ml.models.model import Model
from ml.residents.subject import RESIDENTS

PRODUCT, SCORES = "resident_codes", "scores.resident_risk"
REGISTRATIONS, REGISTER, DECISIONS = "silver.registrations", "silver.residents", "silver.decisions"
CASES, ENTITIES = "silver.cases", "silver.case_entities"
PARTIALS = ("features.resident_daily", "features.resident_call_pair_daily", "features.resident_payee_daily")
DATA_DAYS = "resident_data_days_30d"
#: The longest window, and the day by which an event can lie ahead of its batch.
WINDOW_DAYS = 31


def policy() -> Policy:
    """The policy as the parameters say."""
    return Policy.of(params("policy"))


def previous_day(snapshot: Snapshot, day: date) -> date | None:
    """The newest coded day before this one."""
    return max((coded for coded in snapshot.live(PRODUCT) if coded < day), default=None)


def known_day(snapshot: Snapshot, day: date, previous: pa.Table | None = None) -> KnownDay:
    """What the policy needs; `previous`: the codes of the day before where they are not published yet."""
    upto: list[Filter] = [("batch_date", "<=", day)]
    events = snapshot.arrow(REGISTRATIONS, upto, people.EVENTS)
    register = snapshot.arrow(REGISTER, upto, people.REGISTER)
    scores = snapshot.arrow(SCORES, [("as_of_date", "=", day)], ("resident_key", "probability", "model_version"))
    days = snapshot.arrow(WINDOWS, [("as_of_date", "=", day)], ("resident_key", DATA_DAYS))
    versions = pc.unique(scores["model_version"]).to_pylist()
    previous = _previous(snapshot, day) if previous is None else previous
    return KnownDay(
        day, people.subscribers(events, register, day), previous, scores,
        days.rename_columns(["resident_key", "days"]), _grounds(snapshot, day, events),
        max(versions, default=None),
    )  # fmt: skip


def _previous(snapshot: Snapshot, day: date) -> pa.Table:
    before = previous_day(snapshot, day)
    return snapshot.arrow(CODES, [("as_of_date", "=", before or day)]).slice(0, None if before else 0)


def _grounds(snapshot: Snapshot, day: date, events: pa.Table) -> grounds.Grounds:
    upto: list[Filter] = [("batch_date", "<=", day)]
    decisions = snapshot.arrow(DECISIONS, upto, grounds.DECISIONS)
    persons = people.persons_of(events, decisions["subscriber_id"].combine_chunks())
    return grounds.grounds(
        _cases(snapshot, day), _entities(snapshot, day, "victim"), decisions, persons, day, policy().event_days
    )


def explain(snapshot: Snapshot, day: date, version: str | None) -> Explain:
    """Tells the reasons of residents on a day, by the model that scored them."""
    seeds, model = reasons_of(day), folder.load(version, RESIDENTS) if version else None

    def told(keys: pa.Array) -> pa.Table:
        if model is None or not len(keys):
            return TOLD.empty_table()
        rows = window_rows(snapshot, day, keys.to_pylist(), model)
        names, added = model.contributions(rows)
        partials = read_partials(snapshot, day, keys.to_pylist(), seeds.links)
        return explained(rows, names, added, seeds, day, partials.evidence)

    return told


def window_rows(snapshot: Snapshot, day: date, keys: Sequence[int], model: Model) -> pa.Table:
    """The rows of the window of some residents, sorted by key, with what a model reads."""
    mine: list[Filter] = [("as_of_date", "=", day), ("resident_key", "in", list(keys))]
    return snapshot.arrow(WINDOWS, mine, ("resident_key", *model.columns)).sort_by("resident_key")


@cache
def reasons_of(day: date) -> Reasons:
    """The seeds of the reasons that hold on a day."""
    links = tuple(
        Link(**{name: value for name, value in row.items() if name != "valid_from"})
        for row in seed("reason_columns", day)[1]
    )
    prior = frozenset(row["reason_code"] for row in seed("reasons", day)[1] if row["is_prior"] == "true")
    knobs = params("reasons")
    return Reasons(links, prior, knobs["most"], knobs["measures"])


def read_partials(snapshot: Snapshot, day: date, keys: Sequence[int], links: Sequence[Link]) -> Partials:
    """The partials of some residents as known on a day, as far back as something can be new."""
    knobs = params("reasons")
    first = day - timedelta(days=WINDOW_DAYS + knobs["known_days"])
    mine: list[Filter] = [("batch_date", ">=", first), ("batch_date", "<=", day), ("resident_key", "in", list(keys))]
    tables = {table: snapshot.arrow(table, mine) for table in PARTIALS if table in {link.table for link in links}}
    cases = _cases(snapshot, day)
    numbers = counting(cases).join(_entities(snapshot, day, "msisdn"), list(grounds.VICTIMS[:3]), join_type="inner")
    own = grounds.own_cases(cases, _entities(snapshot, day, "victim"), day, knobs["case_days"])
    return Partials(day, tables, pc.unique(numbers["entity_key"]), own, knobs["references"], knobs["known_days"])


@lru_cache(maxsize=4)
def _cases(snapshot: Snapshot, day: date) -> pa.Table:
    """The versions of cases known on a day; asked for again by each who tells reasons."""
    return snapshot.arrow(CASES, [("batch_date", "<=", day)], grounds.CASES)


@lru_cache(maxsize=4)
def _entities(snapshot: Snapshot, day: date, kind: str) -> pa.Table:
    """What versions of cases known on a day name of a kind."""
    mine: list[Filter] = [("batch_date", "<=", day), ("entity_type", "=", kind)]
    return snapshot.arrow(ENTITIES, mine, grounds.VICTIMS)
