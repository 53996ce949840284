"""Models on disk: what is in use on a day, the way back, and folders that are not what their names say."""

from datetime import date
from pathlib import Path

import pytest

from ml.common.params import NoSeed
from ml.in_use import folder
from ml.models.m0 import m0
from ml.residents.subject import RESIDENTS

D = [date(2021, 9, n) for n in range(1, 31)]


@pytest.fixture(autouse=True)
def _home(home: Path) -> None:
    """Each test has an empty home."""


def made(valid_from: date, seed: int) -> str:
    """A model of the kind M0 that differs from others by a seed."""
    _, model = m0(valid_from)
    return folder.add(folder.M0, valid_from, model.as_json(), model.columns, {"seed": seed}, {}, b"", RESIDENTS)


def used(*days: date) -> list[str]:
    return [folder.model_of(day, RESIDENTS).version for day in days]


def test_a_day_is_scored_with_the_newest_model_that_was_in_use_on_it() -> None:
    first, second = made(D[5], 1), made(D[12], 2)
    folder.put_in_use(second, D[12], "won", RESIDENTS)
    folder.put_in_use(first, D[5], "won", RESIDENTS)  # decided later, for days before
    assert used(D[5], D[11], D[12], D[20]) == [first, first, second, second]
    assert used(D[4])[0].startswith("2015-10-01-m0-")


def test_one_command_goes_back_and_days_before_stay_as_they_were() -> None:
    day_one, first, second = used(D[0])[0], made(D[5], 1), made(D[12], 2)
    folder.put_in_use(first, D[5], "won", RESIDENTS)
    folder.put_in_use(second, D[12], "won", RESIDENTS)
    assert folder.back(D[15], RESIDENTS) == first
    assert used(D[6], D[14], D[15]) == [first, second, first]
    assert folder.back(D[20], RESIDENTS) == day_one and used(D[19], D[20]) == [first, day_one]
    assert [line.why for line in folder.history(RESIDENTS)][2:] == [f"back from {second}", f"back from {first}"]


def test_there_is_no_way_back_from_day_one() -> None:
    with pytest.raises(folder.NoModel, match="there is none before it"):
        folder.back(D[0], RESIDENTS)


def test_a_folder_that_was_changed_is_refused(home: Path) -> None:
    version = made(D[0], 1)
    path = home / "models" / "resident_risk" / version / folder.MODEL
    path.write_text(path.read_text().replace("resident_is_female", "resident_is_famale"))
    with pytest.raises(folder.NoModel, match="it was changed"):
        folder.load(version, RESIDENTS)
    with pytest.raises(folder.NoModel, match="there is no model nobody"):
        folder.put_in_use("nobody", D[0], "", RESIDENTS)


def test_before_the_first_seed_there_is_no_model() -> None:
    with pytest.raises(NoSeed, match="no rows that hold on 2015-09-30"):
        folder.model_of(date(2015, 9, 30), RESIDENTS)
