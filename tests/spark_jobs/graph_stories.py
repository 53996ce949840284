"""Stories of the money graph: accounts of story n are n*1000 and more, its people n*1000+900 and more, its case Cn."""

from typing import Any

from graph_rows import FEN, account, card, case, edge, leaving, names, place
from money_legs import at, day

Row = dict[str, Any]
Rows = dict[str, list[Row]]
HUB_PAYEES = 501


def stories() -> Rows:
    """All of them, in one list per table."""
    told = (_ring(), _strangers(), _cards(), _stops(), _hops(), _cycles(), _doubles(), _ledger())
    tables = ("edges", "cases", "entities", "accounts", "exits", "places", "cards")
    return {table: [row for rows in told for row in rows.get(table, ())] for table in tables}


def _ring() -> Rows:
    """Victim 1001 pays 1002, who pays 1003 and 1004, both pay 1005, who pays 1002 back and takes cash; 1003 shops."""
    return {
        "edges": [
            edge(1001, 1002, 35, "09:00", fen=300_000),
            edge(1002, 1003, 35, "10:00", fen=100_000),
            edge(1002, 1004, 35, "10:30", fen=200_000),
            edge(1003, 1006, 35, "10:01", fen=9_900),
            edge(1003, 1005, 35, "11:00", fen=100_000),
            edge(1004, 1005, 36, "11:00", fen=200_000),
            edge(1005, 1002, 37, "08:00", fen=50_000),
            edge(1006, 1007, 36, fen=9_900),
        ],
        "cases": [case("C1", 35)],
        "entities": names("C1", [1002], [1901]),
        "accounts": [account(1001, 1901)],
        "exits": [leaving(1005, "cash", 38, "12:00", 200_000), leaving(1003, "fee", 34, "12:00", 100)],
        "places": [place(1003, 7), place(1004, 7), place(1009, 7), place(1005, 8), place(1002, 9, count=0)],
    }


def _strangers() -> Rows:
    """Nobody knows which account the victim of a case of 9,000 yuan has; another case names 2004."""
    return {
        "edges": [
            edge(2001, 2002, 34, "23:00"),
            edge(2004, 2002, 35, "08:00"),
            edge(2001, 2002, 35, "09:00", fen=500_000),
            edge(2003, 2002, 35, "10:00", fen=700_000),
        ],
        "cases": [case("C2", 35), case("C2b", 20, gross_fen=1)],
        "entities": [*names("C2", [2002], [2901]), *names("C2b", [2004])],
    }


def _cards() -> Rows:
    """The card of 3002 is reported, and each bank tells the other side's card; the card 3199 names two accounts."""
    return {
        "edges": [
            edge(3001, 3102, 36, "09:00"),
            edge(3101, 3002, 36, "09:01", payer_told_count=0, payee_told_count=1),
            edge(3002, 3199, 36, "10:00"),
        ],
        "cases": [case("C3", 36)],
        "entities": names("C3", [3102], [3901]),
        "accounts": [account(3001, 3901, card_key=3101), account(3002, 3902, card_key=3102)]
        + [account(key, key + 900, card_key=3199) for key in (3003, 3004)],
    }


def _stops() -> Rows:
    """4002, a corporate that is reported, pays a corporate, a hub, the victim, a wallet, and 4007 with two accounts."""
    return {
        "edges": [
            edge(4001, 4002, 36, "09:00", fen=10 * FEN),
            *(edge(4002, payee, 36, f"10:0{payee - 4003}") for payee in range(4003, 4008)),
            *(edge(payee, 4008, 37) for payee in range(4003, 4007)),
            edge(4007, 4009, 37),
            *(edge(4004, 4500 + n, 38, fen=100) for n in range(HUB_PAYEES)),
        ],
        "cases": [case("C4", 36)],
        "entities": names("C4", [4002, 4001], [4901]),
        "accounts": [
            account(4001, 4901),
            account(4002, 4902, account_type_code="corporate"),
            account(4003, 4903, account_type_code="corporate"),
            account(4005, 4901),
            account(4006, 4906, bank_code="wechat", account_type_code="wallet"),
            account(4007, 4907),
            account(4009, 4907),
        ],
    }


def _hops() -> Rows:
    """A chain that is longer than is followed, and payments that were made before the money came."""
    chain = [edge(5000 + n, 5001 + n, 34, f"0{n + 1}:00") for n in range(8)]
    return {
        "edges": [*chain, edge(5001, 5020, 33), edge(5002, 5021, 34, "01:30")],
        "cases": [case("C5", 34)],
        "entities": names("C5", [5001], [5900]),
        "accounts": [account(5000, 5900)],
    }


def _cycles() -> Rows:
    """One within 72 hours, one that takes longer, and one between two accounts of one person."""
    return {
        "edges": [
            edge(6000, 6001, 30, "08:00"),
            edge(6001, 6002, 30, "09:00"),
            edge(6002, 6003, 31),
            edge(6003, 6001, 32),
            edge(6001, 6004, 32, "13:00"),
            edge(6004, 6001, 36),
            edge(6002, 6005, 30, "10:00"),
            edge(6005, 6002, 30, "11:00"),
        ],
        "cases": [case("C6", 30)],
        "entities": names("C6", [6001], [6900]),
        "accounts": [account(6000, 6900), account(6002, 6901), account(6005, 6901)],
    }


def _doubles() -> Rows:
    """Two transfers by one bank are three by the other; one is taken back a day later."""
    told = {"payer_told_count": 2, "payee_told_count": 3, "first_at": at(36, "08:00"), "last_at": at(36, "10:00")}
    back = {"payer_told_count": -1, "batch_date": day(38), "first_at": None, "last_at": None}
    return {
        "edges": [edge(7000, 7001, 36, **told), edge(7000, 7001, 37), edge(7000, 7001, 37, **back)],
        "cases": [case("C7", 36)],
        "entities": names("C7", [7001], [7900]),
        "accounts": [account(7000, 7900)],
    }


def _ledger() -> Rows:
    """Only legs tell the cards of 8002 and 8003; the register gives 8104 to 8004, legs give it to 8005."""
    return {
        "edges": [
            edge(8001, 8102, 36, "09:00"),
            edge(8001, 8002, 36, "09:01", payer_told_count=0, payee_told_count=1),
            edge(8002, 8103, 36, "10:00"),
            edge(8003, 8104, 36, "11:00"),
            edge(8004, 8006, 36, "12:00"),
            edge(8005, 8006, 36, "12:00"),
        ],
        "cases": [case("C8", 36)],
        "entities": names("C8", [8102], [8901]),
        "accounts": [account(8001, 8901), account(8004, 8904, card_key=8104)],
        "cards": [
            card(8002, 8102, 20, count=2),
            card(8002, 8102, 20, count=-1, batch=30),
            card(8003, 8103, 36),
            card(8005, 8104, 36),
            card(8002, 8199, 36, batch=41),
        ],
    }
