"""A ledger full of collisions, and what its partials must be: recomputed leg by leg and day by day in plain Python."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

Leg = dict[str, Any]
Key = tuple[Any, ...]
FIRST = date(2021, 7, 1)
#: Close together, a month later and two months later, so that horizons and late events meet.
BATCHES = [FIRST + timedelta(days=n) for n in (0, 1, 2, 3, 4, 30, 31, 32, 33, 61, 62, 63, 64)]
DAYS = [FIRST + timedelta(days=n) for n in range(67)]
LATE_DAYS = (0, 0, 0, 0, 0, 0, -1, 1, 2, 3, 29, 30, 31, 45)


def make_ledger(seed: int, legs_per_batch: int) -> tuple[list[Leg], dict[str, date]]:
    """Legs of few accounts with few serials, amounts and times; and which files are withdrawn when."""
    dice = random.Random(seed)
    legs = [_leg(dice, batch, line) for batch in BATCHES for line in range(2, 2 + legs_per_batch)]
    files = sorted({leg["file_sha256"] for leg in legs})
    return legs, {file: dice.choice([day for day in DAYS if day.isoformat() >= file[:10]]) for file in files[::4]}


def _leg(dice: random.Random, batch: date, line: int) -> Leg:
    event = batch - timedelta(days=dice.choice(LATE_DAYS))
    clock = timedelta(hours=dice.randrange(24), minutes=dice.choice((0, 59)), seconds=dice.choice((0, 59)))
    serial = dice.choice((None, *"STUVWXYZ", *(f"N{n}" for n in range(40))))
    is_reversal = dice.random() < 0.12
    return {
        "source": dice.choice(("bank1", "bank10")),
        "account_key": dice.randrange(1, 7),
        "serial_no": serial,
        "reversal_of": dice.choice(("S", "T", "U", f"N{dice.randrange(40)}")) if is_reversal else None,
        "peer_account_key": dice.choice((None, 1, 2, 3)),
        "event_at": datetime(event.year, event.month, event.day, tzinfo=UTC) + clock - timedelta(hours=8),
        "event_date": event,
        "direction_code": dice.choice(("in", "out")),
        "amount_fen": dice.choice((0, 500, 1000, 1001, 30000, 10**13)),
        "balance_fen": dice.choice((None, 7, -7, 10**13, dice.randrange(10**6))),
        "currency": dice.choice(("CNY",) * 9 + ("USD",)),
        "is_success": dice.random() < 0.9,
        "is_cash": dice.choice((None, True, False)),
        "line_no": line,
        "file_sha256": f"{batch}-{line % 5}",
        "batch_date": batch,
    }


def counting_as_of(legs: list[Leg], withdrawn: dict[str, date], day: date) -> list[Leg]:
    """The legs that count as of a day, by the words of the contract."""
    known = [leg for leg in legs if leg["batch_date"] <= day < withdrawn.get(leg["file_sha256"], date.max)]
    by_name = defaultdict(list)
    for leg in known:
        if leg["is_success"] and leg["reversal_of"] is not None:
            by_name[leg["source"], leg["account_key"], leg["reversal_of"]].append(leg["batch_date"])
    return [leg for leg in known if _may_count(leg) and not _is_reversed(leg, by_name)]


def _may_count(leg: Leg) -> bool:
    return bool(leg["is_success"]) and leg["currency"] == "CNY" and leg["reversal_of"] is None


def _is_reversed(leg: Leg, by_name: dict[Key, list[date]]) -> bool:
    batches = by_name.get((leg["source"], leg["account_key"], leg["serial_no"]), ())
    return any(
        abs((batch - leg["batch_date"]).days) <= 31 and (batch - leg["event_date"]).days <= 30 for batch in batches
    )


def account_key(leg: Leg) -> Key | None:
    return leg["account_key"], leg["event_date"]


def edge_key(leg: Leg) -> Key | None:
    own, peer = leg["account_key"], leg["peer_account_key"]
    if peer is None:
        return None
    return *((own, peer) if leg["direction_code"] == "out" else (peer, own)), leg["event_date"], leg["amount_fen"]


def account_sums(leg: Leg) -> Counter[str]:
    """What one leg adds to its account's day."""
    fen, is_in = leg["amount_fen"], leg["direction_code"] == "in"
    hour = (leg["event_at"] + timedelta(hours=8)).hour
    sums = {"in_count": 1, "in_fen": fen} if is_in else {"out_count": 1, "out_fen": fen}
    sums |= {"night_count": hour in range(6), "round_count": fen % 10_000 == 0, "test_in_count": is_in and fen <= 1000}
    return Counter(sums | ({"cash_out_count": 1, "cash_out_fen": fen} if leg["is_cash"] and not is_in else {}))


def edge_sums(leg: Leg) -> Counter[str]:
    """What one leg adds to its edge."""
    return Counter({"payer_told_count" if leg["direction_code"] == "out" else "payee_told_count": 1})


def told(legs: Iterable[Leg]) -> dict[str, Any]:
    """What is told anew of the legs that count."""
    rows = sorted(legs, key=lambda leg: (leg["event_at"], leg["batch_date"], leg["source"], leg["serial_no"] or "",
                                         leg["line_no"], leg["file_sha256"]))  # fmt: skip
    balances = [row["balance_fen"] for row in rows if row["balance_fen"] is not None]
    return {
        "first_at": rows[0]["event_at"] if rows else None,
        "last_at": rows[-1]["event_at"] if rows else None,
        "balance_end_fen": balances[-1] if balances else None,
    }


def partial(before: list[Leg], after: list[Leg], key: Any, sums: Any) -> dict[Key, dict[str, Any]]:
    """key → columns of the partial between what counted before and what counts after."""
    identity = {id(leg) for leg in before}, {id(leg) for leg in after}
    moved = [(leg, 1) for leg in after if id(leg) not in identity[0]]
    moved += [(leg, -1) for leg in before if id(leg) not in identity[1]]
    found: dict[Key, dict[str, Any]] = {}
    for leg, sign in moved:
        if (name := key(leg)) is not None:
            row = found.setdefault(name, Counter())
            for column, value in sums(leg).items():
                row[column] += sign * value
    return {name: dict(row) | told(leg for leg in after if key(leg) == name) for name, row in found.items()}
