"""Numbers of invented people and accounts, whole arrays at a time."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from simulator.residents import CHECK_WEIGHTS, RARE_NAME_EVERY, Population, uniform
from simulator.texts import GIVEN, RARE_GIVEN, SURNAMES

Ints = npt.NDArray[np.int64]
Shorts = npt.NDArray[np.int32]
EPOCH = 719_163  # proleptic ordinal of 1970-01-01
VIRTUAL = (170, 171, 162, 165, 167)  # prefixes of virtual operators [K]
ELSEWHERE = (139, 138, 136, 150, 158, 187, 130, 186, 189, 181, 151, 132, 135)  # of mobiles of other people
LETTERS = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz0123456789", dtype=np.uint8)
PAIRS = (LETTERS[:, None].astype(np.uint16) + (LETTERS[None, :].astype(np.uint16) << 8)).ravel()  # little endian
ALL_NAMES = len(SURNAMES) * len(GIVEN) * (len(GIVEN) + 1)


def luhn(first18: Ints) -> Ints:
    """19-digit card numbers: 18 digits and the check digit."""
    total, rest = np.zeros(len(first18), dtype=np.int64), first18.copy()
    for position in range(18):
        rest, digit = np.divmod(rest, 10)
        doubled = digit * 2 if position % 2 == 0 else digit
        total += doubled - 9 * (doubled > 9)
    cards: Ints = first18 * 10 + (-total) % 10
    return cards


def shuffled(keys: Ints, modulus: int, seed: int) -> Ints:
    """A different number below `modulus` (a power of ten) for each different key below it."""
    factor = 61_803_399 if modulus <= 10**10 else 1_234_577
    result: Ints = (keys % modulus * factor + seed * 7_919) % modulus
    return result


def wallet_names(keys: Ints, seed: int) -> pa.Array:
    """`wx` and 20 lower-case letters or digits; the first eight are a base-36 form of the key: never equal."""
    chars = np.empty((len(keys), 11), dtype=np.uint16)
    chars[:, 0] = np.uint16(ord("w") + (ord("x") << 8))
    rest = shuffled(keys, 10**10, seed)
    for position in range(1, 5):
        rest, low = np.divmod(rest, 1296)
        chars[:, position] = PAIRS[low]
    for position in range(5, 11):
        chars[:, position] = PAIRS[(uniform(seed, 2000 + position, keys) * 1296).astype(np.int64)]
    return (
        pa.FixedSizeBinaryArray.from_buffers(pa.binary(22), len(keys), [None, pa.py_buffer(chars.tobytes())])
        .cast(pa.binary())
        .cast(pa.string())
    )


def texts(numbers: Ints) -> pa.Array:
    """Decimal digits."""
    return pc.cast(pa.array(numbers), pa.string())


def name_table() -> pa.Array:
    """Every name that `name_codes` can mean, by code."""
    second = ["", *GIVEN]
    common = [s + a + b for s in SURNAMES for a in GIVEN for b in second]
    return pa.array(common + [s + r for s in SURNAMES for r in RARE_GIVEN])


def name_codes(seed: int, people: Ints) -> Shorts:
    """The name of each resident (the same as `Population.person`) as a code of `name_table`."""
    chances = [uniform(seed, salt, people) for salt in (6, 7, 8)]
    surname = (chances[0] ** 2 * len(SURNAMES)).astype(np.int64)
    given = (chances[1] * len(GIVEN)).astype(np.int64)
    second = np.where(chances[2] < 0.8, (chances[2] * len(GIVEN)).astype(np.int64) + 1, 0)
    code = (surname * len(GIVEN) + given) * (len(GIVEN) + 1) + second
    rare = ALL_NAMES + surname * len(RARE_GIVEN) + people // RARE_NAME_EVERY % len(RARE_GIVEN)
    codes: Shorts = np.where(people % RARE_NAME_EVERY == 7, rare, code).astype(np.int32)
    return codes


def id_numbers(people: Population, who: Ints) -> pa.Array:
    """The 18-character ID numbers of residents (the same as `Population.person`)."""
    days = (people.birth[who].astype(np.int64) - EPOCH).astype("datetime64[D]")
    years = days.astype("datetime64[Y]").astype(np.int64) + 1970
    months = days.astype("datetime64[M]").astype(np.int64) % 12 + 1
    dates = years * 10_000 + months * 100 + (days - days.astype("datetime64[M]")).astype(np.int64) + 1
    order = people.sequence[who].astype(np.int64) * 2 + 2 - people.is_male[who]
    return with_check_digit((people.home[who].astype(np.int64) * 10**8 + dates) * 1000 + order)


def with_check_digit(first17: Ints) -> pa.Array:
    """ID numbers from their first 17 digits."""
    total, rest = np.zeros(len(first17), dtype=np.int64), first17.copy()
    for weight in reversed(CHECK_WEIGHTS):
        rest, digit = np.divmod(rest, 10)
        total += digit * weight
    last = pa.array(list("10X98765432")).take(pa.array(total % 11))
    return pc.binary_join_element_wise(texts(first17), last, "")


def carrier_codes(numbers: Ints, carriers: Mapping[str, Sequence[str]]) -> npt.NDArray[np.uint8]:
    """0 mobile, 1 unicom, 2 telecom of each 11-digit number, by its first three digits."""
    table = np.zeros(1000, dtype=np.uint8)
    for code, name in ((1, "unicom"), (2, "telecom")):
        table[[int(prefix) for prefix in carriers[name]]] = code
    result: npt.NDArray[np.uint8] = table[numbers // 10**8]
    return result
