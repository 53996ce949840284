"""One engine for all tests of this folder, and an empty home for each."""

from one_engine import home, spark

__all__ = ["home", "spark"]
