"""The feeds that make a city's day. No Airflow import: the operators' command reads it too."""

#: In the order in which a day's loads start.
FEEDS = ("residents", "registrations", "accounts", "call_records", "transactions", "cases")
