"""The measures that others recompute, counted anew in SQL over what `./afdw dump` prints: no code of the warehouse.

`.venv/dev/bin/python tests/spark_jobs/independent_windows.py HOME D…` prints key and column of what is told otherwise.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

SILVER = ("transactions", "call_records", "residents", "registrations", "file_events")
TABLES = (*(f"silver.{name}" for name in SILVER), "features.account_window", "features.resident_window")
EXACT = (
    r"account_(in|out)_(count|fen)_\d+d|account_(payers|payees)_distinct_count_\d+d"
    r"|resident_(calls_in_count|calls_in_foreign_count|call_in_longest_s|out_count|out_fen|in_fen)_\d+d"
)
#: All columns are texts. legs and calls: what counts as of the day. said, phones, owners: whose a number is by a batch,
#: the one resident's whose newest register row, else newest registration, names it. row: who has a row at all.
DIFFERING = f"""
with windows(w) as (values (1), (7), (30)),
gone as (select feed, file_sha256 from file_events where event = 'withdrawn' and batch_date <= $day),
known as (from transactions where batch_date <= $day and is_success = 'true'
          and ('transactions', file_sha256) not in (from gone)),
legs as (select *, direction_code as way, amount_fen::bigint as fen from known
         where currency = 'CNY' and reversal_of is null and event_date::date between $day::date - 29 and $day::date
         and (source, account_key, serial_no) not in
             (select (source, account_key, reversal_of) from known where reversal_of is not null)),
calls as (from call_records where batch_date <= $day and ('call_records', file_sha256) not in (from gone)
          and event_date::date between $day::date - 29 and $day::date),
said as (select resident_key, phone_key, batch_date, 2 as weight, (updated_at, batch_date, '', version_no::int) as said
         from residents union all
         select resident_key, phone_key, batch_date, 1, (event_at, batch_date, registration_id, event_no::int)
         from registrations where event_code = 'register'),
newest as (select batch, said.* from (select distinct batch_date as batch from calls), said where batch_date <= batch
           qualify row_number() over (partition by batch, resident_key, weight order by said desc) = 1),
phones as (from newest where phone_key is not null
           qualify row_number() over (partition by batch, resident_key order by weight desc) = 1),
owners as (select batch, phone_key, any_value(resident_key) as person from phones group by all having count(*) = 1),
heard as (select *, call_type_code in ('voice', 'video') as is_call, coalesce(duration_s::int, 0) as seconds
          from calls join owners on batch = batch_date and phone_key = own_key
          where if(is_call, direction_code = 'forward' or seconds > 0, direction_code = 'in')),
facts(key, event_date, measure, value) as (
  select unnest([account_key, account_key, holder_key, holder_key]), event_date,
         unnest(['account_' || way || '_count', 'account_' || way || '_fen', 'resident_' || way || '_count',
                 'resident_' || way || '_fen']), unnest([1, fen, 1, fen]) from legs union all
  select person, event_date, unnest(['resident_calls_in_count', 'resident_calls_in_foreign_count',
         'resident_call_in_longest_s']), unnest([1, (peer_class_code = 'foreign')::int, seconds])
  from heard where is_call and direction_code = 'in' union all
  select person, event_date, 'row', 0 from heard),
ours(key, measure, value) as (
  select key, measure || '_' || w || 'd', if(measure like '%longest%', max(value), sum(value))
  from facts, windows where key is not null and event_date::date > $day::date - w group by key, measure, w union all
  select account_key, if(way = 'in', 'account_payers', 'account_payees') || '_distinct_count_' || w || 'd',
         count(distinct peer_account_key)
  from legs, windows where event_date::date > $day::date - w group by account_key, way, w),
told as (
  from (select account_key as key, columns('{EXACT}') from account_window where as_of_date = $day)
  unpivot include nulls (value for measure in (columns(* exclude (key)))) union all
  from (select resident_key as key, columns('{EXACT}') from resident_window where as_of_date = $day)
  unpivot include nulls (value for measure in (columns(* exclude (key)))))
select key, 'row' from (select distinct key from ours) o full join (select distinct key from told) t using (key)
where o.key is null or t.key is null
union all
select key, measure from told left join ours using (key, measure)
where key in (select key from ours) and coalesce(told.value::hugeint, 0) <> coalesce(ours.value, 0) order by all
"""


def loaded(dumped: Callable[[str], list[str]]) -> duckdb.DuckDBPyConnection:
    """The dumps as tables of texts."""
    city = duckdb.connect()
    with TemporaryDirectory() as folder:
        for table in TABLES:
            name, place = table.split(".")[1], Path(folder, "table.csv")
            place.write_text("\n".join(dumped(table)) + "\n")
            city.execute(f"create table {name} as from read_csv('{place}', header = true, all_varchar = true)")
    return city


def differing(city: duckdb.DuckDBPyConnection, day: str) -> list[tuple[str, str]]:
    """(key, column) of what the window tables tell otherwise as of a day; `row`: who has none, or one too many."""
    return city.execute(DIFFERING, {"day": day}).fetchall()


def dump_of(home: str, table: str) -> list[str]:
    """What the command prints of a table, without its last line."""
    command, place = [Path(__file__).parents[2] / "afdw", "dump", table], os.environ | {"AFDW_HOME": home}
    return subprocess.run(command, env=place, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()[:-1]


if __name__ == "__main__":
    everything = loaded(lambda table: dump_of(sys.argv[1], table))
    for day in sys.argv[2:]:
        print(day, differing(everything, day))
