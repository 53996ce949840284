"""trace: what is printed of a few literal rows, to the letter; and how it fails."""

import csv
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import trace_lake as lake

from cli.__main__ import main
from cli.trace_picture import picture

Row = dict[str, Any]


def token(key: int) -> str:
    return f"k{key:015x}"


HERS, FRIEND, FIRST, SECOND, UNSEEN, SHOP, WOMAN = map(
    token, (lake.HERS, lake.FRIEND, lake.FIRST, lake.SECOND, lake.UNSEEN, lake.SHOP, lake.WOMAN)
)
CARD, LEGS_CARD = map(token, (lake.CARD, lake.LEGS_CARD))


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lake of the story, made once and only read."""
    folder = tmp_path_factory.mktemp("city")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AFDW_HOME", str(folder))
        lake.deliver()
    return folder


class Desk:
    """An analyst before that lake: what a command returned and printed."""

    def __init__(self, city: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AFDW_HOME", str(city))
        self.capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, stdout and stderr."""
        self.capsys.readouterr()
        try:
            code = main(["trace", *arguments])
        except SystemExit as stop:
            code = int(str(stop.code))
        return code, *self.capsys.readouterr()

    def told(self, *arguments: str) -> Row:
        """The JSON of a trace."""
        code, out, _ = self(*arguments)
        assert code == 0
        return json.loads(out)  # type: ignore[no-any-return]


@pytest.fixture
def desk(home: Path, city: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    """`home` first: it takes back what commands write into the environment."""
    return Desk(city, capsys, monkeypatch)


def test_the_transfers_to_the_letter(desk: Desk) -> None:
    """A card's transfer is its account's, two legs are one, two transfers lie at both ends of their time."""
    _, out, _ = desk(FIRST, "--at", "2021-10-05", "--csv")
    assert out.splitlines() == [
        "hop,at,payer,payee,exit_code,amount_yuan,traced_yuan,carried_yuan,payer_bank,payee_bank",
        f"0,2021-10-05T01:00:00Z,{FRIEND},{FIRST},,300.00,300.00,0.00,,103",
        f"0,2021-10-05T02:00:00Z,{HERS},{FIRST},,5000.00,5000.00,0.00,102,103",
        f"1,2021-10-05T02:30:00Z,{FIRST},{SECOND},,4000.00,4000.00,4000.00,103,104",
        f"1,2021-10-05T05:00:00Z,{FIRST},{SHOP},,500.00,500.00,500.00,103,105",
        f"2,2021-10-05T03:00:00Z,{SECOND},{UNSEEN},,1500.00,1500.00,1500.00,104,301",
        f"2,2021-10-05T04:00:00Z,{SECOND},{UNSEEN},,1500.00,1500.00,1500.00,104,301",
        f"2,2021-10-05T04:30:00Z,{SECOND},,cash,900.00,900.00,900.00,104,",
    ]


def test_everything_of_a_victim_as_json(desk: Desk) -> None:
    """Only what she paid; as of D2 one of the last two transfers has turned out to be none, the case is known."""
    told = desk.told(WOMAN, "--at", "2021-10-06", "--method", "fifo")
    assert [told[name] for name in ("key", "kind", "at", "method_name", "traced_yuan", "still_there_yuan")] == [
        WOMAN, "victim", "2021-10-06T16:00:00Z", "先进先出", 5000.0, 4800.0,
    ]  # fmt: skip
    # The first account had 2,000 of its own and 300 of a friend: of the 4,000 that left it 1,700 are hers.
    assert [(row["hop"], row["payee"], row["traced_yuan"]) for row in told["transfers"]] == [
        (0, FIRST, 5000.0), (1, SECOND, 1700.0), (1, SHOP, 500.0), (2, UNSEEN, 1500.0), (2, None, 200.0),
    ]  # fmt: skip
    assert told["hops"][2] == {
        "hop": 2, "to_level": 3, "transfers": 2, "accounts": 1, "new_accounts": 1, "traced_yuan": 1700.0,
        "new_yuan": 0.0, "exits_yuan": {"cash": 200.0},
    }  # fmt: skip
    assert told["accounts"][0] == {
        "key": FIRST, "level": 1, "bank_code": "103", "account_type_code": "class1", "status_code": "frozen",
        "is_reported": True, "has_books": True, "received_yuan": 5000.0, "passed_on_yuan": 2200.0,
        "still_there_yuan": 2800.0, "balance_yuan": 2800.0, "last_moved_at": "2021-10-05T05:00:00Z",
        "not_followed": None,
    }  # fmt: skip
    assert told["unreached"] == [
        {"key": UNSEEN, "level": 3, "reason": "no_books", "received_yuan": 1500.0},
        {"key": SHOP, "level": 2, "reason": "corporate", "received_yuan": 500.0},
    ]


def test_the_freeze_list_is_ranked_by_what_can_still_be_held(desk: Desk) -> None:
    """What is there and in the balance, times 12 / (12 + hours at rest); what is frozen is held already."""
    told = desk.told(FIRST, "--at", "2021-10-06")["freeze"]
    names = ("key", "still_there_yuan", "balance_yuan", "holdable_yuan", "idle_h", "chance", "expected_yuan", "is_held")
    assert [[row[name] for name in names] for row in told] == [
        [UNSEEN, 1500.0, None, 1500.0, 37.0, 0.244897959, 367.34, False],
        [SECOND, 1600.0, 100.0, 100.0, 35.5, 0.252631579, 25.26, False],
        [FIRST, 800.0, 2800.0, 800.0, 35.0, 0.0, 0.0, True],
    ]


@pytest.mark.parametrize("card", [CARD, LEGS_CARD])
def test_an_instant_knows_nothing_later(desk: Desk, card: str) -> None:
    """The balance of a day that goes on behind it is not known; a card is another name of its account."""
    told = desk.told(card, "--at", "2021-10-05T11:30+08:00")
    assert told["at"] == "2021-10-05T03:30:00Z"
    assert [row["payee"] for row in told["transfers"]] == [SECOND, UNSEEN]
    (second, unseen) = told["accounts"]
    assert (second["key"], second["received_yuan"], second["balance_yuan"]) == (SECOND, 4000.0, None)
    assert (unseen["level"], unseen["received_yuan"]) == (2, 1500.0)


def test_cards_that_name_several_accounts_are_counted_with_the_reason(desk: Desk) -> None:
    """The shop's, which its bank says is the shop's and another bank's legs say is not; hers was met by nobody."""
    counts = [desk.told(key, "--at", "2021-10-05")["ambiguous_cards"] for key in (FIRST, HERS)]
    assert counts == [{"register_and_ledger": 1}, {}]


def test_a_folder_holds_all_forms_and_no_key_but_tokens(desk: Desk, tmp_path: Path) -> None:
    assert desk(FIRST, "--at", "2021-10-06", "--out", str(tmp_path / "o"))[:2] == (0, "")
    files = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "o").iterdir()}
    assert sorted(files) == ["accounts.csv", "freeze.csv", "trace.json", "trace.svg", "transfers.csv"]
    told = json.loads(files["trace.json"])
    assert list(csv.DictReader(files["accounts.csv"].splitlines()))[1]["key"] == told["accounts"][1]["key"]
    numbers = {str(key) for key in (lake.FIRST, lake.SECOND, lake.UNSEEN, lake.SHOP)}
    assert not numbers & {word for text in files.values() for word in re.findall(r"(?<![0-9.])[0-9]+(?![0-9.])", text)}
    assert desk(FIRST, "--at", "2021-10-06", "--svg", str(tmp_path / "one.svg"))[0] == 0
    assert (tmp_path / "one.svg").read_text(encoding="utf-8") == files["trace.svg"]
    assert keys_in(files["trace.svg"]) == {FIRST, SECOND, UNSEEN, SHOP, HERS, FRIEND, "cash"}


