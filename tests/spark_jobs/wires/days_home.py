"""The stories of `days` loaded, once in one range and once day by day, and what must be seen of them."""

from collections.abc import Callable

from wires import days
from wires.feed_home import FeedHome
from wires.form import Form

TABLES = ("silver.{}", "quarantine.{}", "ops.feed_load", "silver.file_events")


class Days:
    """A feed's stories in a home; `line` writes a row by serial and content."""

    def __init__(self, empty: Callable[[], FeedHome], form: Form, line: days.Line) -> None:
        self.empty, self.story = empty, days.story(line)
        self.form = form
        self.home = self._delivered().load(days.ONE, days.THREE)

    def accounts(self) -> dict[tuple[str, str], tuple[int, ...]]:
        """(batch, file) → where its rows ended, of the files that the stories tell of."""
        found = {(batch, file.removesuffix(".csv")): account for (batch, file), account in self.home.account().items()}
        return {place: found[place] for place in days.ACCOUNTS}

    def silver_lines(self, sender: str) -> list[tuple[str, int]]:
        """(file, line) of a sender's rows in silver."""
        return sorted((file, line) for _, file, line in self.home.silver() if file.startswith(sender))

    def lines_as_of(self, source: str, day: str) -> list[tuple[str, int]]:
        """(file, line) of the rows of a sender that count as of a day."""
        return sorted((f, line) for _, f, line in self.home.places_as_of(day) if f.startswith(f"{source}_"))

    def dumps(self) -> dict[str, list[str]]:
        """The feed's tables."""
        return {name: self.home.dump(name.format(self.home.feed)) for name in TABLES}

    def dumps_of_single_days(self) -> dict[str, list[str]]:
        """The feed's tables after its days one by one, the second of them twice."""
        single = self._delivered()
        for day in (days.ONE, days.TWO, days.TWO, days.THREE):
            single.load(day)
        return {name: single.dump(name.format(self.home.feed)) for name in TABLES}

    def _delivered(self) -> FeedHome:
        home = self.empty()
        for (batch, name), lines in self.story.items():
            sender = name.split("_")[0]
            marked = [line.replace(b"SENDER", f"{sender:x<6.6}".upper().encode()) for line in lines]
            home.deliver(batch, f"{name}.csv", self.form.file(*marked))
        return home
