"""The measures of accounts and residents from the daily partials of 31 batches, for DuckDB: queries by name."""

from benchmarks.peer_sql import WINDOWS, each, total

NEAR = "age(event_date) BETWEEN 0 AND 29 AND age(batch_date) <= 30"
#: Sums of features.resident_daily, and their windows.
SUMS = {
    "calls_in_count": WINDOWS, "calls_in_foreign_count": WINDOWS, "calls_in_long_count": (7, 30),
    "calls_in_service_count": (7,), "calls_in_virtual_count": (7,), "calls_in_short_count": (30,),
    "texts_in_count": (7,), "calls_forwarded_count": (7,), "calls_out_count": (7,), "out_count": WINDOWS,
    "out_fen": WINDOWS, "in_fen": (30,), "loan_in_fen": (7, 30),
}  # fmt: skip
COUNTS = ("calls_in_count", "texts_in_count", "calls_forwarded_count", "calls_out_count", "in_count", "out_count")
MONEY = ", ".join(each(name, f"account_{name}") for name in ("in_count", "out_count", "in_fen", "out_fen"))
PAIRS = f"""
SELECT own, peer, is_payer, {each("told", "told")} FROM (
  SELECT payee_key AS own, payer_key AS peer, true AS is_payer, event_date, payee_told_count AS told
  FROM transfer_edge_daily WHERE {NEAR} AND payee_told_count <> 0
  UNION ALL
  SELECT payer_key, payee_key, false, event_date, payer_told_count
  FROM transfer_edge_daily WHERE {NEAR} AND payer_told_count <> 0)
GROUP BY ALL
"""
PEERS = ", ".join(
    f"count_if({which} AND told_{days}d > 0) AS account_{name}_distinct_count_{days}d"
    for name, which in {"payers": "is_payer", "payees": "NOT is_payer"}.items() for days in WINDOWS
)  # fmt: skip
ACCOUNTS = f"""
WITH money AS (SELECT account_key, {MONEY} FROM account_daily WHERE {NEAR} GROUP BY ALL),
  peers AS (SELECT own AS account_key, {PEERS} FROM pairs GROUP BY ALL)
SELECT account_key, coalesce(COLUMNS(* EXCLUDE (account_key)), 0) FROM money LEFT JOIN peers USING (account_key)
WHERE account_in_count_30d > 0 OR account_out_count_30d > 0
"""
NAMES = tuple(dict.fromkeys((*SUMS, *COUNTS)))
LONGEST = ("call_in_longest_s", "call_in_joined_longest_s")
#: Each day as it is known: what adds up, and what the newest batch tells.
DAYS = f"""
SELECT resident_key, event_date, {", ".join(f"sum({name}) AS {name}" for name in NAMES)},
  {", ".join(f"arg_max_null({name}, batch_date) AS {name}" for name in LONGEST)}
FROM resident_daily WHERE {NEAR} GROUP BY ALL
"""
RESIDENT_SUMS = ", ".join((
    *(total(name, f"resident_{name}", days) for name, windows in SUMS.items() for days in windows),
    *(each(name, f"resident_{name}", kind="max") for name in LONGEST),
    f"CAST(count_if(greatest({', '.join(COUNTS)}) > 0) AS BIGINT) AS resident_data_days_30d",
))  # fmt: skip
MADE = {"pairs": PAIRS, "days": DAYS}
WRITTEN = {
    "accounts": ACCOUNTS,
    "residents": f"SELECT resident_key, {RESIDENT_SUMS} FROM days GROUP BY ALL HAVING resident_data_days_30d > 0",
}
