"""The WhatsApp door: Meta's Cloud API, read and written by our own small client (docs/decisions/0005)."""

from connectors.whatsapp.channel import WhatsAppInput

__all__ = ["WhatsAppInput"]
