"""How near accounts that are not reported are to those that are, by who paid whom.

Where an account itself is among the reported, its own report is in its measures (it pays those whom it pays): whoever
learns from reported accounts has to measure each of them as if it was not reported yet."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, diags_array

from spark_jobs.patterns.loops import HUB, by_row, relations
from spark_jobs.patterns.transfer_list import Measures, Reals, Transfers

#: How likely a walk goes on, and after how many steps nothing changes that a tree could see (0.5^12 < 0.001).
ON, STEPS = 0.5, 12


@dataclass(frozen=True, eq=False)
class Neighbours:
    """Who ever paid whom in a list of transfers."""

    transfers: Transfers

    @cached_property
    def paid(self) -> csr_array:
        """Payer by payee."""
        return relations(self.transfers)

    @cached_property
    def was_paid(self) -> csr_array:
        """Payee by payer."""
        return self.paid.T.tocsr()

    @cached_property
    def _walks(self) -> dict[str, csr_array]:
        """Steps from an account to its payees, to its payers, and to either, to be multiplied from the left."""
        either = self.paid + self.was_paid
        either.data[:] = 1
        ways = {"forward": self.paid, "back": self.was_paid, "either": either}
        return {name: (diags_array(1 / _degree(way)) @ way).T.tocsr() for name, way in ways.items()}

    @cached_property
    def _small(self) -> tuple[csr_array, csr_array]:
        """Both ways without hubs, for loops."""
        paid = relations(self.transfers, HUB)
        return paid, paid.T.tocsr()

    def measures(self, is_reported: npt.NDArray[np.bool_]) -> Measures:
        """Every measure here, by name."""
        reported = is_reported.astype(np.float64)
        found = self._shared("payees", self.paid, self.was_paid, reported)
        found |= self._shared("payers", self.was_paid, self.paid, reported)
        for name, step in self._walks.items():
            found[f"account_pagerank_{name}"] = _pagerank(step, reported)
        return found | self._hops(reported) | self._loops(reported)

    def _shared(self, name: str, to: csr_array, back: csr_array, reported: Reals) -> Measures:
        """Reported among its payees (payers); reported ones who pay (are paid by) the same accounts as it does: in all,
        the most and the mean at one of them, and the greatest share; reported ones two steps on."""
        others, theirs, degree = to @ reported, back @ reported, _degree(to)
        return {
            f"account_{name}_reported_count": others,
            f"account_{name}_reported_share": others / degree,
            f"account_{name}_shared_with_reported_count": to @ theirs,
            f"account_{name}_shared_with_reported_most_count": _most(to, theirs),
            f"account_{name}_shared_with_reported_mean_count": to @ theirs / degree,
            f"account_{name}_shared_with_reported_most_share": _most(to, theirs / _degree(back)),
            f"account_{name}_of_{name}_reported_count": to @ others,
        }

    def _hops(self, reported: Reals) -> Measures:
        """How many steps forward from the nearest reported account, 6 where five do not do."""
        reach, hops = self.was_paid @ reported, np.full(len(reported), 6.0)
        for hop in range(1, 6):
            hops = np.where((hops > hop) & (reach > 0), hop, hops)
            reach = ((self.was_paid @ reach) > 0).astype(np.float64)
        return {"account_hops_from_reported_count": hops}

    def _loops(self, reported: Reals) -> Measures:
        """Loops of three and four in which all others are reported."""
        paid, back = self._small
        only = diags_array(reported)
        inside = (only @ paid @ only).tocsr()
        three, four = paid @ inside, paid @ inside @ inside
        return {
            "account_loops_of_3_reported_count": by_row(three.multiply(back)),
            "account_loops_of_4_reported_count": by_row(four.multiply(back)),
        }


def _pagerank(step: csr_array, reported: Reals) -> Reals:
    """Where walks are that begin at a reported account and go on with chance ON, times 10,000."""
    start = reported / max(reported.sum(), 1)
    found = start.copy()
    for _ in range(STEPS):
        found = (1 - ON) * start + ON * (step @ found)
    parts: Reals = found * 1e4
    return parts


def _most(to: csr_array, values: Reals) -> Reals:
    """The largest value among those that each account has a relation to."""
    found, filled = np.zeros(to.shape[0]), np.diff(to.indptr) > 0
    found[filled] = np.maximum.reduceat(values[to.indices], to.indptr[:-1][filled]) if filled.any() else 0
    return found


def _degree(matrix: csr_array) -> Reals:
    degree: Reals = np.maximum(np.diff(matrix.indptr), 1).astype(np.float64)
    return degree
