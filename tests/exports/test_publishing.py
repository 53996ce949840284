"""What is published of a day: layout, files, manifest, deltas, which dates, and the table of it in the lake."""

import gzip
import hashlib
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from city import D1, D2, D3, D4, KEY, OTHER_KEY, City

from exports import publish_codes
from exports.breaker import Held
from exports.files import read_delta, read_full
from exports.manifests import ExportBroken
from exports.root import Root
from exports.sequences import Publisher
from exports.signing import Keys, KeysWrong, ended
from exports.states import NOBODY, StateBroken, applied

ONE = {"S1": "R", "S2": "G", "S3": "Y"}
TWO = {"S1": "R", "S2": "Y", "S4": "U"}


def csv_of(path: Path) -> list[str]:
    return gzip.decompress(path.read_bytes()).decode().splitlines()


def bytes_below(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def begun(city: City) -> City:
    """A city whose first day is released and published."""
    city.release(D1).day(D1, ONE)
    city.publish(D1)
    return city


def test_a_first_day_and_a_second_one(begun: City) -> None:
    begun.day(D2, TWO)
    begun.publish(D2)
    one, two = (begun.folder(number) for number in (1, 2))
    assert one == begun.home / "exports" / "risk_codes" / "2021-10-01" / "v1"
    assert csv_of(one / "full.csv.gz")[0] == "subscriber_id,code,reasons,effective_date,expires_date,model_version"
    assert "S1,R,R01;R03,2021-10-02,2021-10-31,2021-09-05-m0-00000000" in csv_of(one / "full.csv.gz")
    assert csv_of(two / "delta.csv.gz") == [
        "op,previous_code,subscriber_id,code,reasons,effective_date,expires_date,model_version",
        "U,G,S2,Y,R01;R03,2021-10-02,2021-10-31,2021-09-05-m0-00000000",
        "D,Y,S3,,,,,",
        "I,,S4,U,,2021-10-02,,2021-09-05-m0-00000000",
    ]
    told = json.loads((two / "manifest.json").read_bytes())
    assert (told["sequence"], told["previous_sequence"], told["rows"]) == (2, 1, 303)
    assert told["codes"] == {"G": 300, "Y": 1, "R": 1, "U": 1, "S": 0}
    assert told["code_meaning"] == "易受骗风险提示" and not told["extra"]
    assert told["valid_until"] == "2021-10-03T23:00:00Z" and told["model_version"] == "2021-09-05-m0-00000000"
    for name, entry in told["files"].items():
        content = (two / name).read_bytes()
        assert (entry["sha256"], entry["bytes"]) == (hashlib.sha256(content).hexdigest(), len(content))
    assert sorted(told["files"]) == ["delta.csv.gz", "delta.parquet", "full.csv.gz", "full.parquet", "reasons.json"]


def test_parquet_holds_the_rows_of_the_csv(begun: City) -> None:
    begun.day(D2, TWO)
    begun.publish(D2)
    for name in ("full", "delta"):
        table = pq.read_table(begun.folder(2) / f"{name}.parquet")
        lines = [",".join("" if v is None else str(v) for v in row.values()) for row in table.to_pylist()]
        assert csv_of(begun.folder(2) / f"{name}.csv.gz") == [",".join(table.column_names), *lines]
        assert table.schema.field("effective_date").type == pa.date32()


def test_the_delta_on_the_full_before_gives_the_full_of_the_day(begun: City) -> None:
    for day, codes in ((D2, TWO), (D3, ONE), (D4, ONE)):
        begun.day(day, codes)
        begun.publish(day)
    before = NOBODY
    for number in range(1, 5):
        files = bytes_below(begun.folder(number))
        after = applied(before, read_delta(files["delta.parquet"]))
        assert after.equals(read_full(files["full.parquet"]))
        before = after
    assert [sequence.delta["rows"] for sequence in begun.sequences] == [303, 3, 3, 0]


def test_a_second_run_publishes_nothing_new_and_equal_days_are_equal_byte_for_byte(
    begun: City, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = bytes_below(begun.home / "exports")
    begun.publish(D1)
    assert "nothing new" in capsys.readouterr().out and bytes_below(begun.home / "exports") == before
    monkeypatch.setenv("AFDW_EXPORT_URL", str(begun.home / "elsewhere"))
    begun.publish(D1)
    assert bytes_below(begun.home / "elsewhere") == before


def test_only_the_newest_date_is_exported(begun: City, capsys: pytest.CaptureFixture[str]) -> None:
    begun.day(D2, TWO)
    begun.day(D3, TWO)
    begun.publish(D2)
    assert "codes of 2021-10-03 are there" in capsys.readouterr().out and len(begun.sequences) == 1
    begun.publish(D3)
    begun.publish(D2, D4)
    told = capsys.readouterr().out
    assert [str(s.as_of) for s in begun.sequences] == ["2021-10-01", "2021-10-03"]
    assert "no way back" in told and "2021-10-04 is not exported: it has no codes" in told


def test_a_range_that_reaches_the_newest_date_is_exported_day_by_day(begun: City) -> None:
    for day in (D2, D3):
        begun.day(day, TWO)
    begun.publish(D1, D3)
    assert [(s.sequence, s.as_of) for s in begun.sequences] == [(1, D1), (2, D2), (3, D3)]


def test_of_a_range_a_held_day_is_told_and_the_newest_counts(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    for day in (D1, D2):
        city.day(day, ONE)
    with pytest.raises(Held, match="nothing is exported of 2021-10-02, held by the breaker: it is the first export"):
        city.publish(D1, D2)
    city.release(D2).publish(D1, D2)
    assert [sequence.as_of for sequence in city.sequences] == [D2]
    assert "nothing is exported of 2021-10-01" in capsys.readouterr().out


def test_codes_assigned_again_go_out_as_a_corrected_version(begun: City) -> None:
    begun.day(D1, ONE | {"S2": "Y"})
    begun.publish(D1)
    assert [(s.kind, s.extra, s.version) for s in begun.sequences] == [("daily", False, 1), ("corrected", True, 2)]
    assert begun.codes(2) == ONE | {"S2": "Y"}


def test_what_is_broken_in_itself_nobody_can_release(city: City) -> None:
    city.release(D1).day(D1, ONE | {"S9": ("X", {})})
    with pytest.raises(StateBroken, match="1 rows with an unknown code"):
        city.publish(D1)
    assert city.sequences == []


def test_a_published_file_that_was_changed_stops_the_next_day(begun: City, monkeypatch: pytest.MonkeyPatch) -> None:
    begun.day(D2, TWO)
    monkeypatch.setenv("AFDW_SIGNING_KEYS", OTHER_KEY)
    with pytest.raises(KeysWrong, match="no key of this publisher"):
        begun.publish(D2)
    monkeypatch.setenv("AFDW_SIGNING_KEYS", f"{OTHER_KEY},{'11' * 32}")
    (begun.folder(1) / "full.parquet").write_bytes(b"x")
    with pytest.raises(ExportBroken, match=r"v1/full.parquet is not what its manifest says"):
        begun.publish(D2)


def test_what_an_ended_key_signed_is_still_read(begun: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFDW_SIGNING_KEYS", f"{OTHER_KEY},{ended(KEY)}")
    begun.day(D2, TWO)
    begun.publish(D2)
    begun.publish("--rollback", "1")
    assert [s.key_id for s in begun.sequences][1:] == list(Keys.open().public()) * 2, "which receivers are handed"


def test_to_any_address(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFDW_EXPORT_URL", "memory://city")
    city.release(D1).day(D1, ONE)
    city.publish(D1)
    city.day(D2, TWO)
    city.publish(D2)
    root = Root.open()
    assert json.loads(root.read("risk_codes/latest.json"))["sequence"] == 2
    assert len(root.found("risk_codes/*/v1/*")) == 12 and not (city.home / "exports").exists()


def test_the_lake_is_told_of_every_sequence_and_again_if_it_was_not(begun: City) -> None:
    """The job was killed between its files and the lake: the next run tells both days, and takes up an ack."""
    begun.day(D2, TWO)
    ack = begun.home / "exports" / "risk_codes" / "acks"
    for name, digest in (("panel", begun.sequences[0].state_digest), ("other", "h0")):
        (ack / name).mkdir(parents=True)
        (ack / name / "1.json").write_text(json.dumps({"receiver": name, "sequence": 1, "state_digest": digest}))
    (ack / "panel" / "2.json").write_text("{")
    begun.run("--batch-date", str(D2))
    columns = ("sequence", "kind", "rows", "red_count", "delta_rows", "deleted_count", "acked_by", "differing_by")
    assert [tuple(row[name] for name in columns) for row in begun.rows()] == [
        (1, "daily", 303, 1, 303, 0, "panel", "other"),
        (2, "daily", 303, 1, 3, 1, None, None),
    ]


def test_a_pointer_that_was_not_written_is(begun: City) -> None:
    latest = begun.home / "exports" / "risk_codes" / "latest.json"
    before = latest.read_bytes()
    latest.unlink()
    Publisher(Root.open(), Keys.open())
    assert latest.read_bytes() == before


@pytest.mark.parametrize("words", [[], ["--batch-date", "2021-10-01", "--collect-acks"], ["--to", "2021-10-01"]])
def test_one_thing_is_asked_for(words: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        publish_codes.arguments(words)
