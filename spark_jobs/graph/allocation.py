"""How much of each transfer is tainted money: three ways of telling it, none of which is a fact.

Money in an account is not marked. Each account is a pot into which transfers put money, of which a part may be tainted,
and out of which others take it; what a transfer takes along is told by one of three rules:

- `direct` (涉案资金优先, "poison first"): tainted money leaves before any other. The upper bound of what an account can
  have passed on, and the usual rule where money is to be stopped in time.
- `fifo` (先进先出): money leaves in the order in which it came, tainted and clean in one queue. Of one arrival that is
  tainted in part, the tainted part leaves first.
- `pro_rata` (比例): each transfer carries the share that tainted money has of all known money in the pot, rounded down.

The known money of a pot is what the list of transfers brought into it, and its opening balance where one is given: both
rules that mix need all arrivals of an account in the list, tainted or not. What an account pays beyond its known money
is clean money of which nobody has told, and leaves last.

Events happen in the order (at, payer_key, payee_key, amount_fen): nothing that arrives later is passed on earlier.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

DIRECT, FIFO, PRO_RATA = "direct", "fifo", "pro_rata"
ORDER = ("at", "payer_key", "payee_key", "amount_fen", "fresh_fen")
Event = tuple[int, int, int, int]


class Pot:
    """The known money of one account in fen: how much, how much of it is tainted, and in which order it came."""

    __slots__ = ("known", "queue", "tainted")

    def __init__(self, opening: int = 0) -> None:
        self.known, self.tainted = opening, 0
        self.queue = deque([(opening, 0)])  # arrivals of which something is left: fen, tainted fen of these


def by_poison(pot: Pot, amount: int) -> int:
    """Tainted money first: of `amount` fen all that is tainted, as far as there is any."""
    return min(amount, pot.tainted)


def by_order(pot: Pot, amount: int) -> int:
    """First in, first out: the tainted fen among the oldest `amount` fen, which leave the queue."""
    wanted, carried = amount, 0
    while wanted and pot.queue:
        fen, tainted = pot.queue.popleft()
        taken, poisoned = min(fen, wanted), min(tainted, wanted)
        if taken < fen:
            pot.queue.appendleft((fen - taken, tainted - poisoned))
        wanted, carried = wanted - taken, carried + poisoned
    return carried


def by_share(pot: Pot, amount: int) -> int:
    """The tainted share of the pot, rounded down: what is left of it never exceeds the money that is left."""
    return pot.tainted if amount >= pot.known else amount * pot.tainted // pot.known


METHODS: dict[str, Callable[[Pot, int], int]] = {DIRECT: by_poison, FIFO: by_order, PRO_RATA: by_share}


def allocate(transfers: pa.Table, tainted: pa.Table, method: str, opening: Mapping[int, int] | None = None) -> pa.Array:
    """Traced fen of each transfer, int64, in the order of the rows.

    `transfers`: payer_key and payee_key (int64; 0 or NULL where money comes from or goes to no account), at
    (timestamp), amount_fen (int64, not negative), perhaps exit_code. `tainted`: row (of `transfers`) and fen, money
    tainted by itself when it arrives (the victim's payment), whatever the payer's pot says; at most the amount.
    `opening`: clean fen of accounts before the first transfer.
    """
    return allocated(transfers, tainted, method, opening)["traced_fen"].combine_chunks()


def allocated(
    transfers: pa.Table, tainted: pa.Table, method: str, opening: Mapping[int, int] | None = None
) -> pa.Table:
    """As `allocate`: traced_fen, and carried_fen, what of it came out of the payer's pot.

    What is carried out of a pot is at most the tainted money that entered it before and has not left it.
    """
    fresh = _fresh(transfers.num_rows, tainted)
    order = _order(transfers, fresh)
    found = _walk(_events(transfers, fresh, order), METHODS[method], opening or {}, method == FIFO)
    columns = [pa.array(column, pa.int64()) for column in found]
    return pa.table(columns, ["traced_fen", "carried_fen"]).take(pc.sort_indices(order))


def _walk(
    events: Iterator[Event], leaves: Callable[[Pot, int], int], opening: Mapping[int, int], has_queue: bool
) -> tuple[list[int], list[int]]:
    pots: dict[int, Pot] = {}
    traced, left = [], []
    for payer, payee, amount, fresh in events:
        left.append(carried := _left(_pot(pots, payer, opening), amount, leaves) if payer else 0)
        traced.append(found := min(amount, carried + fresh))
        if payee:
            _enter(_pot(pots, payee, opening), amount, found, has_queue)
    return traced, left


def _pot(pots: dict[int, Pot], key: int, opening: Mapping[int, int]) -> Pot:
    pot = pots.get(key)
    if pot is None:
        pot = pots[key] = Pot(opening.get(key, 0))
    return pot


def _left(pot: Pot, amount: int, leaves: Callable[[Pot, int], int]) -> int:
    carried = leaves(pot, amount)
    pot.tainted -= carried
    pot.known = max(0, pot.known - amount)
    return carried


def _enter(pot: Pot, amount: int, tainted: int, has_queue: bool) -> None:
    pot.known += amount
    pot.tainted += tainted
    if has_queue:
        pot.queue.append((amount, tainted))


def _events(transfers: pa.Table, fresh: pa.Array, order: pa.Array) -> Iterator[Event]:
    """payer, payee, amount, fresh in the order of events; 0 for no account."""
    columns = [pc.fill_null(transfers[name], 0).take(order).to_pylist() for name in ORDER[1:4]]
    return zip(*columns, fresh.take(order).to_pylist(), strict=True)


def _order(transfers: pa.Table, fresh: pa.Array) -> pa.Array:
    """The rows in the order of events. Rows that are equal in it are equal in all that counts."""
    exits = [name for name in ("exit_code",) if name in transfers.column_names]
    keyed = transfers.select([*ORDER[:4], *exits]).append_column("fresh_fen", fresh)
    return pc.sort_indices(keyed, sort_keys=[(name, "ascending") for name in (*ORDER, *exits)])


def _fresh(rows: int, tainted: pa.Table) -> pa.Array:
    """Per transfer the fen that are tainted by themselves."""
    found = [0] * rows
    for row, fen in zip(tainted["row"].to_pylist(), tainted["fen"].to_pylist(), strict=True):
        found[row] += fen
    return pa.array(found, pa.int64())
