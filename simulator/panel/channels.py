"""By which channel people transfer money: the telephone, the web or the counter of a bank; wallets know one way."""

from random import Random

import numpy as np
import numpy.typing as npt

from simulator.panel.legs import MOBILE, TRANSFER, WEB
from simulator.panel_world import MoneyRates


def transfer_kinds(
    rng: np.random.Generator, rates: MoneyRates, is_bank: npt.NDArray[np.bool_]
) -> npt.NDArray[np.uint8]:
    """The kind of ordinary transfers from accounts."""
    chance = rng.random(len(is_bank))
    kind = np.where(chance < rates.mobile_share, MOBILE, np.where(chance > 1 - rates.web_share, WEB, TRANSFER))
    return np.where(is_bank, kind, TRANSFER).astype(np.uint8)


def transfer_kind(rng: Random, rates: MoneyRates, is_bank: bool) -> int:
    """The kind of one transfer, from the same shares."""
    chance = rng.random()
    if not is_bank:
        return TRANSFER
    return MOBILE if chance < rates.mobile_share else WEB if chance > 1 - rates.web_share else TRANSFER
