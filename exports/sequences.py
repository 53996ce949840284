"""Publishing one sequence: its files, its manifest, the pointer to it, in this order, each whole or not at all.

A version exists once its manifest lies there. A run that ends before that leaves files that nobody is told of, which
the next run clears; one that ends between manifest and pointer leaves a published sequence, whose pointer the next run
writes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pyarrow as pa

from exports import files, manifests, reasons, states
from exports.manifests import LATEST, Sequence, file_of
from exports.root import Root
from exports.signing import Keys


@dataclass(frozen=True)
class Draft:
    """What is to be published: the state of an as-of date, and how it came about."""

    as_of: date
    kind: str
    state: pa.Table
    model_version: str
    as_of_digest: str
    refers_to: int | None = None


@dataclass
class Publisher:
    """One run over an export root; knows what has been published."""

    root: Root
    keys: Keys

    def __post_init__(self) -> None:
        self.all = list(manifests.published(self.root))
        self._point()

    @property
    def last(self) -> Sequence | None:
        """The newest published sequence."""
        return self.all[-1] if self.all else None

    @cached_property
    def state(self) -> pa.Table:
        """The state after the newest sequence, read from its full file after checking signature and sum."""
        if self.last is None:
            return states.NOBODY
        manifests.verified(self.last, self.keys)
        return files.read_full(file_of(self.root, self.last, "full.parquet"))

    def of(self, as_of: date) -> list[Sequence]:
        """The sequences of an as-of date, in order."""
        return [sequence for sequence in self.all if sequence.as_of == as_of]

    def publish(self, draft: Draft) -> Sequence:
        """Publishes a state as the next sequence; an empty delta is one, too."""
        states.check(draft.state)
        changes = states.delta(self.state, draft.state)
        if not states.applied(self.state, changes).equals(draft.state):
            raise states.StateBroken("the delta on the state before does not give the state after")
        written = files.written(draft.state, changes) | reasons.written(draft.as_of)
        version = max((sequence.version for sequence in self.of(draft.as_of)), default=0) + 1
        place = manifests.folder(draft.as_of, version)
        self.root.clear(place)
        for name, file in written.items():
            self.root.write(f"{place}/{name}", file.content)
        manifest = manifests.signed(self._manifest(draft, version, changes, written), self.keys)
        self.root.write(f"{place}/manifest.json", manifests.canonical(manifest))
        self.all.append(Sequence(manifest))
        self.state = draft.state
        self._point()
        return self.all[-1]

    def _manifest(
        self, draft: Draft, version: int, changes: pa.Table, written: Mapping[str, files.Written]
    ) -> dict[str, Any]:
        ops = changes["op"].to_pylist()
        return {
            "schema_version": manifests.SCHEMA_VERSION,
            "code_meaning": manifests.CODE_MEANING,
            "use_limits": manifests.USE_LIMITS,
            "sequence": (self.last.sequence if self.last else 0) + 1,
            "previous_sequence": self.last.sequence if self.last else None,
            "as_of_date": draft.as_of.isoformat(),
            "version": version,
            "kind": draft.kind,
            "extra": draft.kind != "daily",
            "refers_to": draft.refers_to,
            "model_version": draft.model_version,
            "valid_until": manifests.valid_until(draft.as_of),
            "rows": len(draft.state),
            "codes": states.counts(draft.state),
            "delta": {"rows": len(ops)} | {op: ops.count(op) for op in ("I", "U", "D")},
            "state_digest": states.digest(draft.state),
            "previous_state_digest": self.last.state_digest if self.last else None,
            "as_of_digest": draft.as_of_digest,
            "files": manifests.told(written),
        }

    def _point(self) -> None:
        """`latest.json` names the newest sequence, also where the run that published it did not come so far."""
        if self.last is None:
            return
        pointer = manifests.latest(self.last)
        if not self.root.has(LATEST) or self.root.read(LATEST) != pointer:
            self.root.write(LATEST, pointer)
