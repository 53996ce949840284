"""A state: what may not leave the house, and how its rows are digested."""

import hashlib
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from batches import state

from exports import states

D2 = date(2021, 10, 2)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"code": None}, "1 rows without code"),
        ({"subscriber_id": None}, "1 rows without subscriber_id"),
        ({"effective_date": None}, "1 rows without effective_date"),
        ({"code": "X"}, "1 rows with an unknown code"),
        ({"subscriber_id": "S1"}, "1 rows of a subscriber that has another one"),
        ({"code": "R"}, "1 rows whose expiry does not suit their code"),
        ({"expires_date": D2}, "1 rows whose expiry does not suit their code"),
        ({"reasons": "R01,R02"}, "1 rows whose reasons would break a line"),
        ({"subscriber_id": "S\n9"}, "1 rows whose subscriber_id would break a line"),
        ({"model_version": '"'}, "1 rows whose model_version would break a line"),
    ],
)
def test_what_is_broken_in_itself(row: dict[str, Any], told: str) -> None:
    one = {"subscriber_id": "S9", "code": "G", "effective_date": D2, "model_version": "m0"} | row
    both = pa.concat_tables([state({"S1": "G", "S2": "R"}), pa.Table.from_pylist([one], states.STATE)])
    with pytest.raises(states.StateBroken) as raised:
        states.check(both)
    assert str(raised.value).startswith(told) and ";" not in str(raised.value)


def test_a_state_without_faults_passes() -> None:
    states.check(state({"S1": "G", "S2": "R", "S3": "U", "S4": "S", "S5": "Y"}))


def test_a_digest_is_the_sum_of_what_its_lines_hash_to() -> None:
    own = state({"S1": "G", "S2": "U"})
    lines = ["S1,G,,2021-10-02,,m0", "S2,U,,2021-10-02,,m0"]
    assert states.lines(own).to_pylist() == lines
    one, two = (int(hashlib.sha256(line.encode()).hexdigest()[:16], 16) for line in lines)
    assert states.digest(own) == f"h{(one + two) % 2**64:016x}" == states.digest(own.take([1, 0]))
    assert states.digest(states.NOBODY) == "h0000000000000000"


def test_a_row_that_only_moves_a_value_to_the_next_column_is_another_one() -> None:
    own, other = state({"S1": "G"}), state({"S1": "G"}).to_pylist()[0]
    moved = pa.Table.from_pylist([other | {"reasons": "m0", "model_version": None}], states.STATE)
    assert states.delta(own, moved)["op"].to_pylist() == ["U"] and states.digest(own) != states.digest(moved)
