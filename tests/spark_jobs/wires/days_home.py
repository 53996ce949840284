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

    def adds_up(self) -> None:
        """Every row of every file in the outcome that the documents say."""
        found = {(batch, file.removesuffix(".csv")): account for (batch, file), account in self.home.account().items()}
        differing = {place: (found.get(place), days.ACCOUNTS[place]) for place in days.ACCOUNTS}
        assert {place: pair for place, pair in differing.items() if pair[0] != pair[1]} == {}
        assert all(account[0] == sum(account[1:]) for account in found.values())

    def first_rows_stay(self) -> None:
        """Of equal rows the first that arrived is the one in silver."""
        lines = sorted(line for _, file, line in self.home.silver() if file.startswith("twice"))
        assert lines == [2, 3]
        later = sorted((file, line) for _, file, line in self.home.silver() if file.startswith("later"))
        names = ("later_2021-10-21_1.csv", "later_2021-10-22_1.csv", "later_2021-10-23_1.csv")
        assert later == [(names[0], 3), (names[1], 2), (names[1], 3), (names[2], 2), (names[2], 4)]

    def refuses(self) -> None:
        """Rows that contradict an earlier one, and nothing else but the line that is no row."""
        assert self.home.rejects() == days.REJECTS

    def withdraws(self) -> None:
        """A higher number in a later batch withdraws the lower one's rows from that batch on."""
        found = [(batch, file, event, rows) for _, batch, file, event, rows in self.home.events()]
        assert sorted(found) == sorted((batch, file, "withdrawn", rows) for batch, file, rows in days.WITHDRAWN)
        assert {feed for feed, *_ in self.home.events()} == {self.home.feed}

    def counts_as_of(self, source: str, day: str) -> None:
        """The rows of a sender that count as of a day."""
        places = [(file, line) for _, file, line in self.home.places_as_of(day) if file.startswith(f"{source}_")]
        expected = [(f"{source}_2021-10-22_{seq}.csv", line) for seq, line in days.COUNTING[source][day]]
        assert sorted(places) == sorted(expected)

    def equals_single_days(self) -> None:
        """The range gives the same tables as its days one by one, the second of them twice."""
        single = self._delivered()
        for day in (days.ONE, days.TWO, days.TWO, days.THREE):
            single.load(day)
        for table in (name.format(self.home.feed) for name in TABLES):
            assert single.dump(table) == self.home.dump(table), table

    def _delivered(self) -> FeedHome:
        home = self.empty()
        for (batch, name), lines in self.story.items():
            sender = name.split("_")[0]
            marked = [line.replace(b"SENDER", f"{sender:x<6.6}".upper().encode()) for line in lines]
            home.deliver(batch, f"{name}.csv", self.form.file(*marked))
        return home
