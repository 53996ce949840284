"""The golden batches: our own receiver takes and refuses what they say, and they are what their maker makes."""

import gzip
import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest
import rfc8785
from batches import days, keys, publisher
from front_end import FrontEnd

from expectations.settings import REPO
from exports import reasons
from exports.golden import make
from exports.receiver_batch import canonical

GOLDEN, SCHEMAS = REPO / "exports" / "golden", REPO / "exports" / "schemas"
EXPECTED = json.loads((GOLDEN / "expected.json").read_text())


@pytest.mark.parametrize("case", EXPECTED)
def test_our_receiver_does_what_is_expected(case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = EXPECTED[case]
    panel = FrontEnd(str(tmp_path / "panel.sqlite"), GOLDEN / told["keys"], capsys)
    for step in told["steps"]:
        assert panel.outcome(GOLDEN / "batches" / step["batch"]) == step["outcome"]
    assert panel.rows("select sequence, state_digest from risk_code_source") == [
        (told["state"]["sequence"], told["state"]["state_digest"])
    ]
    assert len(panel.rows()) == told["state"]["rows"]


def test_the_cases_speak_of_everything_that_can_befall_a_batch() -> None:
    names = {"good", "tampered", "truncated", "gap", "replay", "wrong key", "rotated key"}
    assert names <= set(EXPECTED)
    used = {step["batch"] for told in EXPECTED.values() for step in told["steps"]}
    assert used == {path.name for path in (GOLDEN / "batches").iterdir()}


def test_they_are_what_their_maker_makes(tmp_path: Path) -> None:
    """The rows and what is told of them; packed bytes may differ between versions of the libraries."""
    make.main(tmp_path)
    for name in ("keys.json", "keys_rotated.json", "expected.json"):
        assert (tmp_path / name).read_text() == (GOLDEN / name).read_text()
    for path in sorted((GOLDEN / "batches").glob("[1-5]/*.csv.gz")):
        assert gzip.decompress(path.read_bytes()) == gzip.decompress((tmp_path / path.relative_to(GOLDEN)).read_bytes())


def schema(name: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((SCHEMAS / f"{name}.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(found)
    return found


def test_what_is_published_and_acknowledged_fits_its_schema(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = days(f"{tmp_path}/exports")
    place = tmp_path / "keys.json"
    place.write_text(json.dumps({"keys": keys().public()}))
    panel, root = FrontEnd(str(tmp_path / "panel.sqlite"), place, capsys), tmp_path / "exports" / "risk_codes"
    for folder in folders:
        panel.outcome(folder)
        content = Path(folder, "manifest.json").read_bytes()
        jsonschema.validate(json.loads(content), schema("manifest"))
        assert content == rfc8785.dumps(json.loads(content)) == canonical(json.loads(content))
        jsonschema.validate(json.loads(Path(folder, "reasons.json").read_bytes()), schema("reasons"))
    jsonschema.validate(json.loads((root / "latest.json").read_bytes()), schema("latest"))
    jsonschema.validate(json.loads((root / "acks" / "panel" / "3.json").read_bytes()), schema("ack"))
    told = publisher(f"{tmp_path}/exports").all[0].manifest
    for name, value in (("code_meaning", "嫌疑"), ("state_digest", "h1"), ("files", {}), ("sequence", 0)):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(told | {name: value}, schema("manifest"))


def test_the_dictionary_says_what_holds_on_the_day() -> None:

    seed = (
        "valid_from,reason_code,citizen_text,officer_text\n2021-02-01,R02,c,d\n2021-01-01,R01,a,b\n2021-03-01,R01,e,f\n"
    )
    of = [[entry["citizen_text"] for entry in reasons.dictionary(seed, date(2021, month, 1))] for month in (1, 2, 3)]
    assert of == [["a"], ["a", "c"], ["e", "c"]]
