"""What the panel says about its people and about itself, collected over the days."""

from pathlib import Path
from typing import Any

from simulator.feeds.residents import Changes


class PanelTruth:
    """Watches blocks: changes of residents go to the register, the truth to HOME/truth."""

    def begin(self) -> None:
        """A new day."""

    def watch(self, block: Any) -> None:
        """One block of the day."""

    def changes(self) -> Changes:
        """The day's changes of residents."""
        return Changes.none()

    def write(self, folder: Path) -> None:
        """The tables of truth."""
