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
        "memo_class_code": dice.choice((None, "fee", "goods")),
        "channel_code": dice.choice((None, "fee", "atm_withdrawal", "pos", "transfer")),
        "merchant_key": dice.choice((None, 71)),
        "ip_key": dice.choice((None, 81, 82)),
        "mac_key": dice.choice((None, 81, 91)),
        "place_area_code": dice.choice((None, "330502", "HK", "overseas")),
        "peer_bank_code": dice.choice((None, "102", "103")),
        "card_key": dice.choice((None, 1, 2, 61, 62)),
    }


def known_as_of(legs: list[Leg], withdrawn: dict[str, date], day: date) -> list[Leg]:
    """The legs that are known as of a day, whether they count or not."""
    return [leg for leg in legs if leg["batch_date"] <= day < withdrawn.get(leg["file_sha256"], date.max)]


def counting_as_of(legs: list[Leg], withdrawn: dict[str, date], day: date) -> list[Leg]:
    """The legs that count as of a day, by the words of the contract."""
    known = known_as_of(legs, withdrawn, day)
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


def count(leg: Leg) -> Counter[str]:
    """What one leg adds where legs alone are counted."""
    return Counter({"told_count": 1})


def named(leg: Leg) -> Counter[str]:
    """What one leg adds where legs that name both are counted."""
    return Counter({"leg_count": 1})


def times(legs: Iterable[Leg]) -> dict[str, Any]:
    """The first and the last event of the legs that count."""
    at = sorted(leg["event_at"] for leg in legs)
    return {"first_at": at[0] if at else None, "last_at": at[-1] if at else None}


def times_and_banks(legs: Iterable[Leg]) -> dict[str, Any]:
    """The same, and the greatest bank code that each side's bank told of the other side."""
    legs = list(legs)
    of = {"payer": "in", "payee": "out"}
    told = {
        side: [leg["peer_bank_code"] for leg in legs if leg["direction_code"] == way and leg["peer_bank_code"]]
        for side, way in of.items()
    }
    return times(legs) | {f"{side}_bank_code": max(codes, default=None) for side, codes in told.items()}


def nothing(legs: Iterable[Leg]) -> dict[str, Any]:
    return {}


def told(legs: Iterable[Leg]) -> dict[str, Any]:
    """What is told anew of an account's day of the legs that count."""
    rows = sorted(legs, key=lambda leg: (leg["event_at"], leg["batch_date"], leg["source"], leg["serial_no"] or "",
                                         leg["line_no"], leg["file_sha256"]))  # fmt: skip
    balances = [row["balance_fen"] for row in rows if row["balance_fen"] is not None]
    largest = {
        f"{way}_largest_fen": max((leg["amount_fen"] for leg in rows if leg["direction_code"] == way), default=None)
        for way in ("in", "out")
    }
    return times(rows) | largest | {"balance_end_fen": balances[-1] if balances else None} | _passed(rows)


def _passed(rows: list[Leg]) -> dict[str, Any]:
    """First in, first out: a queue of what came in, from which each leg out takes."""
    queue: list[list[Any]] = []
    drawn: list[tuple[int, int]] = []
    for leg in sorted(rows, key=lambda leg: (leg["event_at"], leg["direction_code"] == "out")):
        if leg["direction_code"] == "in":
            queue.append([leg["event_at"], leg["amount_fen"]])
            continue
        wanted = leg["amount_fen"]
        while wanted and queue:
            fen = min(wanted, queue[0][1])
            if fen:
                drawn.append((int((leg["event_at"] - queue[0][0]).total_seconds()), fen))
            wanted, queue[0][1] = wanted - fen, queue[0][1] - fen
            queue = queue if queue[0][1] else queue[1:]
    whole = sum(fen for _, fen in drawn)
    upto = {dwell: sum(fen for other, fen in drawn if other <= dwell) for dwell, _ in drawn}
    return {
        "passed_fen": whole if rows else None,
        "passed_60min_fen": sum(fen for dwell, fen in drawn if dwell <= 3600) if rows else None,
        "dwell_median_s": min((dwell for dwell, fen in upto.items() if 2 * fen >= whole), default=None),
    }


def partial(before: list[Leg], after: list[Leg], keys: Any, sums: Any, tell: Any) -> dict[Key, dict[str, Any]]:
    """key → columns of the partial between what counted before and what counts after."""
    identity = {id(leg) for leg in before}, {id(leg) for leg in after}
    moved = [(leg, 1) for leg in after if id(leg) not in identity[0]]
    moved += [(leg, -1) for leg in before if id(leg) not in identity[1]]
    found: dict[Key, dict[str, Any]] = {}
    for leg, sign in moved:
        for name in keys(leg):
            row = found.setdefault(name, Counter())
            for column, value in sums(leg).items():
                row[column] += sign * value
    standing: dict[Key, list[Leg]] = defaultdict(list)
    for leg in after:
        for name in keys(leg):
            standing[name].append(leg)
    return {name: dict(row) | tell(standing[name]) for name, row in found.items()}
