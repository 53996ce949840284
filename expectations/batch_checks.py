"""The measures of a batch beside the limits that the contract of its landing feed declares."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

from expectations import measures
from expectations.contract import ContractError, contract
from expectations.gx import validate
from expectations.measures import Measure
from lake.snapshot import BatchCheck, FileCount

Measured = dict[str, list[Measure]]
#: Measures of several columns; their check code names the column too.
BY_COLUMN: dict[str, Callable[..., Iterator[tuple[str, Measure]]]] = {
    "null_share": measures.null_shares,
    "order_break_share": measures.order_break_shares,
}
DRIFT = ("bad_header", "missing_column", "unknown_column", "duplicate_column")


def batch_checks(spark: Any, feed: str, counts: list[FileCount]) -> list[BatchCheck]:
    """Every measure that the contract names, judged by Great Expectations."""
    rules = contract(f"landing.{feed}").quality
    found: list[BatchCheck] = []
    for rule in rules:
        own = rule["implementation"]
        for code, measured in _measured(spark, feed, counts, own["type"], own.get("kwargs", {})).items():
            found += _judged(code, measured, own.get("limits", {}), rule["severity"], _sizes(counts, own))
    return found


def _measured(spark: Any, feed: str, counts: list[FileCount], kind: str, options: dict[str, Any]) -> Measured:
    """Measures by check code."""
    silver, refused = f"silver.{feed}", f"quarantine.{feed}"
    if kind in BY_COLUMN:
        found: Measured = defaultdict(list)
        for column, measure in BY_COLUMN[kind](measures.pending_frame(spark, silver), **options):
            found[f"{kind}:{column}"].append(measure)
        return {code: sorted(measured) for code, measured in found.items()}
    return {kind: sorted(_one_measure(spark, feed, silver, refused, counts, kind, options))}


def _one_measure(
    spark: Any, feed: str, silver: str, refused: str, counts: list[FileCount], kind: str, options: dict[str, Any]
) -> Iterator[Measure]:
    frame = measures.pending_frame
    match kind:
        case "volume_ratio":
            return measures.volume_ratio(feed, counts, options["from_rows"])
        case "delivered_files":
            return measures.delivered_files(feed, counts)
        case "reject_share":
            return measures.reject_share(counts)
        case "unknown_code_share":
            return measures.reason_share(frame(spark, refused), counts, ("unknown_code",))
        case "schema_drift_share":
            return measures.reason_share(frame(spark, refused), counts, DRIFT)
        case "balance_break_share":
            return measures.balance_break_share(frame(spark, silver), counts)
        case "unmatched_leg_share":
            return measures.unmatched_leg_share(frame(spark, silver), counts)
        case "disagreeing_leg_share":
            return measures.disagreeing_leg_share(frame(spark, silver), counts)
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
