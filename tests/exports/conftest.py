"""One engine for all tests of this folder; an empty home with signing keys for each."""

from city import city
from one_engine import home, spark

__all__ = ["city", "home", "spark"]
