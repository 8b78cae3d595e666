"""Orders that let somebody in or take something away, by their very words; what only sounds like one is offered.

All patterns are of folded text.
"""

from __future__ import annotations

import re

from spanish.text import fold

_CLITICS = r"(?:me|te|se|le|les|nos)?(?:l[oae]s?)?"
_AWAY = rf"(?:cancel|anul|quit|kit|borr|elimin|olvid|revoc|retir|descart)(?:a|e|en|ar|as|es){_CLITICS}"
_CODE = r"(?:codigos?|kodigos?|codgo|claves?)"
_OF_ACCESS = (
    r"(?! (?:postal|civil|penal|municipal|de (?:etica|barras|google|conducta|elector|area)|qr|catastral|unica))"
)
_GIVE = (
    r"\b(?:da|dar|de|pasa|pasar|pase|mand|envi|gener|cre|haz|quier|kier|necesit|ocup|solicit|requier|pid|dic|dig)\w*"
)
_ASKS_FOR_CODE = re.compile(
    rf"^(?:(?:un|otro|el|mi|nuevo|tu) )*{_CODE}"
    r"(?=$| (?:de (?:expediente|acceso|invitacion)|para|pa|por|porfa\w*|nuevo|q|que)\b)"
    rf"|{_GIVE} (?:\w+ ){{0,6}}?{_CODE}\b{_OF_ACCESS}"
    rf"|\b{_CODE}\b.{{0,40}}\b(?:dame|pasame|mandame|genera(?:me)?) (?:otro|uno|un nuevo)\b"
)
_ABOUT_CODES = re.compile(
    r"(?<!para )(?<!pa )\bquien(?:es)?\b|\bpara que sirve"
    r"|\b(?:no|sin)\b (?:\w+ ){0,3}(?:quier|necesit|ocup|des\b|mand|gener)"
    rf"|{_AWAY} (?:\w+ ){{0,3}}{_CODE}|\b(?:llego|piden?|mandaron|paso|dio|dieron)\b (?:\w+ ){{0,4}}{_CODE}"
)
_WHOSE = r"(?:(?:el|los|ese|esos|mi|mis|todos|ya|ultimo|un|tu|aquel) )*"
_CANCELS_CODES = re.compile(rf"^(?:\w+ ){{0,3}}?{_AWAY} {_WHOSE}{_CODE}\b{_OF_ACCESS}")
_LAST = (
    r"(?:eso|esa|esto|lo|la ultima|la respuesta|el (?:ultimo|cambio)|ese|mi (?:ultima|respuesta)"
    r"|l[oa] (?:ultim|recien|que|q)|usted|como|porfis|porfa|por favor)"
)
_TAKES_BACK = re.compile(
    r"\b(?:desha[zcs]|desas|desaz|deshis|undo\b|ctrl ?z)"
    rf"|^(?:[\w,]+ ){{0,4}}?(?:{_AWAY}|regresa|echa pa tras|reviert(?:e|a|an)|restaura|tacha)(?=$|,| {_LAST}\b)"
    r"|\b(?:se (?:revierta|deshaga|anule)|sin efecto|dejal[oa] como|deja lo que habia|como estaba|siempre no"
    r"|haz (?:de cuenta|como) que no|no (?:guardes|anotes|tomes|lo guardes|lo anotes|lo tomes)|se me fue el dedo"
    r"|sin querer|por error|me arrepenti)\b"
)
# «No, espera, era en abril» is about the answer before, whatever it would answer now; «perdón, no entendí» is not.
_SLIP = re.compile(
    r"\W*(?:ay,? )?(?:no,? )?(?:espera(?:me|te)?|perdon|ay no|me equivoque|corrijo|digo)\b[,.]*"
    r"(?: (?!que\b|q\b|cual|como\b|quien)\w+){0,2}? (?:era|eran|fue|fueron|es(?! que\b)|son|quise"
    r"|si(?! (?:me|te|se|le|no)\b)|no(?! (?:me|te|le|se|lo|la|capt|entien|entend|comprend|puedo|tengo|quier|hay)))\b"
)
_CALLS_OFF = re.compile(
    rf"^(?:\w+ ){{0,4}}?{_AWAY}(?=$| {_WHOSE}(?:recordatorios?|avisos?|alarmas?)\b)"
    r"|\b(?:ya )?no (?:me )?(?:lo )?(?:recuerdes|recuerde|avises|avise)\b"
    r"|\b(?:ya )?no (?:quiero|kiero|necesito|ocupo)\b.*\b(?:recordatorios?|recuerd\w+|avis\w+)"
)


def asks_for_code(text: str) -> bool:
    """Whether a message asks for a code to enter the case file: «dame un código», not «quién más tiene acceso»."""
    said = _plain(text)
    return bool(_ASKS_FOR_CODE.search(said)) and not _ABOUT_CODES.search(said)


def cancels_codes(text: str) -> bool:
    """Whether a message cancels the codes waiting to be used: «cancela el código», not «cancelaron la sesión»."""
    return bool(_CANCELS_CODES.search(_plain(text)))


def takes_back(text: str) -> bool:
    """Whether a message takes the last answer back: «deshaz eso», «no, espera, era en abril»."""
    return bool(_TAKES_BACK.search(_plain(text))) or is_slip(text)


def is_slip(text: str) -> bool:
    """Whether a message takes back what its writer said just before."""
    return bool(_SLIP.match(fold(text)))


def calls_off_reminder(text: str) -> bool:
    """Whether a message takes a reminder away: «cancela el recordatorio», not «recuérdame mandar el borrador»."""
    return bool(_CALLS_OFF.search(_plain(text)))


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[¿?¡!.;:«»\"()]", " ", fold(text)).split())
