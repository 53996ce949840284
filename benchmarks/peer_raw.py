"""The measures of accounts and residents from 30 days of raw rows, for DuckDB: queries by name, in order.

`age` is a macro: days from an event until the date. No file of the benchmark's city is withdrawn.
"""

from benchmarks.peer_sql import each, total

#: 30 days of events lie in 31 batches.
NEAR = "age(event_date) BETWEEN 0 AND 29 AND age(batch_date) <= 30"
LEGS = f"""
SELECT * FROM transactions leg WHERE {NEAR} AND is_success AND currency = 'CNY' AND reversal_of IS NULL
AND NOT EXISTS (SELECT 1 FROM transactions back WHERE back.is_success AND age(back.batch_date) <= 30
AND back.source = leg.source AND back.account_key = leg.account_key AND back.reversal_of = leg.serial_no)
"""
OF_ACCOUNTS = ", ".join(
    f"{each('1', f'account_{way}_count', f'direction_code = {way!r}')}, "
    f"{each('amount_fen', f'account_{way}_fen', f'direction_code = {way!r}')}, "
    f"{each('DISTINCT peer_account_key', f'account_{peers}_distinct_count', f'direction_code = {way!r}', 'count')}"
    for way, peers in {"in": "payers", "out": "payees"}.items()
)
#: Who has which number in which batches: by the newest version of the register, else the newest registration.
SPELLS = """
SELECT resident_key, number, since, until FROM (
  SELECT resident_key, batch_date AS since, lead(batch_date, 1, DATE '9999-12-31') OVER following AS until,
    coalesce(nullif(last_value(own IGNORE NULLS) OVER w, 0), last_value(other IGNORE NULLS) OVER w) AS number
  FROM (
    SELECT resident_key, batch_date, updated_at AS said, version_no AS n, coalesce(phone_key, 0) AS own,
      NULL::BIGINT AS other FROM residents
    UNION ALL
    SELECT resident_key, batch_date, event_at, event_no, NULL, phone_key FROM registrations
    WHERE event_code = 'register')
  WINDOW w AS (PARTITION BY resident_key ORDER BY batch_date, said, n ROWS UNBOUNDED PRECEDING),
    following AS (PARTITION BY resident_key ORDER BY batch_date, said, n))
WHERE number IS NOT NULL AND since < until
"""
SHARED = """
SELECT one.number, greatest(one.since, two.since) AS since, least(one.until, two.until) AS until
FROM spells one JOIN spells two ON one.number = two.number AND one.resident_key < two.resident_key
AND one.since < two.until AND two.since < one.until
"""
CALLS = f"""
SELECT resident_key, leg.* FROM call_records leg JOIN spells ON own_key = number AND batch_date >= since
AND batch_date < until
WHERE {NEAR} AND NOT EXISTS (SELECT 1 FROM shared WHERE shared.number = own_key AND batch_date >= shared.since
AND batch_date < shared.until)
"""
IS_CALL, IS_IN = "call_type_code IN ('voice', 'video')", "direction_code = 'in'"
ANSWERED = f"{IS_CALL} AND duration_s > 0"
CALL_SUMS = ", ".join((
    each("1", "resident_calls_in_count", f"{IS_IN} AND {ANSWERED}"),
    each("1", "resident_calls_in_foreign_count", f"{IS_IN} AND {ANSWERED} AND peer_class_code = 'foreign'"),
    each("duration_s", "resident_call_in_longest_s", f"{IS_IN} AND {ANSWERED}", "max"),
    f"count_if(({ANSWERED} AND direction_code <> 'forward') OR ({IS_IN} AND NOT {IS_CALL}) OR"
    f" (direction_code = 'forward' AND {IS_CALL})) AS calls",
))  # fmt: skip
MONEY_SUMS = ", ".join((
    each("1", "resident_out_count", "direction_code = 'out'"),
    each("amount_fen", "resident_out_fen", "direction_code = 'out'"),
    total("amount_fen", "resident_in_fen", 30, "direction_code = 'in'"),
    "count(*) AS legs",
))  # fmt: skip
RESIDENTS = f"""
WITH called AS (SELECT resident_key, {CALL_SUMS} FROM calls GROUP BY ALL),
  paid AS (SELECT holder_key AS resident_key, {MONEY_SUMS} FROM legs WHERE holder_key IS NOT NULL GROUP BY ALL)
SELECT resident_key, COLUMNS(* EXCLUDE (resident_key, calls, legs)) FROM called FULL JOIN paid USING (resident_key)
WHERE coalesce(calls, 0) + coalesce(legs, 0) > 0
"""
MADE = {"legs": LEGS, "spells": SPELLS, "shared": SHARED, "calls": CALLS}
WRITTEN = {
    "accounts": f"SELECT account_key, {OF_ACCOUNTS} FROM legs GROUP BY ALL",
    "residents": RESIDENTS,
}
