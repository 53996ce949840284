"""One loaded city for all end-to-end tests of a session; PostgreSQL of a home stays up between its commands."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from homes import afdw, simulate

FIRST, LAST = "2020-02-01", "2021-06-27"


@pytest.fixture(scope="session")
def make_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Path]]:
    """Makes homes and takes away what they own when the session ends."""
    made: list[Path] = []

    def make(name: str) -> Path:
        made.append(tmp_path_factory.mktemp(name))
        return made[-1]

    yield make
    for home in made:
        afdw(home, "clean")


@pytest.fixture(scope="session")
def cities(make_home: Callable[[str], Path]) -> Callable[[str], Path]:
    """A city per effect of the service, simulated and loaded as one range when first asked for."""
    known: dict[str, Path] = {}

    def city(effect: str) -> Path:
        if effect not in known:
            known[effect] = simulate(make_home(f"effect{effect}"), FIRST, LAST, "--effect", effect)
            afdw(known[effect], "day", "--from", FIRST, "--to", LAST)
        return known[effect]

    return city
