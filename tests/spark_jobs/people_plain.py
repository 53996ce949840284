"""What the partials of residents must be, by the words of their contracts, in plain Python over rows as readers get
them: what counts as of a day, and of two days what lies between them."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from people_who import Gone, Key, Registers, Row, calls_as_of, legs_as_of

from expectations.contract import contract
from spark_jobs.people.days import CALL_PAIR_DAILY, PAYEE_DAILY, RESIDENT_DAILY, TOLD

CLASSES = ("foreign", "service", "virtual")


def is_answered(call: Row, direction: str) -> bool:
    is_call = call["call_type_code"] in ("voice", "video")
    return is_call and call["direction_code"] == direction and (call["duration_s"] or 0) > 0


def call_sums(call: Row) -> Counter[str]:
    """What one call adds to its resident's day."""
    is_call, seconds = call["call_type_code"] in ("voice", "video"), call["duration_s"]
    sums = {"calls_out_count": is_answered(call, "out")}
    sums |= {"calls_forwarded_count": is_call and call["direction_code"] == "forward"}
    sums |= {"texts_in_count": not is_call and call["direction_code"] == "in"}
    if is_answered(call, "in"):
        sums |= {f"calls_in_{name}_count": call["peer_class_code"] == name for name in CLASSES}
        sums |= {"calls_in_count": 1, "calls_in_s": seconds}
        sums |= {"calls_in_long_count": seconds >= 1200, "calls_in_short_count": seconds < 15}
    return Counter(sums)


def money_sums(leg: Row) -> Counter[str]:
    """What one leg of money adds to its resident's day."""
    way, fen, is_loan = leg["direction_code"], leg["amount_fen"], _is_loan(leg)
    sums = {f"{way}_count": 1, f"{way}_fen": fen}
    return Counter(sums | ({"loan_in_count": 1, "loan_in_fen": fen} if is_loan and way == "in" else {}))


def _is_loan(leg: Row) -> bool:
    return leg["memo_class_code"] == "loan" or leg["channel_code"] == "loan_out"


def told(calls: Iterable[Row], legs: Iterable[Row]) -> dict[str, int | None]:
    """What is told anew of one resident's day."""
    chains: dict[int, list[tuple[Any, int]]] = defaultdict(list)
    longest = []
    for call in sorted(calls, key=lambda call: (call["event_at"], call["duration_s"] or 0)):
        if is_answered(call, "in"):
            longest.append(call["duration_s"])
            end, chain = call["event_at"] + timedelta(seconds=call["duration_s"]), chains[call["peer_key"]]
            is_next = chain and abs((call["event_at"] - chain[-1][0]).total_seconds()) <= 120
            chain.append((end, call["duration_s"] + (chain[-1][1] if is_next else 0)))
    return {
        "call_in_longest_s": max(longest, default=None),
        "call_in_joined_longest_s": max((sum_ for chain in chains.values() for _, sum_ in chain), default=None),
    } | _balances(legs)


def _balances(legs: Iterable[Row]) -> dict[str, int | None]:
    accounts: dict[int, list[Row]] = defaultdict(list)
    for leg in sorted(legs, key=lambda leg: (leg["event_at"], leg["batch_date"], leg["source"], leg["serial_no"] or "",
                                             leg["line_no"], leg["file_sha256"])):  # fmt: skip
        if leg["balance_fen"] is not None:
            accounts[leg["account_key"]].append(leg)
    opens = [own[0]["balance_fen"] + own[0]["amount_fen"] * (1 if own[0]["direction_code"] == "out" else -1)
             for own in accounts.values()]  # fmt: skip
    ends = [own[-1]["balance_fen"] for own in accounts.values()]
    return {"balance_open_fen": sum(opens) if ends else None, "balance_end_fen": sum(ends) if ends else None}


def day_key(row: Row) -> Key:
    return row["resident_key"], row["event_date"]


def pair_sums(registers: Registers) -> Callable[[Row], tuple[Key | None, Counter[str]]]:
    """(key, what it adds) of a call in the table of pairs; no key where its peer does not matter."""

    def of(call: Row) -> tuple[Key | None, Counter[str]]:
        is_in, is_out, name = is_answered(call, "in"), is_answered(call, "out"), call["peer_class_code"]
        is_nobodys = name == "mobile" and not registers.having(call["peer_key"], call["batch_date"])
        if not (is_in or is_out) or not (name in CLASSES or is_nobodys):
            return None, Counter()
        key = (call["resident_key"], call["peer_key"], call["event_date"])
        return key, Counter({"in_count": is_in, "in_s": is_in * (call["duration_s"] or 0), "out_count": is_out})

    return of


