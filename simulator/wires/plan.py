"""What happens to whole files on their way: at most one thing per file, drawn by feed, source and day alone."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

#: Kinds that spoil or heal inside the one file, and kinds that change which files come when.
INSIDE = ("bom", "column_order", "no_line_end", "truncated_line")
HEADERS = ("missing_column", "unknown_column", "renamed_column")  # every row of the file is lost: a tenth as often
ARRIVALS = ("resent_file", "late_file", "empty_file", "header_only_file")
LOST = ("missing_file",)  # as rare as a wrong header
SUPERSEDING = ("transactions", "call_records")
WHOLE_FEED = ("out_of_order", "missing_feed")
HIGHEST = 0.03  # probability of one kind, however many faults are wanted


@dataclass(frozen=True)
class FilePlan:
    """What a file's rows meet. `arrival`: the batch in which they come; `seq`: under which number."""

    kind: str
    day: date
    arrival: date
    seq: int = 1

    @property
    def is_lost(self) -> bool:
        """The rows never come."""
        return self.kind in ("missing_file", "missing_feed")


class Planner:
    """Draws the plan of every file; nothing but clean files at rate 0 and on a feed's first day."""

    def __init__(self, seed: int, rate: float) -> None:
        self.seed, self.rate = seed, rate

    def plan(self, feed: str, source: str, day: date, is_first: bool, has_header: bool = True) -> FilePlan:
        """The plan of one source's file about `day`."""
        whole = self._of_feed(feed, day)
        kind = "" if is_first or self.rate == 0 else whole or self._of_file(feed, source, day, has_header)
        rng = Random(f"{self.seed}:arrival:{feed}:{source}:{day}")
        if kind == "out_of_order":
            return FilePlan(kind, day, day + timedelta(days=1))
        if kind == "late_file":
            return FilePlan(kind, day, day + timedelta(days=rng.randrange(2, 5)))
        if kind in ("empty_file", "header_only_file"):
            return FilePlan(kind, day, day + timedelta(days=rng.randrange(1, 4)), seq=2)
        return FilePlan(kind, day, day)

    def _of_feed(self, feed: str, day: date) -> str:
        rng = Random(f"{self.seed}:feed:{feed}:{day}")
        return _drawn(rng, {"out_of_order": min(self.rate / 2, HIGHEST), "missing_feed": min(self.rate / 10, HIGHEST)})

    def _of_file(self, feed: str, source: str, day: date, has_header: bool) -> str:
        often, seldom = min(self.rate / 2, HIGHEST), min(self.rate / 20, HIGHEST)
        chances = dict.fromkeys((*INSIDE, *ARRIVALS), often) | dict.fromkeys((*HEADERS, *LOST), seldom)
        if feed in SUPERSEDING:
            chances["corrected_file"] = often
        if not has_header:
            del chances["header_only_file"], chances["bom"]
        return _drawn(Random(f"{self.seed}:file:{feed}:{source}:{day}"), chances)


def _drawn(rng: Random, chances: dict[str, float]) -> str:
    chance = rng.random()
    for kind, share in chances.items():
        chance -= share
        if chance < 0:
            return kind
    return ""
