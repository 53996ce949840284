"""Money that is passed on, scatter-gather, and cycles of each length, by name."""

import numpy as np

from spark_jobs.patterns.motifs import cycles, scatter_gather
from spark_jobs.patterns.moves import Forward, Moves, Paths
from spark_jobs.patterns.transfer_list import Measures, Reals, Transfers, number

#: Of an account that pays on more often than this within the time the next so many payments are followed: what spreads
#: so widely is a shop or a payroll, and its paths are all paths.
FAN = 32


def paths(transfers: Transfers, days: int) -> Measures:
    """Per account, within `days`; a transfer may have the time of the one before it, as times may be whole days."""
    moves = Moves.of(transfers, Forward(days * transfers.day, gap=0, fan=FAN))
    found = {f"account_passed_on_count_{days}d": passed_on(moves)}
    for name, value in scatter_gather(moves)._asdict().items():
        found[f"account_scatter_gather_{name}_count_{days}d"] = value
    for length, on in cycles(moves).items():
        found[f"account_cycles_of_{length}_count_{days}d"] = on
    return found


def passed_on(moves: Moves) -> Reals:
    """Pairs of a transfer in and one out behind it, to another than who paid."""
    found = np.zeros(moves.accounts)
    for part in Paths.of(moves):
        which, move = part.following()
        payer, account = part.accounts[which].T
        found += number(account[moves.payee[move] != payer], moves.accounts)
    return found