def payee_sums(leg: Row) -> tuple[Key | None, Counter[str]]:
    """(key, what it adds) of a leg in the table of payees."""
    key = (leg["resident_key"], leg["peer_account_key"], leg["event_date"])
    is_paid = leg["direction_code"] == "out" and leg["peer_account_key"] is not None
    return (key if is_paid else None), Counter({"out_count": 1, "out_fen": leg["amount_fen"]})


def moved(before: list[Row], after: list[Row]) -> list[tuple[Row, int]]:
    """The rows that begin (+1) and that stop (−1) to count."""
    was, is_ = ({row["row"] for row in rows} for rows in (before, after))
    begun = [(row, 1) for row in after if row["row"] not in was]
    return begun + [(row, -1) for row in before if row["row"] not in is_]


def summed(moves: list[tuple[Row, int]], of: Callable[[Row], tuple[Key | None, Counter[str]]]) -> dict[Key, Row]:
    """key → signed sums of what moved."""
    found: dict[Key, Row] = {}
    for row, sign in moves:
        key, sums = of(row)
        if key is not None:
            own = found.setdefault(key, Counter())
            for name, value in sums.items():
                own[name] += sign * value
    return found


def daily(calls: tuple[list[Row], list[Row]], legs: tuple[list[Row], list[Row]]) -> dict[Key, Row]:
    """key → columns of features.resident_daily of (before, after) of both ledgers."""
    found = summed(moved(*calls), lambda call: (day_key(call), call_sums(call)))
    for key, sums in summed(moved(*legs), lambda leg: (day_key(leg), money_sums(leg))).items():
        found[key] = {**found.get(key, {}), **sums}
    own: list[dict[Key, list[Row]]] = [defaultdict(list), defaultdict(list)]
    for rows, by_key in zip((calls[1], legs[1]), own, strict=True):
        for row in rows:
            by_key[day_key(row)].append(row)
    return {key: dict(row) | told(own[0][key], own[1][key]) for key, row in found.items()}


def pairs(moves: list[tuple[Row, int]], registers: Registers) -> dict[Key, Row]:
    """key → columns of features.resident_call_pair_daily."""
    of = pair_sums(registers)
    found = summed(moves, of)
    for call, _ in moves:
        key = of(call)[0]
        if key is not None:
            found[key]["peer_class_code"] = max(found[key].get("peer_class_code") or "", call["peer_class_code"])
    return found


def partials(
    calls: list[Row], legs: list[Row], gone: dict[str, Gone], registers: Registers, days: Iterable[date]
) -> dict[str, dict[Key, Row]]:
    """table → (key, batch) → columns, of all batches that know anything; days in order from the first on."""
    found: dict[str, dict[Key, Row]] = {RESIDENT_DAILY: {}, CALL_PAIR_DAILY: {}, PAYEE_DAILY: {}}
    called: list[Row] = []
    paid: list[Row] = []
    for day in days:
        before = called, paid
        called, paid = (
            calls_as_of(calls, gone["call_records"], registers, day),
            legs_as_of(legs, gone["transactions"], day),
        )
        own = {
            RESIDENT_DAILY: daily((before[0], called), (before[1], paid)),
            CALL_PAIR_DAILY: pairs(moved(before[0], called), registers),
            PAYEE_DAILY: summed(moved(before[1], paid), payee_sums),
        }
        for table, rows in own.items():
            found[table] |= {(*key, day): whole(table, row) for key, row in rows.items()}
    return found


def whole(table: str, row: Row) -> Row:
    """A row in all columns of its table that are no key."""
    names = [column.name for column in contract(table).columns if not column.is_key]
    return {name: row.get(name) if name in TOLD else row.get(name, 0) for name in names}


def as_rows(rows: list[Row], table: str) -> dict[Key, Row]:
    """(key, batch) → columns; a key that is there twice fails."""
    key = contract(table).key
    found = {tuple(row[name] for name in key): {n: v for n, v in row.items() if n not in key} for row in rows}
    assert len(found) == len(rows)
    return found
