"""The feeds that make a city's day. No Airflow import: the operators' command reads it too."""

from expectations.contract import feeds

#: In the order in which a day's loads start.
FEEDS = feeds()
#: What features are derived from: their build waits for these.
FEATURE_FEEDS = ("call_records", "transactions", "residents", "registrations", "cases")
