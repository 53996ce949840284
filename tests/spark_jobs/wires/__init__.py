"""Wires of the feeds typed by hand from their specification, with what each line must become."""

import pytest

pytest.register_assert_rewrite("wires.mixed", "wires.days_home")
