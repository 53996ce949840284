"""`independent_windows.py HOME D…`: what the windows tell otherwise than SQL over `./afdw dump` counts."""

import os
import subprocess
import sys
import tempfile

import duckdb

SILVER = ("transactions", "call_records", "residents", "registrations", "file_events")
TABLES = (*SILVER, "account_window", "resident_window")
EXACT = (
    "account_(in|out)_(count|fen)|account_pay.*_distinct|resident_calls_in_(foreign_)?count|resident_call_in_longest"
)
#: legs, calls: what counts as of the day. phones: the number in the newest register row, else the newest registration.
DIFFERING = f"""with spans as (select w || 'd' as w, $day::date - w + 1 as first from (values (1), (7), (30)) v(w)),
gone as (select feed || file_sha256 from file_events where event = 'withdrawn' and batch_date <= $day),
succeeded as (from transactions
  where batch_date <= $day and is_success = 'true' and 'transactions' || file_sha256 not in (from gone)),
legs as (select *, amount_fen::bigint as fen from succeeded, spans
  where currency = 'CNY' and reversal_of is null and event_date::date between first and $day
  and (source, account_key, serial_no) not in
      (select (source, account_key, reversal_of) from succeeded where reversal_of is not null)),
said(person, phone_key, known, weight, said) as (
  select resident_key, phone_key, batch_date, 2, (updated_at, batch_date, '', version_no::int) from residents union all
  select resident_key, phone_key, batch_date, 1, (event_at, batch_date, registration_id, event_no::int)
  from registrations where event_code = 'register'),
newest as (select batch_date, said.* from (select distinct batch_date from call_records), said where known <= batch_date
  qualify row_number() over (partition by batch_date, person, weight order by said desc) = 1),
phones as (select batch_date, person, arg_max(phone_key, weight) as own_key from newest group by all),
owners as (select batch_date, own_key, any_value(person) as person from phones group by all having count(*) = 1),
calls as (select *, duration_s::int as s from call_records join owners using (batch_date, own_key), spans
  where batch_date <= $day and 'call_records' || file_sha256 not in (from gone) and direction_code = 'in'
  and call_type_code in ('voice', 'video') and s > 0 and event_date::date between first and $day),
ours(key, measure, value) as (
  select account_key, unnest(['account_' || way || '_count_', 'account_' || way || '_fen_',
                              'account_' || peers || '_distinct_count_']) || w,
         unnest([count(*), sum(fen), count(distinct peer_account_key)])
  from legs join (values ('in', 'payers'), ('out', 'payees')) n(way, peers) on direction_code = way
  group by account_key, way, peers, w
  union all
  select person, 'resident_call' || unnest(['s_in_count_', 's_in_foreign_count_', '_in_longest_s_']) || w,
         unnest([count(*), count(*) filter (peer_class_code = 'foreign'), max(s)]) from calls group by person, w),
told as (unpivot (select coalesce(account_key, resident_key) as key, * exclude (account_key, resident_key)
                  from (from account_window union all by name from resident_window) where as_of_date = $day)
         on columns('{EXACT}') into name measure value value)
select key, measure from ours full join told using (key, measure)
where coalesce(ours.value, 0) <> coalesce(told.value::hugeint, 0) order by all"""


def differing(folder: str, day: str) -> list[tuple[str, str]]:
    """What differs as of a day, from a folder with `<table>.csv`, the dump without its last line."""
    views = (f"create view {name} as from read_csv('{folder}/{name}.csv', all_varchar = true);" for name in TABLES)
    return duckdb.connect().execute("".join(views)).execute(DIFFERING, {"day": day}).fetchall()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        for name in TABLES:
            dump = f"./afdw dump {'silver' if name in SILVER else 'features'}.{name} | sed '$d' > {place}/{name}.csv"
            home = os.environ | {"AFDW_HOME": sys.argv[1]}
            subprocess.run(["bash", "-o", "pipefail", "-c", dump], check=True, env=home)
        print([(day, differing(place, day)) for day in sys.argv[2:]])
