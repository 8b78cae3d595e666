"""Orders that cannot be taken back, by their very words: for these, what a model thinks likely is not enough.

An order is a verb of erasing in a form that orders, and then what it is about. «Borrador» is no such verb, «se borró»
no such form, and «borra el segundo párrafo» is about something else. All patterns are of folded text.
"""

from __future__ import annotations

import re

from bot.understanding.answers.doubt import asks_back, opens_like_a_question
from spanish.text import fold

ERASE = "guia_borrar_datos"  # the intent


def _any(alternatives: str) -> str:
    """One of these, separated by spaces; «_» stands for a space inside one."""
    return "(?:" + "|".join(alternatives.split()).replace("_", " ") + ")"


_CLITICS = r"(?:me|nos|te|se)?(?:l[oae]s?)?"
_ENDINGS = _any("a e en ar as es")
_STRONG = (
    rf"(?:{_any('bor+ boor+ vor+ voor+ elimin elimn elimm?in olvid olbid desech resete')}{_ENDINGS}"
    rf"|suprim{_any('a e an ir as es')}|destru{_any('ye ya yan ir yas')}|desapare{_any('ce zca cer zcan')})"
)
_WEAK = rf"(?:{_any('quit kit limpi vaci tir')}{_ENDINGS}|desha{_any('z s ga cer')})"
_VERB = rf"(?:{_STRONG}|{_WEAK}){_CLITICS}"

# What Enlace keeps of somebody, as they call it.
_KEPT = _any(
    r"datos? dats?os info\w* exp\w*dientes? cuentas? historial(?:es)? conversaci\w* mensajes? respuestas? chats? "
    r"registros? platicas? usuario perfil rastro caso"
)
_HERE = _any("tus? sus? el la los las este esta") + "? ?" + _any("sistema registros? bases? lista memoria enlace aqui")
_OF_OTHERS = r"(?! de (?:la |el |los |las )?(?:sre|obra|personal|compra))"
_THEIR_NUMBER = "mi " + _any("nombre telefono tel cel celular numero correo")
_THINGS = "|".join(
    (
        rf"(?:mis?|nuestr[oa]s?) (?:\w+ )?{_KEPT}",
        # Only where it is kept, not where it is written: «quita mi nombre del oficio».
        rf"{_THEIR_NUMBER}(?: y (?:mi )?\w+)? (?:de|d) {_HERE}",
        r"(?:l[oa]s? )?mi[oa]s?\b|nada mio|(?:lo|la|los|las) nuestr[oa]s?",
        rf"(?:el|este|ese|los|estos|esos) exp\w*dientes?{_OF_OTHERS}",
        r"(?:el|este|todo el) (?:chat|historial)|(?:la|esta|toda la) (?:conversaci\w*|platica|charla)",
        r"(?:la )?cuenta$|historial$",
        r"(?:los datos|la informacion|los registros) (?:que|q) (?:tien|guard|conserv|sab|enlace|usted|he\b|hemos)\w*",
        r"(?:lo|todo) (?:que|q) (?:(?:te|les?|me|tu|usted) )*(?:dij|cont|platic|tien|guard|sab|habl)\w*",
        r"todo lo (?:que|q) (?:(?:te|les?|yo|he|hemos) )*(?:dij|cont|escrib|puse|platic|mand|tien|guard|sab|habl)\w*",
    )
)
_ALL = (
    r"tod[oa]s?(?=$| "
    + _any(r"eso esto aqui ya y rastro completo por_fa\w* porf\w* plis de_una d_mi de_mi")
    + "(?:$| ))"
)
_SMALL = (
    "(?: "
    + _any(
        r"ya por favor porfa\w* porfis pf pues de a d con una vez completamente completo totalmente tambien entonces "
        r"ahora ahorita mejor del todo toda todos todas absolutamente"
    )
    + ")*"
)
_ABOUT = rf"(?:{_STRONG}{_CLITICS}{_SMALL} (?:{_THINGS}|{_ALL})|{_WEAK}{_CLITICS}{_SMALL} (?:{_THINGS}))"
_ME = _any("bor+ boor+ vor+ elimin suprim olvid destru") + r"\w*me"
_ONESELF = (  # «bórrame», «olvídense de mí»
    rf"(?:{_ME}(?=$| (?:ya|por|porfa\w*|completamente|todo|de {_HERE}))"
    r"|olvid(?:ate|ese|arte|arse|ense)(?: ya| por favor)? de (?:mi|nosotros|todo))"
)
_SIGNING_OFF = (
    rf"{_any('da dar de den dame darme deme denme')}(?: me)?(?: ya)? de baja"
    rf"(?:$| (?:mis?|la|el|este) (?:\w+ )?{_KEPT}| (?:de|del) {_HERE}| por\b| ya$)"
)
_NOUN = _any("supresion eliminacion cancelacion borrado baja destruccion")  # «solicito la supresión de mis datos»

