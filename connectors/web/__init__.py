"""The web door: a widget for the municipality's page, a page of its own, and the endpoints behind them."""

from connectors.web.channel import WebInput

__all__ = ["WebInput"]
