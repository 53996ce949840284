"""The weekly job on a lake: what it asks for, what it writes, what it puts in use, and when it only says a sentence."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from resident_rows import COLUMNS, publish, schema
from small_city import FIRST, SmallCity

from lake.columns import arrow_schema
from lake.publication import Publication
from lake.snapshot import Snapshot
from ml.common import params
from ml.in_use import folder
from ml.residents.labels import CASES, ENTITIES
from ml.residents.subject import RESIDENTS
from ml.train_resident_risk import main

#: Victims of nine weeks; the first five are mature.
CITY = SmallCity(people=4000, rate=0.01, dates=9)
DAYS = CITY.days[:5]
AS_OF = DAYS[-1] + timedelta(days=60)
DATA = [FIRST - timedelta(days=29) + timedelta(days=n) for n in range(40 + 7 * 4)]


def deliver_cases(city: SmallCity) -> None:
    """A case for each victim of each day, with an incident on the next one: the four weeks before it see it too."""
    rows, at = [], datetime(2021, 6, 2, tzinfo=UTC)
    for day in city.days:
        told = city.whole(day)
        for key in told.keys[told.is_victim].tolist():
            rows.append({
                "source": "police", "case_no": f"A{day:%m%d}{key}", "version_no": 1, "op": "I", "updated_at": at,
                "victim_count": 1, "incident_date": day + timedelta(days=1),
                "victim_key": key, "file_sha256": "f", "line_no": 2, "batch_date": day + timedelta(days=2),
            })  # fmt: skip
    days = [*sorted({row["batch_date"] for row in rows}), AS_OF]
    run = Publication("cases", 1, days, Snapshot.open())
    run.write_rows(CASES, pa.Table.from_pylist(rows, arrow_schema(CASES)))
    run.write_rows(ENTITIES, arrow_schema(ENTITIES).empty_table())
    run.publish(lambda known: known)


def windows_of(city: SmallCity, day: date) -> pa.Table:
    rows = city.whole(day)
    numbers = {name: rows.numbers[:, place] for place, name in enumerate(COLUMNS)}
    made = pa.table({"resident_key": rows.keys, "as_of_date": pa.repeat(pa.scalar(day), len(rows.keys)), **numbers})
    return made.cast(schema())


@pytest.fixture
def lake(spark: object, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lake with cases and days of data, but no window yet."""
    monkeypatch.setitem(params.params("models")["xgboost"], "rounds", 20)
    monkeypatch.setitem(params.params("models")["xgboost"], "eta", 0.2)
    deliver_cases(CITY)
    run = Publication("resident_days", 1, DATA, Snapshot.open())
    run.publish(lambda known: known)


def test_a_week_of_training(lake: None, capsys: pytest.CaptureFixture[str]) -> None:
    main(AS_OF, only_missing=True)
    assert capsys.readouterr().out == ",".join(map(str, DAYS)) + "\n"
    main(AS_OF, only_missing=False)
    assert "no day whose label is mature (up to 2021-06-29)" in capsys.readouterr().out
    assert folder.history(RESIDENTS) == []

    publish(pa.concat_tables([windows_of(CITY, day) for day in DAYS]), *DAYS)
    main(AS_OF, only_missing=False)
    told = capsys.readouterr().out
    (line,) = folder.history(RESIDENTS)
    assert line.valid_from == AS_OF + timedelta(days=1) and f"In use from {line.valid_from} on: {line.version}" in told
    assert (
        folder.model_of(AS_OF, RESIDENTS).kind == "m0" and folder.model_of(line.valid_from, RESIDENTS).kind == "xgboost"
    )
    learnt = json.loads(folder.held(line.version, folder.PARAMS, RESIDENTS))
    assert learnt["as_of_dates"] == [str(day) for day in DAYS]
    assert sorted(learnt["learnt_from"]) == ["features.resident_window", "labels"]
    # Victims of the weeks before are left out of a day, and counted.
    first, *_, last = json.loads(folder.held(line.version, folder.METRICS, RESIDENTS))["dates"]
    assert first["left_out"] == 0 < last["left_out"] and last["victims"] > 50

    before = {
        name: folder.held(line.version, name, RESIDENTS) for name in (folder.MODEL, folder.METRICS, folder.REPORT)
    }
    main(AS_OF, only_missing=False)
    assert "no mature day that the model in use has not learnt from" in capsys.readouterr().out
    assert folder.history(RESIDENTS) == [line] and before[folder.REPORT].startswith(b"<!doctype html>")


def test_labels_that_are_not_mature_by_the_last_batch_of_cases_are_not_asked_for(
    lake: None, capsys: pytest.CaptureFixture[str]
) -> None:
    main(AS_OF + timedelta(days=365), only_missing=True)
    assert capsys.readouterr().out.strip().split(",")[-1] == str(DAYS[-1])
