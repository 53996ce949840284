"""The feeds that make a city's day. No Airflow import: the operators' command reads it too."""

from expectations.contract import contract, feeds

#: In the order in which a day's loads start.
FEEDS = feeds()
#: Those that bring something every day; of the others a batch without files is complete.
DUE = tuple(feed for feed in FEEDS if not contract(f"landing.{feed}").properties.get("mayBeAbsent"))
#: What features are derived from: their build waits for these.
FEATURE_FEEDS = ("call_records", "transactions", "residents", "registrations", "cases")
