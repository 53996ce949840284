"""Who stands behind an account: ID numbers of holders, here and elsewhere."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator.panel.accounts import OUTSIDER, Accounts
from simulator.panel.numbers import Ints, id_numbers
from simulator.panel.outsiders import outsider_ids


def holder_ids(accounts: Accounts, index: Ints) -> pa.Array:
    """The ID number of each account's holder."""
    owner = accounts.owner[index]
    is_outside = owner >= OUTSIDER
    ids = id_numbers(accounts.people, np.where(is_outside, 0, owner))
    if not is_outside.any():
        return ids
    homes = np.array([int(code) for code in accounts.world.residents.migrant_homes], dtype=np.int64)
    numbers = outsider_ids(accounts.seed, np.maximum(owner - OUTSIDER, 0), homes)
    return pc.if_else(pa.array(is_outside), numbers, ids)
