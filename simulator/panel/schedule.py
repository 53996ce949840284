"""Single movements and calls that were decided before their day."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.panel.accounts import OUTSIDER, WECHAT, Accounts
from simulator.panel.block import BLOCK, Block
from simulator.panel.calls import FIXED, FOREIGN, IN, NO_AREA, PLAIN, SMS, CallLegs, call_legs
from simulator.panel.exchange import Exchange
from simulator.panel.legs import MOBILE, NOBODY, TRANSFER, WEB, Legs, legs, together
from simulator.panel.names import Names
from simulator.wire import DAY

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Move:
    """One transfer at an instant (seconds since the proleptic day 0). NOBODY stands for an account that we do not
    see: that of `other`, a resident or (from STRANGER on) a person elsewhere."""

    at: int
    payer: int
    payee: int
    amount: int
    kind: int
    memo: int = 0
    other: int = NOBODY
    device: int = NOBODY


@dataclass(frozen=True, slots=True)
class Call:
    """One call or message of a resident with a number outside the panel."""

    at: int
    resident: int
    number: str
    seconds: int
    kind: int
    direction: int = IN
    forwarded: int = 0


class Schedule:
    """What is to happen, by day."""

    def __init__(self, accounts: Accounts, names: Names) -> None:
        self.accounts, self.names = accounts, names
        self._moves: dict[int, list[Move]] = defaultdict(list)
        self._calls: dict[int, list[Call]] = defaultdict(list)

    def move(self, move: Move) -> None:
        """Plan a transfer of more than nothing."""
        if move.amount > 0 and (move.payer >= 0 or move.payee >= 0) and move.payer != move.payee:
            self._moves[move.at // DAY].append(move)

    def call(self, call: Call) -> None:
        """Plan a call."""
        self._calls[call.at // DAY].append(call)

    def moves_on(self, ordinal: int) -> list[Move]:
        """The transfers planned for a day, in order of planning."""
        return self._moves.get(ordinal, [])

    def close(self, ordinal: int) -> None:
        """Forget a day that is over."""
        self._moves.pop(ordinal, None)
        self._calls.pop(ordinal, None)

    def legs_of(self, ordinal: int, block: Block) -> Legs:
        """The legs of the day in the accounts of a block; strangers' accounts belong to block 0."""
        moves = self._moves.get(ordinal, [])
        parts = []
        for is_in in (False, True):
            own = [m for m in moves if self._is_of(block, m.payee if is_in else m.payer)]
            if own:
                parts.append(_as_legs(own, is_in, self.names))
        return together(parts)

    def _is_of(self, block: Block, account: int) -> bool:
        if account < 0:
            return False
        owner = int(self.accounts.owner[account])
        return (0 if owner >= OUTSIDER else owner // BLOCK) == block.number

    def calls_of(self, ordinal: int, exchange: Exchange) -> CallLegs:
        """The call legs of the day of a block's living residents."""
        block = exchange.block
        own = [
            r for r in self._calls.get(ordinal, []) if block.first <= r.resident < block.last and
            exchange.alive[r.resident] and exchange.accounts.holders.is_user[r.resident]
        ]  # fmt: skip
        who = np.array([r.resident for r in own], dtype=np.int64)
        numbers = [number_parts(r.number) for r in own]
        prefix = np.array([p for p, _ in numbers], dtype=np.uint8)
        return call_legs(
            exchange.phone[who], np.array([n for _, n in numbers], dtype=np.int64),
            np.array([r.at % DAY for r in own], dtype=np.int64), np.array([r.seconds for r in own], dtype=np.int64),
            exchange.new_calls(len(own)), prefix=prefix, kind=np.array([r.kind for r in own], dtype=np.uint8),
            direction=np.array([r.direction for r in own], dtype=np.uint8), own_area=exchange.area(who),
            peer_area=np.where(prefix == FOREIGN, NO_AREA, exchange.params.away_areas[0]),
            forwarded=np.array([r.forwarded for r in own], dtype=np.int64),
        )  # fmt: skip


def number_parts(number: str) -> tuple[int, int]:
    """The code of what leads a number (nothing, 0, 00) and the digits after it."""
    if number.startswith("00"):
        return FOREIGN, int(number[2:])
    return (FIXED, int(number[1:])) if number.startswith("0") else (PLAIN, int(number))


def message(at: int, resident: int, number: str) -> Call:
    """A text message received."""
    return Call(at, resident, number, 0, SMS)


def _kinds(accounts: Accounts, account: Ints, kind: Ints) -> Ints:
    """As each leg's own institution calls it: a wallet knows no banking by telephone or web."""
    is_banking = (kind == MOBILE) | (kind == WEB)
    return np.where(is_banking & (accounts.source[account] >= WECHAT), TRANSFER, kind)


def _as_legs(moves: list[Move], is_in: bool, names: Names) -> Legs:
    def column(values: list[int]) -> Ints:
        return np.array(values, dtype=np.int64)

    number, bank, name = names.others(column([m.other for m in moves]))
    account = column([m.payee if is_in else m.payer for m in moves])
    return legs(
        account, is_in, column([m.at % DAY for m in moves]), column([m.amount for m in moves]),
        _kinds(names.accounts, account, column([m.kind for m in moves])), column([m.memo for m in moves]),
        peer=column([m.payer if is_in else m.payee for m in moves]), number=number, bank=bank, name=name,
        device=column([NOBODY if is_in else m.device for m in moves]),
    )  # fmt: skip
