"""What a trace reads in Arrow is what the graph of the day reads on an engine: transfers, exits, names, cases."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from graph_rows import EXITS, TABLES, account, card, case, names
from money_legs import day
from pyspark.sql import SparkSession
from trace_tables import Lake, institutions

from lake.columns import arrow_schema
from lake.snapshot import Snapshot
from spark_jobs.graph import register
from spark_jobs.graph.exits import exits_of
from spark_jobs.graph.frontier import NAMES
from spark_jobs.graph.register import Known
from spark_jobs.graph.registry import Registry, on_engine
from spark_jobs.graph.reported import cases_of, reported
from spark_jobs.graph.transfers import KEY, TOLD, matched, touching
from spark_jobs.trace import partials
from spark_jobs.trace.named_in_cases import cases_known
from spark_jobs.trace.window import Window

TODAY = date(2021, 10, 30)
ASKED = [1, 2, 3]
Row = dict[str, Any]


def random_partials(seed: int, count: int, keys: dict[str, list[Any]], told: tuple[str, ...]) -> list[Row]:
    """Rows of few keys that several batches touch, up to TODAY and one day more; some withdraw what others brought."""
    draw = np.random.default_rng(seed)
    found = {}
    for _ in range(count):
        key = {name: values[int(draw.integers(len(values)))] for name, values in keys.items()}
        batch = TODAY - timedelta(days=int(draw.integers(-1, 4)))
        first = datetime(2021, 10, 28, tzinfo=UTC) + timedelta(minutes=int(draw.integers(900)))
        times = {"first_at": first, "last_at": first + timedelta(seconds=int(draw.integers(5000)))}
        blank = dict.fromkeys(times) if draw.random() < 0.1 else times
        counts = {name: int(draw.integers(-1, 4)) for name in told}
        found[(*key.values(), batch)] = key | counts | blank | {"batch_date": batch}
    return list(found.values())


def asked(spark: SparkSession) -> Any:
    rows = [{"as_of_date": TODAY, "name": key, "account": key} for key in ASKED]
    return spark.createDataFrame(pa.Table.from_pylist(rows, NAMES).select(["as_of_date", "name"]))


def rows_of(table: pa.Table, columns: list[str]) -> list[tuple[Any, ...]]:
    return sorted(map(tuple, zip(*[table[name].to_pylist() for name in columns], strict=True)), key=str)


def window(table: str, rows: list[Row]) -> Window:
    """What TODAY knows of a table."""
    return Window(cast(Snapshot, Lake({table: pa.Table.from_pylist(rows, arrow_schema(table))})), TODAY, 30)


def test_transfers_are_told_equally(spark: SparkSession) -> None:
    keys = {"payer_key": [1, 2, 3, 4], "payee_key": [1, 2, 5, 6], "event_date": [TODAY, TODAY - timedelta(2)]}
    rows = random_partials(0, 400, keys | {"amount_fen": [100, 700]}, TOLD)
    schema = arrow_schema(TABLES["edges"])
    engine = touching(spark.createDataFrame(pa.Table.from_pylist(rows, schema)), asked(spark)).toArrow()
    here = partials.told(partials.touching(window(TABLES["edges"], rows), ASKED), partials.EDGE_KEY, TOLD)
    columns = [*KEY[1:], *TOLD, *partials.TIMES]
    assert rows_of(here, columns) == rows_of(engine, columns) != []
    nobody = Known.of(register.SCHEMA.empty_table(), register.CARDS.empty_table(), TODAY)
    timed = here.filter(pc.is_valid(here["first_at"]))
    assert matched(timed, nobody).num_rows > timed.num_rows


def test_exits_are_told_equally(spark: SparkSession) -> None:
    keys = {"account_key": [1, 2, 4], "exit_code": ["cash", "fee"], "event_date": [TODAY], "amount_fen": [100, 700]}
    rows = random_partials(1, 60, keys, partials.EXIT_TOLD)
    names_ = [part.split()[0] for part in EXITS.split(", ")]
    frame = spark.createDataFrame([tuple(row[name] for name in names_) for row in rows], EXITS)
    engine = exits_of(frame, asked(spark)).toArrow().rename_columns({"payer_key": "account_key"})
    table = window(partials.EXITS, rows).read(partials.EXITS, ASKED, partials.EXIT_COLUMNS)
    here = partials.told(table, partials.EXIT_OF, partials.EXIT_TOLD)
    columns = [*partials.EXIT_OF, *partials.EXIT_TOLD, *partials.TIMES]
    assert rows_of(here, columns) == rows_of(engine, columns) != []


def test_cases_are_known_equally(spark: SparkSession) -> None:
    """The newest version counts, unless it deletes or withdraws; a year back; whoever is named by it."""
    cases = [
        case("A", 38), case("A", 38, 39, version=2), case("B", 39), case("B", 39, 40, version=2, op="D"),
        case("C", 39, withdrawn_date=day(40)), case("D", None, 40, victim_key=7, currency="USD"), case("E", 40),
        case("F", 40, 41),
    ]  # fmt: skip
    named = [("A", [1], [8], 1), ("A", [2, 3], [8, 9], 2), ("B", [4], [], 1), ("C", [5], [], 1), ("D", [6], [], 1)]
    entities = [row for case_no, keys, people, version in named for row in names(case_no, keys, people, version)]
    tables = [
        pa.Table.from_pylist(rows, arrow_schema(TABLES[of])) for of, rows in (("cases", cases), ("entities", entities))
    ]
    engine = cases_of(reported(*[spark.createDataFrame(table) for table in tables], [day(40)]).toArrow())[day(40)]
    known = [table.filter(pc.less_equal(table["batch_date"], pa.scalar(day(40), pa.date32()))) for table in tables]
    here = cases_known(*known)
    assert sorted(here, key=lambda found: found.case_no) == sorted(engine, key=lambda found: found.case_no)
    assert [found.case_no for found in here] == ["A", "D"]


def test_cards_are_joined_equally(spark: SparkSession) -> None:
    """Both sources as known on a day; whoever asks, and in whatever steps."""
    draw = np.random.default_rng(2)
    accounts = [account(n, card_key=int(draw.integers(38, 70)), batch=int(draw.integers(30, 44))) for n in range(1, 41)]
    pairs = {(int(draw.integers(1, 41)), int(draw.integers(20, 90)), int(draw.integers(5, 43))) for _ in range(90)}
    later = [((0, 1), (3, 1)), ((0, 2), (3, -2))]  # half of them leave again
    changes = [(*pair, n, pair[2] + late) for pair in sorted(pairs) for late, n in later[pair[0] % 2]]
    cards = [card(*change) for change in changes]
    rows = {"accounts": accounts, "cards": cards}
    tables = {TABLES[of]: pa.Table.from_pylist(told, arrow_schema(TABLES[of])) for of, told in rows.items()}
    frames = [spark.createDataFrame(tables[TABLES[of]]) for of in rows]
    keys = np.arange(1, 90)
    found = []
    for ask in (on_engine(*frames, [day(39), day(40)]), institutions(tables).ask):
        registry = Registry(ask)
        for some in np.array_split(keys, 3):
            registry.learn(some.tolist())
        aliases = registry.known(day(40)).aliases
        found.append((aliases.canonical(keys).tolist(), aliases.ambiguous, registry))
    assert found[0][:2] == found[1][:2]
    assert set(found[0][1].values()) == {"account", "register", "ledger", "register_and_ledger"}
    assert found[0][0] != keys.tolist() != found[0][2].known(day(39)).canonical(keys).tolist() != found[0][0]


def test_names_are_joined_equally() -> None:
    """Cards of any version up to the day; one of two accounts is nobody's; what is told is the newest version's."""
    rows = [
        account(1, 50, card_key=91), account(1, 50, 1, version=2, card_key=92, status_code="frozen"),
        account(2, card_key=93),
        account(3, card_key=93), account(4, card_key=94), account(5, 51, batch=99, card_key=94), account(6, card_key=6),
    ]  # fmt: skip
    table = pa.Table.from_pylist(rows, arrow_schema(TABLES["accounts"]))
    of = institutions({TABLES["accounts"]: table})
    registry = Registry(of.ask)
    registry.learn([91, 92, 2])
    known = registry.known(day(40))
    keys = np.array([91, 92, 93, 94, 1, 6], np.int64)
    assert known.canonical(keys).tolist() == [1, 1, 93, 94, 1, 6] and known.aliases.ambiguous == {93: "register"}
    registry.learn([94])
    assert registry.known(day(40)).canonical(keys).tolist() == [1, 1, 93, 4, 1, 6]
    described = Known(known.aliases, of.described([1]))
    assert described.column("status_code", np.array([1, 2], np.int64)).to_pylist() == ["frozen", None]
    assert (of.held_by(50), of.held_by(51)) == ({1}, set())


def test_others_are_counted_as_accounts() -> None:
    """A card and its account are one; who pays himself by card is one other, too."""
    table = pa.Table.from_pylist([account(1, card_key=91), account(2)], arrow_schema(TABLES["accounts"]))
    registry = Registry(institutions({TABLES["accounts"]: table}).ask)
    registry.learn([1, 2, 91])
    known = registry.known(day(40))
    pairs = [(2, 1), (2, 91), (2, 7), (91, 7), (1, 7), (1, 91)]
    edges = pa.table({side: pa.array(keys) for side, keys in zip(KEY[1:3], zip(*pairs, strict=True), strict=True)})
    assert partials.peers(edges, known) == {"payer_key": {1: 2, 2: 2}, "payee_key": {1: 2, 7: 2}}
