"""The WhatsApp door: Meta's Cloud API by our own small client, see docs/decisions/0005-whatsapp-client.md."""

from connectors.whatsapp.channel import WhatsAppInput

__all__ = ["WhatsAppInput"]
