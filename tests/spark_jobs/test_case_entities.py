"""What a case names: accounts, numbers, addresses and all its victims, with the tokens that others give the same."""

from case_home import Home
from case_wire import deleted, line, wire
from wires.form import key

DAY, FILE = "2021-10-22", "police_2021-10-22_1.csv"


def test_entities_are_normalised_and_distinct(home: Home) -> None:
    cells = {
        "涉案账户": "6222 0000 0000 0000 001;6222000000000000001_CNY;6222000000000000001.0;6228480000000000018",
        "涉案号码": "+8613900000001；13900000001;13900000001.0;0085200000000",
        "涉案网址": "HTTPS://Ex.CN/a/;ex.cn/a",
    }
    home.deliver(DAY, FILE, wire(line("A1", **cells), deleted("A2", "2021-10-22 18:00:00"))).load(DAY)
    found = [(r["case_no"], r["entity_type"]) for r in home.rows("silver.case_entities")]
    named = [("A1", "account")] * 2 + [("A1", "msisdn")] * 2 + [("A1", "url"), ("A1", "victim")]
    assert sorted(found) == named


#: Cells of accounts, numbers and addresses → how many of each they name.
LISTS: dict[str, tuple[dict[str, str], tuple[int, int, int]]] = {
    "enumerated": (
        {"涉案账户": "6222000000000000001、6228480000000000018", "涉案号码": "13900000001/013900000002|13900000003"},
        (2, 3, 0),
    ),
    "blanks": (
        {
            "涉案账户": "6222000000000000001 6228480000000000018 6222 0000 0000 0000 001",
            "涉案号码": "13900000001 05722123456",
        },
        (2, 2, 0),
    ),
    "commas": (
        {"涉案账户": '"6222000000000000001，6228480000000000018"', "涉案网址": '"ex.cn/a,http://ex.cn/b、ex.cn/a/"'},
        (2, 0, 2),
    ),
    "nothing": ({"涉案账户": "无;不详", "涉案号码": "-", "涉案网址": "无"}, (0, 0, 0)),
    "zeros": ({"涉案账户": "0000000000000000000", "涉案号码": "00000000000", "涉案网址": "NULL"}, (0, 0, 0)),
    "hidden": ({"涉案账户": "6222XXXXXXXX0001;6228480000000000018", "涉案号码": "139****0001"}, (1, 0, 0)),
    "prefixes": (
        {"涉案号码": "013900000001;1252013900000001;13900000001转8;+8613900000001", "涉案账户": ""},
        (0, 1, 0),
    ),
    "groups": ({"涉案账户": "6222-0000-0000-0000001;6222000000000000001_156_1", "涉案号码": ""}, (1, 0, 0)),
    "wallets": ({"涉案账户": "wxid_ab12cd-34;wxid_ab12cd-35;somebody@example.com", "涉案号码": ""}, (3, 0, 0)),
}


def test_lists_are_counted_by_the_rules_of_ledgers(home: Home) -> None:
    nothing = dict.fromkeys(("涉案账户", "涉案号码", "涉案网址"), "")
    home.deliver(
        DAY, FILE, wire(*[line(f"L-{name.replace('_', '')}", **nothing | cells) for name, (cells, _) in LISTS.items()])
    )
    found = [(r["case_no"], r["entity_type"]) for r in home.load(DAY).rows("silver.case_entities")]
    kinds = ("account", "msisdn", "url")
    named = {name: tuple(found.count((f"L-{name.replace('_', '')}", kind)) for kind in kinds) for name in LISTS}
    assert named == {name: counts for name, (_, counts) in LISTS.items()}


def test_an_entity_has_the_token_that_a_ledger_gives_the_same_number(home: Home) -> None:
    """Literal texts: a wallet is whole, signs and all; a card is without its segments."""
    cells = {"涉案账户": "wxid_ab12cd-34;6222000000000000001_156_1", "涉案号码": "+8613900000001", "涉案网址": ""}
    nobody = {"被害人证件号码": ""}
    rows = home.deliver(DAY, FILE, wire(line("A1", **cells | nobody))).load(DAY).rows("silver.case_entities")
    expected = [("card", "wxid_ab12cd-34"), ("card", "6222000000000000001"), ("msisdn", "13900000001")]
    assert {row["entity_key"] for row in rows} == {key(*one) for one in expected}


#: Cells of victims → whom they name, whether by the check digit or not, and whether something in them is not whole.
VICTIMS: dict[str, tuple[str, tuple[str, ...], bool]] = {
    "one": ("330502199001011234", ("330502199001011234",), False),
    "two": ("330502199001011234;11010519491231002x", ("330502199001011234", "11010519491231002X"), False),
    "signs": (
        '"130503670401001、330502198001011234，H12345678/330502199001011234"',
        ("130503196704010016", "330502198001011234", "H12345678", "330502199001011234"),
        False,
    ),
    "blanks": ("330502199001011234 11010519491231002X", ("330502199001011234", "11010519491231002X"), False),
    "twice": ("110105 19491231 002X；11010519491231002x;", ("11010519491231002X",), False),
    "hidden": ("330502********1234;11010519491231002X", ("11010519491231002X",), True),
    "behind": ("330502199001011234;330502XXXXXXXX1234", ("330502199001011234",), True),
    "all-hidden": ("330502********1234", (), True),
    "unknown": ("330502199001011234;无", ("330502199001011234",), False),
    "nobody": ("不详", (), False),
}


def test_every_victim_of_a_case_is_an_entity(home: Home) -> None:
    """With the token that a register gives the same person; the first of them is the case's own victim_key."""
    lines = [line(f"V-{name}", 被害人证件号码=cell) for name, (cell, *_) in VICTIMS.items()]
    home.deliver(DAY, FILE, wire(*lines)).load(DAY)
    rows = [row for row in home.rows("silver.case_entities") if row["entity_type"] == "victim"]
    cases = {row["case_no"].removeprefix("V-"): row for row in home.cases()}
    for name, (_, texts, is_odd) in VICTIMS.items():
        keys = [row["entity_key"] for row in rows if row["case_no"] == f"V-{name}"]
        assert sorted(keys) == sorted(key("id", text) for text in texts), name
        assert cases[name]["victim_key"] == (key("id", texts[0]) if texts else None), name
        assert cases[name]["unread_columns"] == ("被害人证件号码" if is_odd else None), name
