"""The folder of a run for what it needs while it works: driver and engine both see it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from expectations.settings import home
from lake import interrupt


@contextmanager
def scratch(name: str) -> Iterator[str]:
    """An empty folder that goes with the run, of a name of its own: a worker of a killed run may still be writing.

    Text with personal data may lie here meanwhile; what killed runs of this name left goes first.
    """
    folder = home() / "pending"
    for left in folder.glob(f"staging-{name}-*"):
        shutil.rmtree(left, ignore_errors=True)
    own = folder / f"staging-{name}-{os.getpid()}-{os.urandom(4).hex()}"
    gone = partial(shutil.rmtree, own, ignore_errors=True)
    own.mkdir(parents=True)
    with interrupt.undone_by(gone):
        try:
            yield str(own)
        finally:
            gone()
