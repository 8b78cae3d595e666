"""What the web door says on its own."""

from __future__ import annotations

from settings import Settings

GREETING = (
    "Hola, soy *Enlace*. Te ayudo con los acuerdos de tu municipio con otros países: qué se puede, cómo se firma y "
    "cómo se registra. Contesto con fuentes; no soy la SRE ni hablo por ella."
)
SUGGESTIONS = (
    "¿Puede mi municipio firmar con otro país?",
    "¿Qué hermanamientos tiene Guadalajara?",
    "Llévame paso a paso",
)
SITE = "Esta página no está registrada para usar el asistente."
NO_SESSION = "La sesión terminó o no es válida."
NOT_JSON = "Manda la petición como application/json."
MALFORMED = "No entendí la petición: revisa su formato."
NOTHING = "Escribe un mensaje."
TOO_LONG = "El mensaje es demasiado largo. Mándalo en partes, por favor."
TOO_MANY = "Vas muy rápido. Espera un momento y vuelve a intentarlo."
BUSY = "Hay mucha gente o algo falla de nuestro lado. Inténtalo de nuevo en un momento."
NO_FILE = "Ese archivo no existe o ya no está disponible."
NO_PAGE = "Esa versión ya no está disponible."
FORM = "Ese formulario ya no sirve. Escribe tu mensaje otra vez, por favor."
LATE = "La respuesta está tardando. Recarga la página en un momento para verla."


def notice(current: Settings) -> str:
    """The short privacy notice, shown before the first message."""
    return (
        "*Antes de empezar.* Guardo esta conversación para que puedas retomarla; sin uso, deja de verse a las 12 "
        "horas. No escribas datos personales, como CURP o domicilio: no hacen falta. Para borrar lo tuyo, escribe "
        "«borra mis datos». "
        f"Responsable: {current.responsible}. Aviso de privacidad integral: {current.privacy_notice}."
    )
