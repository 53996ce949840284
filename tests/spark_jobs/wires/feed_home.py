"""A home that loads one feed: deliver bytes, load batches, read what readers would read."""

from collections.abc import Callable

from case_home import Home, Row

from spark_jobs.load_feeds import feed_of

#: rows, silver, duplicate, superseded, quarantine
Account = tuple[int, int, int, int, int]
Place = tuple[str, str, int]


class FeedHome(Home):
    """One AFDW_HOME for one feed."""

    def __init__(self, feed: str, made: Home) -> None:
        super().__init__(made.folder, made.token_key, made.quarantine_key)
        self.feed = feed

    def deliver(self, batch: str, name: str, content: bytes) -> "FeedHome":
        """Puts a file into the landing zone."""
        path = self.folder / "landing" / self.feed / batch / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return self

    def load(self, first: str, last: str = "") -> "FeedHome":
        """Loads one batch or a range of them."""
        self.load_feed(feed_of(self.feed), first, last)
        return self

    def silver(self) -> dict[Place, Row]:
        """(batch, file, line) → row of the feed's table; instants without fractions of a second."""
        files = {(r["batch_date"], r["file_sha256"], r["silver"] > 0): r["file"] for r in self._files()}
        rows = self.rows(f"silver.{self.feed}")
        for row in rows:
            row["event_at"] = row["event_at"].replace(microsecond=0) if row.get("event_at") else None
        return {(str(r["batch_date"]), files[r["batch_date"], r["file_sha256"], True], r["line_no"]): r for r in rows}

    def refused(self) -> dict[Place, Row]:
        """(batch, file, line) → row of the feed's quarantine."""
        rows = self.rows(f"quarantine.{self.feed}")
        return {(str(r["batch_date"]), r["file"], r["line_no"]): r for r in rows}

    def rejects(self) -> list[tuple[str, int, str | None, str]]:
        """(file, line, column, reason) of every rejected line."""
        found = self.refused().values()
        return sorted((r["file"], r["line_no"], r["column"], r["reason_code"]) for r in found)

    def account(self) -> dict[tuple[str, str], Account]:
        """(batch, file) → where its rows ended."""
        outcomes = ("rows", "silver", "duplicate", "superseded", "quarantine")
        return {(str(r["batch_date"]), r["file"]): tuple(r[name] for name in outcomes) for r in self._files()}

    def events(self) -> list[tuple[str, str, str, str, int]]:
        """(feed, batch, file, event, rows) of silver.file_events."""
        rows = self.rows("silver.file_events")
        return sorted((r["feed"], str(r["batch_date"]), r["file"], r["event"], r["rows"]) for r in rows)

    def places_as_of(self, day: str) -> list[Place]:
        """Where the rows stand that count as of a day: what came until then and was not withdrawn until then."""
        gone = {file for _, batch, file, event, _ in self.events() if event == "withdrawn" and batch <= day}
        return sorted(place for place in self.silver() if place[0] <= day and place[1] not in gone)

    def _files(self) -> list[Row]:
        return [row for row in self.rows("ops.feed_load") if row["feed"] == self.feed]


def homes_of(feed: str, new_home: Callable[[], Home]) -> Callable[[], FeedHome]:
    """Makes empty homes for a feed."""
    return lambda: FeedHome(feed, new_home())
