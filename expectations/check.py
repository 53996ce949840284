"""Audits a pending batch by the contracts, before anything of it is published."""

import json
import threading
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from pyspark.sql import functions as F

from expectations.accounts import BatchCheck, FileCount, History
from expectations.batch_checks import EARLIER, TOLD, batch_checks
from expectations.failures import Failure
from expectations.gx import quiet_context
from expectations.settings import SUITES

#: Checks of a key of several columns, and of one.
UNIQUE = {"expect_compound_columns_to_be_unique", "expect_column_values_to_be_unique"}


class CheckFailed(Failure):
    """A pending batch breaks its contract; the message names table, check and counts."""


def prepare() -> None:
    """Starts loading Great Expectations aside: that takes seconds, which a job can spend on its work."""
    threading.Thread(target=import_module, args=("great_expectations",), daemon=True).start()


def audit(frames: Mapping[str, Any]) -> None:
    """Checks what was written to pending, {table: frame}, by the contracts of the tables; raises with every breach."""
    _refuse(table_breaches(frames))


def audit_feed(feed: str, frames: Mapping[str, Any], counts: list[FileCount], history: History) -> list[BatchCheck]:
    """Checks the accounts of the files, what was written to pending, and the measures of the batch beside the limits of
    the feed's contract; raises with every breach that stops. Returns the measures."""
    found = batch_checks(feed, frames, counts, history)
    frames = {table: frame for table, frame in frames.items() if table not in (EARLIER, TOLD)}
    stopped = [_told(feed, item) for item in found if item.outcome == "stopped"]
    _refuse(account_breaches(counts) + table_breaches(frames) + stopped)
    for item in found:
        if item.outcome == "warned":
            print(f"warning: {_told(feed, item)}")
    return found


def _refuse(breaches: list[str]) -> None:
    if breaches:
        raise CheckFailed("; ".join(breaches) + "; nothing was published")


def account_breaches(counts: list[FileCount]) -> list[str]:
    """Files whose outcomes do not add up."""
    return [
        f"ops.feed_load: {c.file} of {c.batch_date}: {c.rows} rows, but {outcome} accounted for"
        for c in counts
        if (outcome := c.silver + c.duplicate + c.superseded + c.quarantine) != c.rows
    ]


def _told(feed: str, item: BatchCheck) -> str:
    source = f" of {item.source}" if item.source else ""
    limits = ", ".join(
        f"{name} {limit:g}" for name, limit in (("lowest", item.lowest), ("highest", item.highest)) if limit is not None
    )
    return f"landing.{feed}: {item.check_code}{source} of {item.batch_date} is {item.value:.4g}: {limits}"


def table_breaches(frames: Mapping[str, Any]) -> list[str]:
    """Runs each table's suite on its pending frame."""
    context = quiet_context()
    source = context.data_sources.add_or_update_spark("pending")
    return [breach for table, frame in frames.items() for breach in _breaches(source, table, frame)]


def _breaches(source: Any, table: str, frame: Any) -> list[str]:
    rules = json.loads((SUITES / f"{table}.json").read_text())["expectations"]
    found = _failed(source, table, frame, [rule for rule in rules if rule["type"] not in UNIQUE])
    for rule in (rule for rule in rules if rule["type"] in UNIQUE):
        key = rule["kwargs"].get("column_list") or [rule["kwargs"]["column"]]
        found += _failed(source, f"{table} key {' '.join(key)}", repeated(frame, key), [rule])
    return [_describe(table, result, frame) for result in found]


def repeated(frame: Any, columns: list[str]) -> Any:
    """Every row whose values in these columns are not alone, and the few with the same hash: the check of a key sorts
    what it is given, which for a city's calls takes longer than all other checks."""
    hashed = frame.select(*columns, F.xxhash64(*columns).alias("hash"))
    several = hashed.groupBy("hash").count().where("count > 1").select("hash")
    return hashed.join(several, "hash", "left_semi").drop("hash")


def _failed(source: Any, name: str, frame: Any, rules: list[dict[str, Any]]) -> list[Any]:
    import great_expectations as gx

    batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("all")
    outcome = batch.get_batch({"dataframe": frame}).validate(
        gx.ExpectationSuite(name, rules), result_format={"result_format": "BASIC", "partial_unexpected_count": 0}
    )
    return [result for result in outcome.results if not result.success]


def _describe(table: str, result: Any, frame: Any) -> str:
    """Table, check and counts; never an offending value, which may be somebody's."""
    config, found = result.expectation_config, result.result
    places = config.kwargs.get("column") or config.kwargs.get("column_list") or ""
    raised = result.exception_info.get("exception_message") if isinstance(result.exception_info, dict) else None
    counted = f"{found.get('unexpected_count', '?')} of {frame.count()} rows"
    return f"{table}: {config.type} {places}: {raised or counted}"
