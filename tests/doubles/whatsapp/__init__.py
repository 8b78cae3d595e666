"""Meta's side of WhatsApp: the Graph API over real HTTP, and the phones that write to it."""

from tests.doubles.whatsapp.graph import GraphDouble
from tests.doubles.whatsapp.phone import Phone

__all__ = ["GraphDouble", "Phone"]
