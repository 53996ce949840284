"""Builds what each batch changed of residents' calls and money: features.resident_daily and its two tables of pairs.

python -m spark_jobs.build_resident_days --batch-date 2021-10-25
python -m spark_jobs.build_resident_days --from 2021-06-28 --to 2021-10-22
"""

from lake.product import Input, Product

PRODUCT = Product(
    "resident_days",
    ("features.resident_daily", "features.resident_call_pair_daily", "features.resident_payee_daily"),
    (Input("silver.call_records", "call_records"), Input("silver.transactions", "transactions")),
)
