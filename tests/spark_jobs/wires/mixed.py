"""One file per sender in which good and bad lines take turns; what must be seen of it after the load."""

from collections.abc import Callable, Iterable

from wires.feed_home import FeedHome
from wires.form import Fixture, fits

DAY = "2021-10-22"


class Mixed:
    """A home into which one file of each sender was loaded."""

    def __init__(self, home: FeedHome, fixtures: dict[str, Fixture], suffix: str = "csv") -> None:
        self.fixtures, self.suffix, self.home = fixtures, suffix, home
        for source, fixture in fixtures.items():
            home.deliver(DAY, self.file(source), fixture.content())
        home.load(DAY)
        self.silver, self.quarantine = home.silver(), home.refused()
        self.accounts = home.account()

    def file(self, source: str) -> str:
        """The file of a sender."""
        return f"{source}_{DAY}_1.{self.suffix}"

    def is_taken(self, source: str, name: str) -> None:
        """A line that can be healed is in silver with the values of the clean line."""
        fixture = self.fixtures[source]
        place = (DAY, self.file(source), fixture.line_no(name))
        expected = fixture.taken[name][1]
        why = self.quarantine.get(place, {})
        assert place in self.silver, f"refused: {why.get('column')}, {why.get('reason_code')}"
        found = {column: self.silver[place][column] for column in expected}
        assert {
            column: (found[column], expected[column]) for column in found if found[column] != expected[column]
        } == {}

    def is_refused(self, source: str, name: str) -> None:
        """A line that cannot be healed is in quarantine with column, reason and its bytes."""
        fixture = self.fixtures[source]
        place = (DAY, self.file(source), fixture.line_no(name))
        raw, column, reason = fixture.refused[name]
        assert place in self.quarantine, f"in silver: {place in self.silver}"
        row = self.quarantine[place]
        assert fits(row["column"], column) and row["reason_code"] == reason, (row["column"], row["reason_code"])
        assert self.home.raw(row) == raw

    def adds_up(self, source: str) -> None:
        """Nothing is lost and nothing else is refused."""
        fixture = self.fixtures[source]
        good, bad = len(fixture.taken), len(fixture.refused)
        assert self.accounts[DAY, self.file(source)] == (good + bad, good, 0, 0, bad)

    def hides(self, texts: Iterable[str]) -> None:
        """No number of a person lies in the clear outside of the landing zone."""
        others = [p for p in self.home.folder.rglob("*") if p.is_file() and "landing" not in p.parts]
        wanted = [text.encode(code) for text in texts for code in ("utf-8", "gb18030")]
        assert len(others) > 8
        assert not [path for path in others if any(text in path.read_bytes() for text in wanted)]


def names(fixtures: dict[str, Fixture], pick: Callable[[Fixture], Iterable[str]]) -> list[tuple[str, str]]:
    """(sender, name) of every case, for parametrised tests."""
    return [(source, name) for source, fixture in fixtures.items() for name in pick(fixture)]
