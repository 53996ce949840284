"""Lines to files: streamed under a temporary name, visible when complete; the last line waits until the end."""

import os
from pathlib import Path

import numpy as np
import pyarrow as pa


class Sink:
    """One landing file; `size` in bytes."""

    def __init__(self, path: Path, header: bytes) -> None:
        self.path, self.size = path, 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self._part = path.with_name(f".{path.name}.part")
        self._file = self._part.open("wb")
        self.tail = b""
        if header:
            self.write([header])

    def write(self, lines: list[bytes] | pa.Array) -> None:
        """Append complete lines; every element is one or more lines."""
        if len(lines) == 0:
            return
        self._put(self.tail)
        array = lines if isinstance(lines, pa.Array) else pa.array(lines, pa.binary())
        self.tail = array[-1].as_py()
        self._put(_bytes(array.slice(0, len(array) - 1)))

    def close(self) -> None:
        """Write what waits and show the file."""
        self._put(self.tail)
        self._file.close()
        os.replace(self._part, self.path)

    def drop(self) -> None:
        """Leave nothing behind."""
        self._file.close()
        self._part.unlink(missing_ok=True)

    def _put(self, content: "bytes | memoryview") -> None:
        self._file.write(content)
        self.size += len(content)


def _bytes(array: pa.Array) -> "bytes | memoryview":
    """The texts of a binary array, one after another, without a copy."""
    if len(array) == 0:
        return b""
    offsets = np.frombuffer(array.buffers()[1], dtype=np.int32)[array.offset : array.offset + len(array) + 1]
    return memoryview(array.buffers()[2])[int(offsets[0]) : int(offsets[-1])]
