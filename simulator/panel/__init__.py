"""The behaviour of a panel of residents: calls, money, campaigns and mule rings; no wire formats."""

from simulator.panel.panel import Panel, PanelDay

__all__ = ["Panel", "PanelDay"]
