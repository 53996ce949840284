"""Faults planted into many rows: the others keep their bytes, every fault is told."""

from datetime import date
from typing import Any

import pyarrow as pa
from wire_tables import accounts, legs

from simulator.planted.planter import RowPlanter
from simulator.wires import transactions as wire

DAY = date(2021, 10, 22)


def planted(rate: float, rows: int, others: pa.Array | None = None) -> tuple[list[bytes], list[bytes], list[Any]]:
    """Clean lines, sent lines, and what is told of them."""
    layout = wire.layouts()["bank1"]
    table = legs(*({"serial": f"B1A{n:06d}", "amount_fen": 100_000 + n} for n in range(rows)))
    cells = wire.cells("bank1", table, accounts(*({} for _ in range(rows))))
    lines = layout.lines(cells, rows)
    found = RowPlanter("seed", rate, DAY).plant(layout, cells, lines, 2, others)
    sent = b"".join(found.lines.to_pylist()).split(b"\n")
    return lines.to_pylist(), sent, found.told


def test_a_row_without_a_fault_keeps_its_bytes_and_every_fault_is_told() -> None:
    clean, sent, told = planted(0.3, 2_000)
    assert 500 < len(told) < 700
    spoiled = {fault.line for fault in told}
    assert len(spoiled) == len(told)
    rest = [line + b"\n" for number, line in enumerate(sent, start=2) if number not in spoiled and line]
    kept = set(rest)
    assert kept <= set(clean)
    inserted = {"empty_line", "query_failed", "repeated_line", "contradiction"}
    assert len(sent) - 1 == 2_000 + sum(fault.kind in inserted for fault in told)
    assert len(rest) == 2_000 - sum(fault.kind not in inserted for fault in told)


def test_legs_disagree_only_where_both_are_told() -> None:
    _, _, alone = planted(0.5, 1_000)
    _, _, paired = planted(0.5, 1_000, pa.array(["6217001420007654323"]))
    assert not [fault for fault in alone if fault.kind == "legs_disagree"]
    both = [fault for fault in paired if fault.kind == "legs_disagree"]
    assert both and all(fault.expect == "healed" and fault.column == "交易金额" for fault in both)


def test_a_leg_that_disagrees_is_told_as_it_is_written() -> None:
    _, sent, told = planted(0.5, 1_000, pa.array(["6217001420007654323"]))
    for fault in (fault for fault in told if fault.kind == "legs_disagree"):
        assert sent[fault.line - 2].decode("gb18030").split("\t,")[5] == fault.value_or_reason


def test_rate_0_plants_nothing() -> None:
    clean, sent, told = planted(0.0, 50)
    assert told == [] and b"".join(clean).split(b"\n") == sent
