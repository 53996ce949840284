"""Who has which number in which batches, on a handful of literal register versions and registrations."""

from collections.abc import Callable
from typing import Any

import pytest
from money_legs import at, day
from pyspark.sql import SparkSession

from spark_jobs.people.numbers import holders

RESIDENT = "resident_key bigint, updated_at timestamp, version_no int, phone_key bigint, batch_date date"
REGISTRATION = (
    "resident_key bigint, registration_id string, event_no int, event_code string, event_at timestamp,"
    " phone_key bigint, batch_date date"
)
ANN, BEN, NEVER = 1, 2, None
Version = tuple[int, int, int | None]
Held = Callable[..., list[tuple[int, int | None, int, int | None]]]


def version(who: int, batch: int, phone: int | None, number: int = 1, updated: int | None = None) -> tuple[Any, ...]:
    """A register version that arrives in a batch."""
    return who, at(batch if updated is None else updated), number, phone, day(batch)


def registered(
    who: int, batch: int, phone: int | None, name: str = "R1", event: int | None = None, code: str = "register"
) -> tuple[Any, ...]:
    """An event of a registration that arrives in a batch."""
    return who, name, 1, code, at(batch if event is None else event), phone, day(batch)


@pytest.fixture
def held(spark: SparkSession) -> Held:
    """Builds (number, who or None, first batch, batch from which no more) in order."""

    def _held(versions: list[Any], registrations: list[Any] = ()) -> Any:  # type: ignore[assignment]
        rows = holders(
            spark.createDataFrame(list(versions), RESIDENT), spark.createDataFrame(list(registrations), REGISTRATION)
        ).collect()
        until = [(row.held_until - day(0)).days for row in rows]
        found = [
            (row.number_key, row.resident_key, (row.held_from - day(0)).days, end if end < 999 else NEVER)
            for row, end in zip(rows, until, strict=True)
        ]
        return sorted(found, key=lambda spell: (spell[0], spell[2]))

    return _held


def test_a_number_is_held_from_the_batch_that_names_it(held: Held) -> None:
    assert held([version(ANN, 1, 70), version(BEN, 2, 80)]) == [(70, ANN, 1, NEVER), (80, BEN, 2, NEVER)]


def test_a_new_number_ends_the_old_one_and_the_same_one_changes_nothing(held: Held) -> None:
    versions = [version(ANN, 1, 70), version(ANN, 3, 70, 2), version(ANN, 5, 71, 3), version(ANN, 7, None, 4)]
    assert held(versions) == [(70, ANN, 1, 5), (71, ANN, 5, 7)]


def test_a_version_that_was_updated_earlier_than_a_known_one_is_not_the_newest(held: Held) -> None:
    versions = [
        version(ANN, 2, 70),
        version(ANN, 3, 71, 2, updated=1),  # older: no news
        version(ANN, 4, 72, 3, updated=2),  # as old as the newest: the later arrival
        version(ANN, 4, 73, 4, updated=2),  # and once more in the same batch
        version(ANN, 4, 74, 5, updated=1),
    ]
    assert held(versions) == [(70, ANN, 2, 4), (73, ANN, 4, NEVER)]


def test_a_registration_speaks_where_the_register_names_no_number(held: Held) -> None:
    versions = [version(ANN, 2, None), version(ANN, 4, 71, 2), version(ANN, 6, None, 3)]
    registrations = [
        registered(ANN, 1, 70),
        registered(BEN, 1, 80, event=1),  # nobody's register names Ben
        registered(BEN, 3, 81, "R2", event=3),  # a newer registration
        registered(BEN, 4, 82, "R0", event=2),  # an older one, told late
        registered(BEN, 5, 83, "R2", code="consent"),  # no registration
    ]
    assert held(versions, registrations) == [
        (70, ANN, 1, 4), (70, ANN, 6, NEVER), (71, ANN, 4, 6), (80, BEN, 1, 3), (81, BEN, 3, NEVER),
    ]  # fmt: skip


def test_a_number_that_two_have_is_nobodys_as_long_as_they_have(held: Held) -> None:
    versions = [version(ANN, 1, 70), version(BEN, 3, 70), version(BEN, 5, 80, 2)]
    assert held(versions) == [
        (70, ANN, 1, 3), (70, None, 3, 5), (70, ANN, 5, NEVER), (80, BEN, 5, NEVER),
    ]  # fmt: skip


def test_a_number_may_pass_from_one_to_another_in_one_batch(held: Held) -> None:
    assert held([version(ANN, 1, 70), version(ANN, 4, 71, 2), version(BEN, 4, 70)]) == [
        (70, ANN, 1, 4), (70, BEN, 4, NEVER), (71, ANN, 4, NEVER),
    ]  # fmt: skip
