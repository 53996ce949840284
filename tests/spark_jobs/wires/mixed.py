"""One file per sender in which good and bad lines take turns, loaded."""

from pathlib import Path

from wires.feed_home import FeedHome, Place
from wires.form import Fixture

DAY = "2021-10-22"


class Mixed:
    """A home into which one file of each sender was loaded."""

    def __init__(self, home: FeedHome, fixtures: dict[str, Fixture]) -> None:
        self.fixtures, self.home = fixtures, home
        for source, fixture in fixtures.items():
            home.deliver(DAY, self.file(source), fixture.content())
        home.load(DAY)
        self.silver, self.quarantine = home.silver(), home.refused()
        self.accounts = home.account()

    def file(self, source: str) -> str:
        """The file of a sender."""
        return f"{source}_{DAY}_1.{'jsonl' if self.home.feed in ('registrations', 'decisions') else 'csv'}"

    def place(self, source: str, name: str) -> Place:
        """Where a line of a fixture stands."""
        return DAY, self.file(source), self.fixtures[source].line_no(name)

    def why(self, place: Place) -> str:
        """Why a line was refused."""
        row = self.quarantine.get(place, {})
        return f"refused: {row.get('column')}, {row.get('reason_code')}"

    def files_outside_landing(self) -> list[Path]:
        """What the load made."""
        return [p for p in self.home.folder.rglob("*") if p.is_file() and "landing" not in p.parts]
