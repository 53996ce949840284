"""The plots of a report, as PNG with the same bytes for the same figures."""

import base64
import io
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ml.common.rows import probability
from ml.judging import measures
from ml.judging.evaluation import Tested

CURVE = np.concatenate([np.arange(0.005, 0.1, 0.005), np.arange(0.1, 0.5001, 0.02)])
SIZE, DPI = (5.2, 3.6), 90


def capture_curve(tested: Tested, models: Sequence[str]) -> str:
    """Which share of victims stands in the first share of residents, by every model."""
    figure, axes = _figure(SIZE)
    for model in models:
        axes.plot(100 * CURVE, [100 * tested.captured(model, share).mean() for share in CURVE], label=model)
    words = tested.subject.words
    axes.set(xlabel=f"first % of {words.everybody}", ylabel=f"% of {words.later}", title="Capture")
    axes.legend(fontsize=8)
    return _image(figure)


def reliability(tested: Tested, models: Sequence[str]) -> str:
    """Foretold beside seen, in tenths of the rows by what was foretold."""
    figure, axes = _figure(SIZE)
    for model in models:
        points = measures.deciles(probability(tested.values[model]), tested.is_victim)
        axes.plot([1e4 * p for p, _, _ in points], [1e4 * seen for _, seen, _ in points], marker="o", label=model)
    top = max(axes.get_xlim()[1], axes.get_ylim()[1])
    axes.plot([0, top], [0, top], color="grey", linewidth=0.8)
    axes.set(xlabel="foretold per 10,000", ylabel="seen per 10,000", title="Calibration in tenths")
    axes.legend(fontsize=8)
    return _image(figure)


def bars(names: Sequence[str], values: Sequence[float]) -> str:
    """What the columns add to the log-odds, on average and without its sign."""
    figure, axes = _figure((SIZE[0], 4.6))
    places = np.arange(len(names))[::-1]
    axes.barh(places, values)
    axes.set_yticks(places, names, fontsize=7)
    figure.suptitle("Mean of the absolute contribution (log-odds)", fontsize=10)
    return _image(figure)


def _figure(size: tuple[float, float]) -> tuple[Figure, Axes]:
    figure = Figure(figsize=size)
    return figure, figure.add_subplot()


def _image(figure: Figure) -> str:
    """The figure as the address of an image that holds itself."""
    held = io.BytesIO()
    figure.tight_layout()
    figure.savefig(held, format="png", dpi=DPI, metadata={"Software": None})
    return "data:image/png;base64," + base64.b64encode(held.getvalue()).decode()
