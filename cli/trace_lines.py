"""Where the lines of a trace run, and where their amounts can stand."""

from cli.trace_layout import BOX_H, BOX_W, Arrow, Layout

#: left, upper, right and lower edge.
Area = tuple[float, float, float, float]
#: So many arrows at most carry their amount, the largest.
MOST_LABELS = 40


def money(yuan: float) -> str:
    """Yuan, from ten thousand on in 万."""
    return f"{yuan / 10_000:,.2f}万" if yuan >= 10_000 else f"{yuan:,.2f}"


def curve(arrow: Arrow) -> list[tuple[float, float]]:
    """The four points of the curve: down from the middle of one box to that of the other; back, or within a row, from
    the lower edge out to the side."""
    (a, b) = (arrow.source, arrow.target)
    x, u = a.x + BOX_W / 2, b.x + BOX_W / 2
    if arrow.is_down:
        (y, v) = (a.y + BOX_H, b.y - 5)
        return [(x, y), (x, y + (v - y) / 2), (u, y + (v - y) / 2), (u, v)]
    y, v, low = a.y + BOX_H, b.y + BOX_H + 5, max(a.y, b.y) + BOX_H + 60
    return [(x + 30, y), (x + 30, low), (u + 30, low if a.row == b.row else v + 40), (u + 30, v)]


def labels(layout: Layout) -> list[tuple[Area, str]]:
    """The amounts on the lines, the largest first, where neither a box nor another amount is in the way."""
    taken = [(box.x, box.y, box.x + BOX_W, box.y + BOX_H) for box in layout.boxes]
    found: list[tuple[Area, str]] = []
    for arrow in layout.arrows[: -MOST_LABELS - 1 : -1]:
        words = money(arrow.yuan) + (f" ×{arrow.count}" if arrow.count > 1 else "")
        places = (_ground(arrow, t, words) for t in _along(arrow, layout.arrows))
        if free := next((place for place in places if not any(_meet(place, other) for other in taken)), None):
            taken.append(free)
            found.append((free, words))
    return found


def _along(arrow: Arrow, arrows: list[Arrow]) -> tuple[float, ...]:
    """Where on a line an amount may stand: first near the end at which fewer lines meet."""
    leaving = sum(other.source == arrow.source for other in arrows)
    arriving = sum(other.target == arrow.target for other in arrows)
    near_target, near_source = (0.74, 0.66, 0.82, 0.58, 0.5), (0.26, 0.34, 0.18, 0.42, 0.5)
    if leaving == arriving:
        return (0.5, *near_target, *near_source)
    return (*near_target, *near_source) if leaving > arriving else (*near_source, *near_target)


def _ground(arrow: Arrow, t: float, words: str) -> Area:
    """The rectangle that words take on a line."""
    (x, y), half = _at(curve(arrow), t), 3.3 * len(words) + 3
    return x - half, y - 7, x + half, y + 7


def _meet(one: Area, other: Area) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _at(points: list[tuple[float, float]], t: float) -> tuple[float, float]:
    """A place on the curve, t from 0 to 1."""
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    x, y = (sum(w * point[axis] for w, point in zip(weights, points, strict=True)) for axis in (0, 1))
    return x, y
