"""Reads sí and no as people in Mexico write them: «simón», «nel», «pues creo que sí», «ya merito»."""

from __future__ import annotations

import re

from rapidfuzz import fuzz, process

from bot.understanding.answers.result import Parsed, nothing
from spanish.text import STOPWORDS, fold, stem, words

PLAIN = 2  # words of a yes or a no that nothing else qualifies: «claro que» takes more
_SQUEEZED = re.compile(r"(.)\1{2,}")
_LEAD = re.compile(
    r"^(?:(?:pues|ps|pos|la verdad|mm+|este|hijole|uy|ay|oye|oiga|la neta|fijate que|es que|bueno|ah|oh|eh|yo"
    r"|ahorita|de momento|aqui|ahi|aca|alla|eso|esa|ese"
    r"|por el momento|por ahora|hasta ahora|hasta el momento|de hecho|mira|sinceramente|en realidad|que|ya)\b[\s,.]*)+"
)
_UNDER_WAY = (
    r"ya mer(?:o|ito)s?|ya casi|casi casi|casi (?:ya|si|esta|queda)"
    r"|en (?:eso (?:andamos|estamos|vamos)|proceso|tramite|revision|camino|espera|veremos)"
    r"|(?:estamos|seguimos|andamos|vamos) en (?:eso|ello|proceso)"
    r"|ahi (?:la llevamos|vamos|va)$|en esas (?:andamos|estamos)"
    r"|(?:estamos|estan?|andamos|andan?) (?!usan|cumpl|ocup|trabaj|particip)\w+[aei]ndo\b"
)
_IN_PROGRESS = re.compile(rf"\b(?:{_UNDER_WAY})")
_NOT_YET = re.compile(
    rf"\b(?:{_UNDER_WAY}|todavia no|aun no|no todavia|no aun|ahorita no|por (?:el momento|ahora) no"
    r"|no (?:hay|tenemos|tiene|existe) (?:fecha|dia) (?:todavia|aun)|(?:todavia|aun) sin (?:fecha|dia)"
    r"|no por (?:el momento|ahora)|falta(?: muy)? poco|apenas (?:va|vamos|estamos|lo|la)"
    r"|(?:esta|sigue|queda) pendiente|pendiente$|^casi$|^apenas$|seguimos esperando"
    r"|(?:lo|la|los|las) (?:van|vamos|voy) a \w+r)"
)
_BOTH = re.compile(
    r"\b(?:mas o menos|si y no|ni si ni no|a veces|depende|algun[oa]s? si|en parte|parcial\w*"
    r"|a medias|(?<!por )medio)\b"
)
_NO = re.compile(
    r"^(?:nombre(?=,)|nadien|nanais"
    r"|no+|nop\w?|nel\w*|nones|nanay|negativo|nunca|jamas|tampoco|para nada|que va|ningun[oa]?|nadie|nada"
    r"|ni madres|nah|nain|ne+h)\b"
)
_YES = re.compile(
    r"^(?:e[iy](?=,|$)"
    r"|s+i+p?|sip+i?|simon\w*|clarin\w*|sii|zi|claro|por supuesto|desde luego|afirmativo|efectivamente|en efecto"
    r"|correcto|exacto"
    r"|exactamente|asi es|obvio|cierto|seguro|aja|ajam|yes|yep|ok(?:ey|ay)?|va|sale|arre|fierro|por fa\w*|andale"
    r"|eso es|a huevo|sobres|sin duda|totalmente|definitivamente)\b"
)
_YES_VERB = re.compile(
    r"^(?:(?:si|la|lo|las|los|ya|todo|le|les|se|nos)\s)*(?:tenemos|tengo|tiene|contamos|cuento|cuenta|hay"
    r"|existe[n]?|esta(?:n|mos)?|fue|quedo|quedaron"
    r"|mandamos|mande|enviamos|envie|envio|publicamos|publicaron|publico|aprobaron|aprobo|firmamos|hicimos|hice"
    r"|entregamos"
    r"|recibimos|recibi|cumple[n]?|coincide[n]?|es|son|usamos|uso|tuvimos|hubo|saben|conocen|aceptan|acepto|nombra|viene[n]?|participa[n]?|salio|salieron|aparece[n]?"
    r"|(?!olvid|perd|cancel|rechaz|suspend|neg|dej|quit|falt|retras)\w{2,}(?:aron|ieron|amos|imos))\b"
)
_DENIED = re.compile(r"\b(?:no|sin|ni|falta|faltan|faltaria|nunca|jamas|ningun[oa]?)\b")
_YA_DONE = re.compile(r"^(?:pues )?ya (?!no\b|cambi|cadu|venci)\w+")
_SOME = re.compile(
    r"^(?:(?:solo|nada mas|como|hay|hubo) )*(?:un[oa]?|dos|tres|cuatro|cinco|vari[oa]s|algun[oa]s"
    r"|much[oa]s|\d+) \w+"
)
_LAST_WORD = re.compile(
    r"(?<!que )(?<!ver )(?<!creo )\b(si|no|y nada)$"
)  # «nos regalaron una ambulancia, sí», «de eso no»
_SO = re.compile(
    r"\b(?:entonces|asi (?:es )?que|o sea(?: que)?|por lo (?:tanto|que)|por eso)[\s,]+(?:creo que |pues )?(si|no)$"
)
_ONE_AND_OTHER = re.compile(  # «el acta sí, la gaceta no»
    r"^(?!si\b|no\b)\w.* si\b[\s,]*(?:pero |y )?\w.* no$|^(?!si\b|no\b)\w.* no\b[\s,]*(?:pero |y )?\w.* si$"
)
_YES_ALONE = re.compile(r"^ya$")
_HEDGED = re.compile(
    r"\b(?:creo|supongo|parece|quizas?|tal vez|a lo mejor|yo digo|se me hace|imagino|diria"
    r"|pienso|igual y|chance)\b"
)
_HEDGED_ANSWER = re.compile(
    r"\b(?:dicen|dijeron|creo|supongo|parece|quizas?|tal vez|a lo mejor|digo|hace|imagino|diria|pienso|igual y|chance"
    r"|espero)(?: que| yo)*[\s,]+(si|no)\b"
    r"|\b(?:eso|yo) (creo|supongo|espero|pienso)\b|^(?:creo|supongo)$"
)
_DOUBT_NO = re.compile(r"^no (?:creo|lo creo|pienso|que yo sepa|que sepa\w*|me parece|se me hace)\b")
_NO_THEN_YES = re.compile(
    r"^(?:ah |oh |uy )?no[\s,]+(?:(?:pues|bueno|hombre|man|ya"
    r"|pos)[\s,]+)*(?:claro que )?si\b(?! se| no| me| nos| el| la| los)"
)
_IF = re.compile(r"^si (?:me|nos|el|la|los|las|le|les|se|quier\w+|pued\w+|hace falta|hubiera|tuvier\w+)\b")
_SMALL = frozenset("mejor nada solo primero antes por favor porfa pues mismo misma nomas".split())
_WORDS = {"si": True, "claro": True, "simon": True, "afirmativo": True, "correcto": True, "exacto": True,
          "negativo": False, "tampoco": False, "nunca": False, "todavia no": False, "aun no": False}  # fmt: skip
