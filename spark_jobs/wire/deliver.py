"""Puts a file into the landing zone as a sender would: whole or not at all, under the next free number."""

import os
from datetime import date
from pathlib import Path

from spark_jobs.wire.landing import DeliveredFile, delivered, parse_name


def next_file(landing: str, feed: str, batch_date: date, source: str) -> DeliveredFile:
    """The name that the sender's next file of a batch gets, about the batch's own day."""
    own = [file for file in delivered(landing, feed, [batch_date]) if file.source == source]
    seq = max((file.seq for file in own if file.data_date == batch_date), default=0) + 1
    folder = Path(landing) / feed / batch_date.isoformat()
    return parse_name(folder / f"{source}_{batch_date}_{seq}.jsonl", batch_date)


def put(file: DeliveredFile, content: bytes) -> str:
    """Writes a file under its name, which nobody may have taken meanwhile; returns its address. Until it is whole it
    lies there under a name that no load looks at."""
    file.path.parent.mkdir(parents=True, exist_ok=True)
    draft = file.path.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        os.link(draft, file.path)
    finally:
        draft.unlink(missing_ok=True)
    return str(file.path)
