"""The report of a model: one page that needs nothing else, with the same bytes for the same model."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import numpy as np

from ml.common.rows import Numbers
from ml.judging import plots
from ml.judging.evaluation import Tested
from ml.judging.gate import percent
from ml.models.subject import Words

#: Columns shown by what they contribute.
COLUMNS = 15
STYLE = (
    "body{font:14px sans-serif;max-width:1100px;margin:1em auto;padding:0 1em}"
    "table{border-collapse:collapse;margin:.5em 0}"
    "td,th{border:1px solid #ccc;padding:2px 7px;text-align:right}td:first-child,th:first-child{text-align:left}"
    ".line{font-weight:bold;font-size:16px}"
)


def report(title: str, metrics: dict[str, Any], tested: Tested, columns: Sequence[str], means: Numbers) -> bytes:
    """The page. `means`: the mean absolute contribution of each column."""
    shown = [name for name in metrics["models"] if name in tested.values]
    foretelling = [name for name in shown if "observed_to_expected" in metrics["models"][name]]
    order = np.argsort(-means, kind="stable")[:COLUMNS]
    words = tested.subject.words
    parts = [
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{escape(title)}</title><style>{STYLE}</style>",
        f"<p class=line>{escape(metrics['gate']['line'])}</p><h1>{escape(title)}</h1>",
        f"<p>Tested on {metrics['test']['rows']:,} rows of {', '.join(metrics['test']['dates'])} with "
        f"{metrics['test']['victims']:,} {words.found}, each foretold by a model that has not seen the {words.one}. "
        f"Intervals: 95 %, by drawing {words.one}s.{_alerts(metrics)}</p>",
        _table(_heads(tested), (_of_model(name, metrics, tested) for name in shown)),
        f"<img alt=capture src={plots.capture_curve(tested, shown)}>",
        f"<img alt=calibration src={plots.reliability(tested, foretelling)}>",
        f"<img alt=columns src={plots.bars([columns[n] for n in order], [float(means[n]) for n in order])}>",
        f"<h2>By group</h2><p>Of groups with under ten {words.found} no figure is told.</p>",
        _lines(metrics["groups"], words),
        "<h2>Days</h2>",
        _lines(metrics["dates"], words),
    ]
    return ("\n".join(parts) + "\n").encode()


def _alerts(metrics: dict[str, Any]) -> str:
    """At which volume models are compared, where the rules tell it."""
    told = metrics.get("alerts")
    return f" Rules raise {told['rows']:,} alerts: {percent(told['share'])} of the rows." if told else ""


def _lines(lines: Sequence[dict[str, Any]], words: Words) -> str:
    """Lines of equal names as a table; what is to be found is called by its name."""
    heads = [name.replace("victims", words.found.replace(" ", "_")) for name in lines[0]]
    return _table(heads, (list(map(_cell, line.values())) for line in lines))


def _heads(tested: Tested) -> list[str]:
    shares = [f"captured at {percent(share)}" for share in tested.shares]
    lifts = [f"lift at {percent(share)}" for share in tested.shares]
    found = ["AP", f"precision at {percent(tested.share)}"] if tested.alerts is not None else []
    more = f"captured more by xgboost at {percent(tested.share)} (points)"
    return ["model", *shares, *lifts, *found, "AUC", "observed / expected", more]


def _of_model(name: str, metrics: dict[str, Any], tested: Tested) -> list[str]:
    own, at = metrics["models"][name], [f"{share:g}" for share in tested.shares]
    found = [f"{own['ap']:.3f}", f"{own['precision']:.3f}"] if tested.alerts is not None else []
    ratio, apart = own.get("observed_to_expected"), metrics["differences"].get(name)
    return [
        name, *(_percent(own["capture"][share]) for share in at),
        *(f"{own['lift'][share]:.1f}" for share in at), *found, f"{own['auc']:.3f}",
        f"{ratio[0]:.2f} ({ratio[1]:.2f} to {ratio[2]:.2f})" if ratio else "", _percent(apart) if apart else "",
    ]  # fmt: skip


def _percent(estimate: Sequence[float]) -> str:
    value, low, high = (100 * part for part in estimate)
    return f"{value:.1f} ({low:.1f} to {high:.1f})"


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4f}"
    if isinstance(value, list):
        return f"{value[0]:.2f} ({value[1]:.2f} to {value[2]:.2f})"
    return "" if value is None else str(value)


def _table(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    rows = [f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in line)}</tr>" for line in lines]
    return f"<table><tr>{''.join(f'<th>{escape(head)}</th>' for head in heads)}</tr>{''.join(rows)}</table>"