_BUT = re.compile(r"\b(?:pero|aunque|nomás que|nomas que)\b[\s,]*(.+)", re.IGNORECASE)
_SIGNS = (("👍", " sí "), ("✅", " sí "), ("✔", " sí "), ("👎", " no "), ("❌", " no "))
_EMPHATIC = ("claro", "por supuesto", "desde luego", "seguro", "obvio", "definitivamente", "totalmente")
_ASK = "¿Sí o no? Si no lo sabes, escribe «no sé»."


def not_yet(text: str) -> bool:
    """Whether the person says that it has not happened yet: «todavía no», «aún no», «ya merito»."""
    return bool(_NOT_YET.search(fold(text)))


def in_progress(text: str) -> bool:
    """Whether the person says that it is being done: «andamos en eso», «lo están metiendo al manual»."""
    return bool(_IN_PROGRESS.search(fold(text)))


def echoes(question: str, text: str) -> bool:
    """Whether a message only repeats words of the question: «la ligera» to «¿Prefieres una ruta ligera?»."""
    asked = {stem(word) for word in words(question)}
    told = [stem(word) for word in words(text) if word not in STOPWORDS and word not in _SMALL]
    return bool(told) and all(word in asked for word in told)


def says_plainly(text: str) -> bool:
    """Whether a message begins with a yes or a no that nothing qualifies: «sí, nosotros…», whatever follows."""
    first = re.split(r"[,.;]", text, maxsplit=1)[0]
    said = read_yes_no(first)
    return len(first.split()) <= PLAIN and said.kind == "valor" and said.sure


