"""Great Expectations, quiet and in memory: suites come from the contracts, nothing is stored by it."""

import logging
import os
import warnings
from functools import cache
from typing import Any


@cache
def quiet_context() -> Any:
    """One ephemeral context per process."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", module="great_expectations")
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


def validate(frame: Any, column: str, lowest: float | None, highest: float | None) -> set[int]:
    """The rows of a pandas frame whose value lies outside the limits."""
    import great_expectations as gx

    limits = {"column": column, "min_value": lowest, "max_value": highest}
    suite = gx.ExpectationSuite("limits", [{"type": "expect_column_values_to_be_between", "kwargs": limits}])
    batch = _pandas_batch().get_batch({"dataframe": frame})
    (result,) = batch.validate(suite, result_format={"result_format": "COMPLETE"}).results
    return {int(index) for index in result.result.get("unexpected_index_list") or ()}


@cache
def _pandas_batch() -> Any:
    source = quiet_context().data_sources.add_pandas("measures")
    return source.add_dataframe_asset("measures").add_batch_definition_whole_dataframe("all")
