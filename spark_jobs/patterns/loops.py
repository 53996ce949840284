"""Loops of two, three and four accounts among who ever paid whom, whatever the order in time."""

import numpy as np
from scipy.sparse import csr_array

from spark_jobs.patterns.transfer_list import Measures, Reals, Transfers

#: Accounts with more payers or payees than this are no part of a loop here: their products would be everybody.
HUB = 500
#: Rows of a product at a time, so that memory is bounded.
ROWS = 20_000


def relations(transfers: Transfers, hub: int | None = None) -> csr_array:
    """Who paid whom, 1 where it ever happened; without accounts of more than `hub` payers or payees."""
    own, shape = transfers.between_others, (transfers.accounts, transfers.accounts)
    paid = csr_array((np.ones(len(own.at)), (own.payer, own.payee)), shape=shape)
    paid.data[:] = 1
    if hub is None:
        return paid
    degree = np.maximum(np.diff(paid.indptr), np.bincount(paid.indices, minlength=own.accounts))
    keep = (degree <= hub)[own.payer] & (degree <= hub)[own.payee]
    found = csr_array((np.ones(keep.sum()), (own.payer[keep], own.payee[keep])), shape=shape)
    found.data[:] = 1
    return found


def loops(transfers: Transfers) -> Measures:
    """Per account: others who paid it and whom it paid; loops of three; loops of four."""
    paid = relations(transfers, HUB)
    back = paid.T.tocsr()
    both = paid.multiply(back)
    mutual = by_row(both)
    threes, fours = np.zeros(paid.shape[0]), np.zeros(paid.shape[0])
    for cut in range(0, paid.shape[0], ROWS):
        rows = slice(cut, cut + ROWS)
        two, two_back = paid[rows] @ paid, back[rows] @ back
        threes[rows], fours[rows] = by_row(two.multiply(back[rows])), by_row(two.multiply(two_back))
    # of closed walks of four those that go over an account twice: there and back twice, or on and back from another
    fours -= mutual**2 + both @ mutual - mutual
    return {
        "account_mutual_count": mutual,
        "account_loops_of_3_count": threes,
        "account_loops_of_4_count": fours,
    }


def by_row(matrix: csr_array) -> Reals:
    """The sum of each row."""
    return np.asarray(matrix.sum(axis=1), np.float64).ravel()