def keys_in(svg: str) -> set[str]:
    """The keys that the boxes of a picture name."""
    titles = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}title")
    return {key for title in titles for key in (title.text or "").split("\n")}


def test_a_picture_of_many_accounts_folds_the_small_ones_and_keeps_their_keys(desk: Desk) -> None:
    told = desk.told(FIRST, "--at", "2021-10-06")
    (blank,) = (row for row in told["accounts"] if row["key"] == UNSEEN)
    (paid,) = (row for row in told["transfers"] if row["payee"] == UNSEEN)
    many = [token(0xB000 + number) for number in range(150)]
    told["accounts"] += [blank | {"key": key, "received_yuan": 1.0 + n} for n, key in enumerate(many)]
    told["transfers"] += [paid | {"payee": key, "traced_yuan": 1.0 + n} for n, key in enumerate(many)]
    told["transfers"].append(paid | {"payee": None, "exit_code": "cash<&>", "traced_yuan": 9.0})
    svg = picture(told)
    assert keys_in(svg) >= {*many, UNSEEN}
    assert "其余 143 个" in svg and svg.count("<rect") < 60
    assert picture(told) == svg


def test_an_account_that_nothing_entered(desk: Desk) -> None:
    told = desk.told(HERS, "--at", "2021-10-06")
    assert (told["traced_yuan"], told["hops"], told["transfers"], told["freeze"]) == (0.0, [], [], [])
    assert [(row["key"], row["last_moved_at"]) for row in told["accounts"]] == [(HERS, None)]
    assert keys_in(picture(told)) == {HERS}


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((str(lake.FIRST), "--at", "2021-10-05"), 2, "is no key"),
        (("k00000000000000A", "--at", "2021-10-05"), 2, "is no key"),
        ((FIRST, "--at", "yesterday"), 2, "neither a date nor an instant"),
        ((FIRST, "--at", "2021-10-05T10:00"), 2, "has no zone"),
        ((FIRST, "--at", "2021-10-05", "--hops", "0"), 2, "not a number from 1 to 10"),
        ((FIRST, "--at", "2021-10-09"), 1, "the money of 2021-10-09 is not built: built are 2021-10-05 to 2021-10-06"),
        ((token(0xDEAD), "--at", "2021-10-05"), 1, "is no account that anybody told of"),
        ((LEGS_CARD, "--at", "2021-10-06"), 1, "is no account that anybody told of"),  # the legs are withdrawn
        ((WOMAN, "--at", "2021-10-05"), 1, "is no account that anybody told of"),
    ],
)
def test_wrong_use_and_nothing_to_tell(desk: Desk, arguments: tuple[str, ...], code: int, words: str) -> None:
    """In one sentence; of the victim's case nobody knew on D1."""
    found, out, error = desk(*arguments)
    assert (found, out) == (code, "")
    assert words in error and "Traceback" not in error
