"""The export root: a folder or any fsspec address. The one file of the publisher that knows where exports lie."""

import os
from contextlib import suppress
from dataclasses import dataclass

import fsspec

from expectations.settings import REPO, home

#: Everything of the risk codes lies below this folder of the root.
CODES = "risk_codes"
DRAFT = ".draft"


@dataclass(frozen=True)
class Root:
    """Reads and writes whole files by their address below the root, for instance `risk_codes/latest.json`."""

    files: fsspec.AbstractFileSystem
    base: str

    @classmethod
    def open(cls) -> "Root":
        """The root that AFDW_EXPORT_URL names, by default the folder `exports` of the home."""
        files, base = fsspec.url_to_fs(os.environ.get("AFDW_EXPORT_URL") or str(home() / "exports"))
        return cls(files, base.rstrip("/"))

    def has(self, address: str) -> bool:
        """Whether there is such a file."""
        return bool(self.files.exists(self._place(address)))

    def read(self, address: str) -> bytes:
        """A whole file."""
        self.files.invalidate_cache()
        return bytes(self.files.cat_file(self._place(address)))

    def write(self, address: str, content: bytes) -> None:
        """A file that is there whole or not at all: written under a draft's name first."""
        place = self._place(address)
        self.files.makedirs(place.rsplit("/", 1)[0], exist_ok=True)
        with self.files.open(place + DRAFT, "wb") as file:
            file.write(content)
            file.flush()
            with suppress(AttributeError, OSError, ValueError):  # what is no disk has nothing to wait for
                os.fsync(file.fileno())
        self.files.mv(place + DRAFT, place)

    def found(self, pattern: str) -> list[str]:
        """The files whose address matches, in order."""
        self.files.invalidate_cache()
        skip = len(self._place(""))
        return sorted(str(place)[skip:] for place in self.files.glob(self._place(pattern)))

    def clear(self, folder: str) -> None:
        """What a run that ended early left in a folder is gone."""
        if self.files.exists(self._place(folder)):
            self.files.rm(self._place(folder), recursive=True)

    def _place(self, address: str) -> str:
        return f"{self.base}/{address}"


def checkout_text(*parts: str) -> str:
    """A file of this checkout: parameters, the dictionary of reasons."""
    return REPO.joinpath(*parts).read_text(encoding="utf-8")


def text_of(path: str) -> str:
    """A file that an operator names."""
    with open(path, encoding="utf-8") as file:
        return file.read()
