"""Audits a pending batch by the contracts, before anything of it is published."""

import json
import logging
import os
import threading
import warnings
from collections import defaultdict
from datetime import date
from importlib import import_module
from typing import Any

from expectations.contract import contract
from expectations.lake import BatchCheck, FileCount, pending_path
from expectations.settings import SUITES


class CheckFailed(RuntimeError):
    """A pending batch breaks its contract; the message names table, check and counts."""


def prepare() -> None:
    """Starts loading Great Expectations aside: that takes seconds, which a job can spend on its work."""
    threading.Thread(target=import_module, args=("great_expectations",), daemon=True).start()


def audit(spark: Any, feed: str, tables: list[str], counts: list[FileCount]) -> list[BatchCheck]:
    """Checks the accounts of the files and what was written to pending; raises with every breach."""
    breaches = account_breaches(feed, counts) + table_breaches(spark, tables)
    if breaches:
        raise CheckFailed("; ".join(breaches) + "; nothing was published")
    return []


def account_breaches(feed: str, counts: list[FileCount]) -> list[str]:
    """Files whose outcomes do not add up, and batches with too large a share of rejects."""
    breaches = [
        f"ops.feed_load: {c.file} of {c.batch_date}: {c.rows} rows, but {outcome} accounted for"
        for c in counts
        if (outcome := c.silver + c.duplicate + c.superseded + c.quarantine) != c.rows
    ]
    return breaches + _reject_breaches(feed, counts)


def _reject_breaches(feed: str, counts: list[FileCount]) -> list[str]:
    limits = contract(f"landing.{feed}").properties
    sums: dict[date, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for count in counts:
        rows, rejected = sums[count.batch_date]
        sums[count.batch_date] = (rows + count.rows, rejected + count.quarantine)
    breaches = []
    for day, (rows, rejected) in sums.items():
        if rejected > limits["maxRejectShare"] * rows:
            text = f"landing.{feed}: reject share of {day}: {rejected} of {rows} rows, limit {limits['maxRejectShare']}"
            if rows >= limits["rejectShareFromRows"]:
                breaches.append(text)
            else:
                print(f"warning: {text}; too few rows to stop for")
    return breaches


def table_breaches(spark: Any, tables: list[str]) -> list[str]:
    """Runs each table's suite on its pending batch."""
    context = _context()
    source = context.data_sources.add_spark("pending")
    return [breach for table in tables for breach in _breaches(spark, source, table)]


def _breaches(spark: Any, source: Any, table: str) -> list[str]:
    import great_expectations as gx

    suite = gx.ExpectationSuite(**json.loads((SUITES / f"{table}.json").read_text()))
    frame = spark.read.format("delta").load(str(pending_path(table)))
    batch = source.add_dataframe_asset(table).add_batch_definition_whole_dataframe("all")
    outcome = batch.get_batch({"dataframe": frame}).validate(
        suite, result_format={"result_format": "BASIC", "partial_unexpected_count": 0}
    )
    return [_describe(table, result) for result in outcome.results if not result.success]


def _describe(table: str, result: Any) -> str:
    """Table, check and counts; never an offending value, which may be somebody's."""
    config, found = result.expectation_config, result.result
    places = config.kwargs.get("column") or config.kwargs.get("column_list") or ""
    raised = result.exception_info.get("exception_message") if isinstance(result.exception_info, dict) else None
    counted = f"{found.get('unexpected_count', '?')} of {found.get('element_count', '?')} rows"
    return f"{table}: {config.type} {places}: {raised or counted}"


def _context() -> Any:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", module="great_expectations")
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context
