"""The measures of a batch beside the limits that the contract of its landing feed declares."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandas as pd

from expectations import measures
from expectations.accounts import BatchCheck, FileCount, History
from expectations.contract import ContractError, contract
from expectations.gx import validate
from expectations.measures import Measure
from expectations.serials import repeated_serial_share

Measured = dict[str, list[Measure]]
#: Measures of several columns; their check code names the column too.
BY_COLUMN: dict[str, Callable[..., Iterator[tuple[str, Measure]]]] = {
    "null_share": measures.null_shares,
    "order_break_share": measures.order_break_shares,
}
DRIFT = ("bad_header", "missing_column", "unknown_column", "duplicate_column")
OF_HISTORY: dict[str, Callable[..., Iterator[Measure]]] = {
    "volume_ratio": measures.volume_ratio,
    "delivered_files": measures.delivered_files,
    "reject_share": measures.reject_share,
}
HISTORY_CODES = frozenset(OF_HISTORY)
OF_ROWS: dict[str, Callable[..., Iterator[Measure]]] = {
    "unread_share": measures.unread_share,
    "balance_break_share": measures.balance_break_share,
    "unmatched_leg_share": measures.unmatched_leg_share,
    "disagreeing_leg_share": measures.disagreeing_leg_share,
}
OF_BOTH: dict[str, Callable[..., Iterator[Measure]]] = {"repeated_serial_share": repeated_serial_share}
#: Under this name `Unnamed` may stand beside the pending tables.
EARLIER = "earlier"
#: Under this name the measures that judging the rows gave: check code → measures.
TOLD = "told"
OF_TOLD = {"merged_nowhere_rows", "waiting_full_files"}
OF_REASONS = {"unknown_code_share": ("unknown_code",), "schema_drift_share": DRIFT}


def batch_checks(feed: str, frames: Mapping[str, Any], counts: list[FileCount], history: History) -> list[BatchCheck]:
    """Every measure that the contract names, judged by Great Expectations. `frames`: the pending tables; EARLIER."""
    rules = contract(f"landing.{feed}").quality
    found: list[BatchCheck] = []
    for rule in rules:
        own = rule["implementation"]
        for code, measured in _measured(feed, frames, counts, history, own).items():
            found += _judged(code, measured, own.get("limits", {}), rule["severity"], _sizes(counts, own))
    return found


def beside_history(feed: str, counts: list[FileCount], history: History) -> list[BatchCheck]:
    """The measures that hold batches against earlier ones, without their rows."""
    rules = [rule for rule in contract(f"landing.{feed}").quality if rule["implementation"]["type"] in HISTORY_CODES]
    found: list[BatchCheck] = []
    for rule in rules:
        own = rule["implementation"]
        measured = sorted(OF_HISTORY[own["type"]](history, counts, **own.get("kwargs", {})))
        found += _judged(own["type"], measured, own.get("limits", {}), rule["severity"], _sizes(counts, own))
    return found


def _measured(
    feed: str, frames: Mapping[str, Any], counts: list[FileCount], history: History, own: dict[str, Any]
) -> Measured:
    """Measures by check code."""
    kind, options = own["type"], own.get("kwargs", {})
    silver, refused = frames[f"silver.{feed}"], frames[f"quarantine.{feed}"]
    if kind in BY_COLUMN:
        found: Measured = defaultdict(list)
        for column, measure in BY_COLUMN[kind](silver, **options):
            found[f"{kind}:{column}"].append(measure)
        return {code: sorted(measured) for code, measured in found.items()}
    if kind in OF_HISTORY:
        return {kind: sorted(OF_HISTORY[kind](history, counts, **options))}
    if kind in OF_ROWS:
        return {kind: sorted(OF_ROWS[kind](silver, counts))}
    if kind in OF_TOLD:
        return {kind: sorted(frames.get(TOLD, {}).get(kind, []))}
    if kind in OF_BOTH:
        return {kind: list(OF_BOTH[kind](silver, refused, counts, earlier=frames.get(EARLIER), **options))}
    if kind in OF_REASONS:
        return {kind: sorted(measures.reason_share(refused, counts, OF_REASONS[kind]))}
    raise ContractError(f"landing.{feed}: no measure {kind}")


def _sizes(counts: list[FileCount], own: dict[str, Any]) -> set[object]:
    """The batches that are too small to stop for a share."""
    rows: dict[object, int] = defaultdict(int)
    for count in counts:
        rows[count.batch_date] += count.rows
    return {day for day, total in rows.items() if total < own.get("stops_from_rows", 0)}


def _judged(
    code: str, measured: list[Measure], limits: dict[str, float], severity: str, small: set[object]
) -> list[BatchCheck]:
    """Outcomes: a breach of a check of severity `error` stops, unless the batch is too small; else it warns."""
    lowest, highest = limits.get("lowest"), limits.get("highest")
    frame = pd.DataFrame({"value": [round(value, 9) for _, _, value in measured]}, dtype="float64")
    breaches = validate(frame, "value", lowest, highest) if len(frame) else set()
    return [
        BatchCheck(day, source, code, round(value, 9), lowest, highest, _outcome(i in breaches, severity, day in small))
        for i, (day, source, value) in enumerate(measured)
    ]


def _outcome(is_breach: bool, severity: str, is_small: bool) -> str:
    if not is_breach:
        return "passed"
    return "stopped" if severity == "error" and not is_small else "warned"
