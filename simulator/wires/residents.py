"""The register of residents: UTF-8, pipes, one line per person or change."""

from datetime import date
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from simulator.panel.numbers import id_numbers, name_codes, name_table
from simulator.phones import phones
from simulator.residents import Population, uniform
from simulator.wires.layout import Cells, Layout
from simulator.wires.text import Integers, instants, words

COLUMNS = (
    "证件号码", "姓名", "性别", "出生日期", "户籍地区划代码", "现住地区划代码", "社区代码", "职业代码", "手机号码",
    "人员状态", "更新时间", "操作类型",
)  # fmt: skip


def layout() -> Layout:
    """The wire of the police register."""
    pairs = tuple((name, name) for name in COLUMNS)
    return Layout("residents", "police", "utf-8", pairs, delimiter="|", end="\n", free_text=frozenset(("姓名",)))


def cells(
    people: Population, who: Integers, towns: Integers, phone_changes: Integers, status: Integers, at: Integers,
    operation: str,
) -> Cells:  # fmt: skip
    """The texts of residents: their town now, how often they changed their number, 0 在册 1 迁出 2 死亡."""
    codes = pa.array([town.code for town in people.towns])
    jobs = pa.DictionaryArray.from_arrays(pa.array(people.job[who]), pa.array(people.occupations))
    names = pa.DictionaryArray.from_arrays(pa.array(name_codes(people.seed, who)), _names())
    states = pa.DictionaryArray.from_arrays(pa.array(status.astype(np.int8)), pa.array(["在册", "迁出", "死亡"]))
    town = codes.take(pa.array(towns))
    count = people.world.residents.communities
    community = pa.array([f"{n:03d}" for n in range(1, count + 1)]).take(
        pa.array((uniform(people.seed, 31, who) * count).astype(np.int64))
    )
    homes = pa.array(people.home[who]).cast(pa.string())
    return {
        "证件号码": id_numbers(people, who), "姓名": names, "性别": words(pa.array(people.is_male[who]), "女", "男"),
        "出生日期": births(people, who), "户籍地区划代码": homes, "现住地区划代码": town,
        "社区代码": pc.binary_join_element_wise(town, community, ""), "职业代码": jobs,
        "手机号码": phone_texts(people, who, phone_changes), "人员状态": states, "更新时间": instants(at, "iso"),
        "操作类型": operation,
    }  # fmt: skip


@cache
def _names() -> pa.Array:
    return name_table()


def births(people: Population, who: Integers) -> pa.DictionaryArray:
    """Dates of birth as eight digits."""
    known, position = np.unique(people.birth[who], return_inverse=True)
    texts = [f"{date.fromordinal(int(ordinal)):%Y%m%d}" for ordinal in known]
    return pa.DictionaryArray.from_arrays(pa.array(position.astype(np.int32)), pa.array(texts, pa.string()))


def phone_texts(people: Population, who: Integers, changes: Integers) -> pa.Array:
    """The number that each has after so many changes; none for children."""
    numbers: npt.NDArray[np.int64] = phones(people.seed, who)
    for change in np.unique(changes[changes > 0]):
        chosen = changes == change
        numbers[chosen] = phones(people.seed, who[chosen], int(change))
    return pc.if_else(pa.array(people.has_phone[who]), pa.array(numbers).cast(pa.string()), "")
