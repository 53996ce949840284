"""What registers say of residents on a date, on literal rows: age, sex, days since the registration in force."""

import pytest
from pyspark.sql import SparkSession
from window_rows import BERT, D, Residents, Row, event, moment, version


@pytest.fixture(scope="module")
def windows(spark: SparkSession) -> Residents:
    return Residents(spark)


REGISTER: list[tuple[list[Row], list[int | None]]] = [
    ([], [None, None]),
    ([version(1, 1)], [31, 1]),
    ([version(1, 1, sex_code="M", birth_year=2020)], [1, 0]),
    ([version(1, 1, sex_code=None, birth_year=None)], [None, None]),
    ([version(1, 1), version(2, D, birth_year=1980)], [41, 1]),
    ([version(1, 1), version(2, D, birth_year=None)], [None, 1]),  # the newest version says it is not known
    ([version(1, 1), version(2, D + 1, birth_year=1980)], [31, 1]),  # known tomorrow
    ([version(1, 9), version(2, D, updated_at=moment(1), birth_year=1980)], [31, 1]),  # came later, is older
    ([version(1, 9), version(2, D, updated_at=moment(9), birth_year=1980)], [41, 1]),  # equally old: the later
    ([version(1, 9, birth_year=1970), version(2, 9), version(3, D + 5, birth_year=1980)], [31, 1]),
    ([version(1, 1, resident_key=BERT)], [None, None]),
]


def test_age_and_sex_of_the_newest_version_of_the_register(windows: Residents) -> None:
    found = windows.each([{"residents": versions} for versions, _ in REGISTER])
    assert [[row["age_years"], row["is_female"]] for row in found] == [told for _, told in REGISTER]


REGISTRATIONS: list[tuple[list[Row], int | None]] = [
        ([], None),
        ([event(1, "register", D - 9), event(2, "consent", D - 8), event(3, "withdraw", D - 1)], 9),
        ([event(1, "register", D - 9, D + 1)], None),  # known tomorrow
        ([event(1, "consent", D - 9)], None),
        ([event(1, "register", D - 9, event_at=moment(D - 9, "16:00"))], 8),  # midnight in Shanghai
        ([event(1, "register", D - 9), event(2, "unregister", D - 1)], None),
        ([event(1, "register", D - 9), event(2, "unregister", D, D + 1)], 9),  # left, but that is known tomorrow
        ([event(1, "register", D - 9), event(2, "unregister", D - 20, D)], 9),  # came late, about an earlier time
        ([event(1, "register", D - 9), event(2, "unregister", D - 5), event(3, "register", D - 2)], 2),
        ([event(1, "register", D - 9), event(1, "register", D - 3, registration_id="R2")], 3),
        ([event(1, "register", D - 9), event(1, "register", D - 3, registration_id="R2"),
          event(2, "unregister", D - 1, registration_id="R2")], 9),
        ([event(1, "register", D - 9, resident_key=BERT)], None),
        ([event(1, "register", D + 1, D)], 0),
]  # fmt: skip


def test_days_since_the_newest_registration_in_force(windows: Residents) -> None:
    found = windows.each([{"registrations": events} for events, _ in REGISTRATIONS])
    assert [row["registered_days"] for row in found] == [days for _, days in REGISTRATIONS]
