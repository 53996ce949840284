"""What both peers of features say alike: totals of windows."""

WINDOWS = (1, 7, 30)


def total(value: str, name: str, days: int, condition: str = "true", kind: str = "sum") -> str:
    """A total over the rows of one window, as `<name>_<days>d`; sums of nothing are 0."""
    found = f"{kind}({value}) FILTER (WHERE ({condition}) AND age(event_date) < {days})"
    return f"CAST({f'coalesce({found}, 0)' if kind == 'sum' else found} AS BIGINT) AS {name}_{days}d"


def each(value: str, name: str, condition: str = "true", kind: str = "sum") -> str:
    """The total over each window."""
    return ", ".join(total(value, name, days, condition, kind) for days in WINDOWS)