def read_yes_no(text: str) -> Parsed:
    """True or False; «todavía no» is False with that in its note."""
    for sign, meaning in _SIGNS:
        text = text.replace(sign, meaning)
    plain = _SQUEEZED.sub(r"\1", fold(text)).strip(" .,;:!¡?¿-")
    if not plain:
        return nothing("vacia", _ASK)
    if concluded := _SO.search(plain):  # «de la SRE no tengo nada, así que no»
        return Parsed("valor", value=concluded[1] == "si", sure=False)
    if _BOTH.search(plain) and not _NOT_YET.search(plain):
        return nothing(
            "contradictoria", "Para seguir necesito un sí o un no. Si es solo en parte, cuenta como «no» por ahora."
        )
    if _ONE_AND_OTHER.search(plain):  # «del acta sí, de la gaceta no»
        return nothing(
            "contradictoria", "Para seguir necesito un sí o un no. Si es solo en parte, cuenta como «no» por ahora."
        )
    if _NOT_YET.search(plain):
        return Parsed("valor", value=False, note="todavía no", sure=bool(re.search(r"\bno\b", plain)))
    if _NO_THEN_YES.match(plain):
        return Parsed("valor", value=True, sure=False)
    if _DOUBT_NO.match(plain):
        return Parsed("valor", value=False, sure=False)
    if guess := _HEDGED_ANSWER.search(plain):
        return Parsed("valor", value=guess[1] != "no", sure=False)
    bare = _LEAD.sub("", plain) or plain
    for candidate in (plain, bare):
        if found := _polarity(candidate, text):
            return found
    if last := _LAST_WORD.search(plain):
        return Parsed("valor", value=last[1] == "si", sure=False)
    if _YES_ALONE.match(plain):
        return Parsed("valor", value=True)
    if _DENIED.search(plain):
        return Parsed("valor", value=False, sure=False)
    if _YA_DONE.match(plain) or _SOME.match(plain):
        return Parsed("valor", value=True, sure=False)
    return nothing("no_entendida", _ASK)


def _polarity(plain: str, text: str) -> Parsed | None:
    hedged = bool(_HEDGED.search(plain))
    if match := _NO.match(plain):
        rest = plain[match.end() :]
        if re.match(r"[\s,]*(?:perdon|digo|mas bien|quise decir)[\s,]+si\b", rest):
            return Parsed("valor", value=True, sure=False)
        return Parsed("valor", value=False, note=_rest(text), sure=not hedged)
    if match := _YES.match(plain):
        rest = plain[match.end() :].strip(" ,.")
        if re.match(r"(?:perdon|digo|mas bien|quise decir)[\s,]+no\b", rest):
            return Parsed("valor", value=False, sure=False)
        if re.match(r"(?:y no|o no|no)$|que no\b", rest):
            if match[0] in _EMPHATIC:
                return Parsed("valor", value=False)
            return nothing("contradictoria", _ASK)
        conditional = bool(_IF.match(plain)) and "sí" not in text.casefold()
        but = _rest(text)
        doubtful = hedged or conditional or bool(_DENIED.search(fold(but)))
        return Parsed("valor", value=True, note=but, sure=not doubtful)
    if _YES_VERB.match(plain):
        denied = bool(re.search(r"\b(?:no|sin|ningun[oa]?|nada)\b", plain))
        return None if denied else Parsed("valor", value=True, sure=False)
    if len(plain) >= 4 and len(plain.split()) <= 2:
        best = process.extractOne(plain, list(_WORDS), scorer=fuzz.ratio, score_cutoff=80)
        if best is not None:
            return Parsed("valor", value=_WORDS[best[0]], sure=False)
    return None


def _rest(text: str) -> str:
    """What follows «pero»: «sí, pero falta la firma» → «falta la firma»."""
    match = _BUT.search(text)
    return match[1].strip(" .,;:!") if match else ""