# How an order may begin; after anything else the verb tells what somebody else does: «el sistema borra mis datos».
_LEAD = (
    "(?:"
    + _any(
        r"pues ps oye oiga oigan por_favor porfa\w* porfis ya mejor ahora ahorita si ok bueno entonces hola buen\w* "
        r"dias tardes noches enlace y no gracias sabes que ay este a_ver asi_que por_eso nomas solo cancela "
        r"favor_de me nos"
    )
    + " )*"
)
_WISH = (
    _any(
        "quiero kiero quisiera queremos necesito necesitamos deseo deseamos ocupo pido pedimos solicito solicitamos "
        "requiero requerimos exijo favor te_pido le_pido les_pido le_ruego hazme_el_favor haz_favor me_gustaria "
        "prefiero puedes podrias puede podria pueden ayudame ayudeme procede proceda se_solicita se_pide se_instruye"
    )
    + rf"(?: {_any('que q de a me nos se por favor porfa ya usted ustedes tu enlace amablemente y')})*"
)
_BEGINS = rf"(?:^{_LEAD}|\b{_WISH} )"
_ORDER = re.compile(
    rf"{_BEGINS}(?:{_ABOUT}|{_ONESELF}|{_SIGNING_OFF})"
    rf"|\b{_WISH}(?: (?:la|el|su|ejercer|mi|derecho))* {_NOUN}\b.{{0,45}}? (?:{_THINGS})"
)
# Of what was named before: «mi expediente, bórralo», «que no quede nada mío, bórralo todo».
_POINTS_BACK = re.compile(
    rf"{_BEGINS}{_STRONG}(?:me|nos)?l[oae]s?(?=$| (?:tod[oa]s?|ya|por|porfa\w*|completo|de una)\b)"
)
_MINE = re.compile(rf"\b(?:{_THINGS})")
_BETWEEN = _any(
    "me te se le les nos lo la los las vayas? van? vayan ir a quiero quisiera queremos que q puedes? pueden debes? "
    "deben hay es necesario conviene deseo pedi pido dije estoy pidiendo todavia aun"
)
_DENIED = re.compile(rf"\b(?:no|nunca|ni|sin|tampoco|evit\w+|antes de)(?: {_BETWEEN})* (?:{_VERB}|{_ONESELF})")
# Papers and files are theirs too and none of Enlace's business; the last answer and reminders have orders of their own.
_ABOUT_ELSE = re.compile(
    r"\b"
    + _any(
        "borrador(?:es)? convenios? oficios? actas? clausulas? parrafos? textos? documentos? archivos? cartas? hojas? "
        "excel word pdf paginas? gaceta anexos? version(?:es)? articulos? minutas? plantillas? logos? fotos? firmas? "
        "notas? renglon(?:es)? columnas? palabras? parte puntos? carpetas? pizarron usb computadora compu ultim[oa]s? "
        "acabo acabamos anterior recien recordatorios? codigos?"
    )
    + r"\b"
)
_CLAUSE = re.compile(r"[,.;:!¡\n()]+| (?:pero|porque|pq|xq) ")
_REQUEST = re.compile(rf"^[\s¿]*{_LEAD}(?:me |nos )?(?:puedes|podrias|puede|podria|pueden|ayudas?(?: a)?|{_STRONG})\b")
_HINT = re.compile(
    r"\b(?:(?:bor+|boor+|vor+)(?!ad|os|eg|ach|on\b)|elimin|suprim|supres|olvid|olbid|destru|desapare|desech|resete|limpi"
    r"|vaci|rastro)\w*|\bde baja\b|\b(?:ya )?no (?:\w+ ){0,4}?(?:guarden?|guardes?|conserven?|conserves?|quede)\b"
    r"|\bborron y cuenta nueva\b|\bquit\w+ (?:mis|mi) (?:datos|nombre|info\w*)|\bcancelacion\b.*\bdatos\b"
)


def orders_erasure(text: str) -> bool:
    """Whether a message orders, by its very words, that what Enlace keeps of its writer be erased."""
    whole = " ".join(fold(text).split())
    asks = "?" in text or asks_back(text) or opens_like_a_question(text)
    if asks and not _REQUEST.search(whole):
        return False  # «¿puedo borrar mi expediente después?»
    clauses = [clause.strip(" ¿?\"'«»-") for clause in _CLAUSE.split(whole)]
    for clause in clauses:
        if _DENIED.search(clause) or _ABOUT_ELSE.search(clause):
            continue
        if _ORDER.search(clause):
            return True
        if _POINTS_BACK.search(clause) and _MINE.search(" , ".join(clauses)) and not _ABOUT_ELSE.search(whole):
            return True
    return False


def hints_at_erasure(text: str) -> bool:
    """Whether a message holds words of erasing, so that erasing may be offered."""
    return bool(_HINT.search(" ".join(fold(text).split())))
