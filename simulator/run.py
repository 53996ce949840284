"""One run: settings in, landing and truth out."""

import time
from dataclasses import dataclass

from simulator.cases import CaseFeed
from simulator.city import City
from simulator.progress import with_progress
from simulator.settings import Settings

__all__ = ["Settings", "Summary", "build_feed", "simulate"]


@dataclass
class Summary:
    """Counts of one run and the seconds it took."""

    files: int = 0
    rows: int = 0
    size: int = 0
    faults: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        rate = self.rows / self.seconds if self.seconds else 0.0
        return (
            f"{self.files} files, {self.rows} rows, {self.size / 1e6:.1f} MB, {self.faults} faults"
            f" in {self.seconds:.1f} s ({rate:.0f} rows/s)"
        )


def build_feed(settings: Settings) -> CaseFeed:
    """The cases feed alone, at the morning of the first day."""
    return City(settings).case_feed()


def simulate(settings: Settings) -> Summary:
    """Write all days in order, then the truth."""
    began = time.monotonic()
    city = City(settings)
    for day in with_progress(settings.days(), "simulate " + ", ".join(settings.feeds)):
        city.write(day)
    faults, done = city.write_truth(), city.outbox
    return Summary(done.files, done.rows, done.size, faults, time.monotonic() - began)
