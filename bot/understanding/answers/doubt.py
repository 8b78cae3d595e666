"""«No sé», «no aplica» and questions asked back: what is not an answer to the question."""

from __future__ import annotations

import re

from spanish.text import fold

_LEAD = (
    r"(?:(?:pues|pos|la verdad|mmm*|este|hijole|uy|ay|oye|oiga|la neta|fijate que|es que|sinceramente|ahorita|bueno|ah)"
    r"[\s,.]+)*"
)
_UNKNOWN = re.compile(
    _LEAD + r"(?:(?:yo )?(?:no (?:lo |la |los |las |le )?"
    r"(?:se(?=$|[,.;!]|[\s,.!]*(?:$|(?:si|bien|la verdad|cuando|cuant[oa]s?|cual(?:es)?|quien(?:es)?|que|como|donde"
    r"|exactamente"
    r"|ahorita|todavia|aun|pero|de|eso|nada|a ciencia|con certeza|con seguridad|mucho|jaja\w*|perdon|disculpa)\b))"
    r"|sabria|sabemos|sabe|recuerdo|recordamos|conozco|conocemos|ubico|me acuerdo"
    r"|tengo (?:ni )?(?:la (?:menor )?)?idea|(?:lo |la )?(?:tengo|traigo|cargo) .{0,25}(?:a la mano|conmigo|aqui)"
    r"|tengo (?:el |ese |la |esa )?(?:dato|datos|informacion|certeza)|tenemos (?:el |ese |la |esa )?(?:dato"
    r"|informacion)"
    r"|estoy (?:muy |tan )?segur[oa]|estamos segur[oa]s))"
    r"|ni idea|ni la menor idea|sin idea|sepa\b|quien sabe|ve tu a saber|sabra dios|a saber|vaya usted a saber"
    r"|(?:lo |la )?(?:desconozco|ignoro|desconocemos|ignoramos)|nose|no c\b|ns$|idk$|saber$"
    r"|(?:habria|tendria|tendriamos|tengo|tenemos|hay|voy|vamos|deja|dejame|dejeme|permiteme|necesito)(?: que| a)? "
    r"(?:pregunt\w+|checar\w*|checo|revis\w+|consult\w+|averigu\w+|investig\w+|verific\w+|ver\b|buscar\w*)"
    r"|(?:lo |la )?(?:pregunto|checo|reviso|consulto|averiguo|investigo)(?: y| con)\b)"
)
_STRONG = re.compile(
    _LEAD + r"(?:(?:lo |la )?(?:desconozco|ignoro|desconocemos|ignoramos)|(?:no tengo )?ni idea|no tengo idea"
    r"|no (?:lo |la |los |las )?(?:conozco|recuerdo|me acuerdo|ubico))\b"
)
_UNDECIDED = re.compile(
    _LEAD + r"(?:(?:todavia|aun) )?no (?:lo |la |los |las |le )?(?:(?:he|hemos|han) )?"
    r"(?:contad|revisad|vist|checad|decidid|definid|pensad|elegid|escogid|preguntad|platicad|acordad|calculad|determinad"
    r"|definimos|decidimos|sabemos|elegimos|escogemos)o?\b"
)
_KNOW = re.compile(r"\bno (?:lo |la |los |las |le )?sé\b", re.IGNORECASE)
_GUESS = re.compile(r"\b(?:creo|me parece|yo digo|supongo|pienso|se me hace|imagino|diria)\b")
_TAIL = re.compile(
    r"[\s,.!]*(?:(?:cuando|cuant[oa]s?|cual(?:es)?|donde"
    r"|la verdad|todavia|aun|bien|exactamente|ahorita|ahora|eso|por el momento|nada|jaja\w*|la bola|perdon"
    r"|disculpa|de eso|decirte|decir|muy bien|a ciencia cierta|que poner|que decir|que contestar"
    r"|que responder)[\s,.!]*)*"
)

_NOT_APPLICABLE = re.compile(
    _LEAD
    + r"(?:(?:eso |esto |esa |esta )?(?:a mi |a nosotros )?(?:(?:ya )?no (?:nos |me |le )?(?:aplica\w*|corresponde"
    r"|compete|toca\b)"
    r"|no (?:resulta|seria|es) aplicable\b"
    r"|no es (?:mi|nuestro|el) caso|no viene al caso|no va con nosotros)|n/a\b|n\.a\.?(?=\s|$)|na(?=$|[\s,.]*porque\b))"
)
_BECAUSE = re.compile(
    r"^[\s,.:;()—-]*(?:(?:porque|por que|pq|xq|ya que|dado que|pues|en (?:mi|nuestro) caso"
    r"|aqui)[\s,]+)?"
)

_ASKS = re.compile(
    r"(?:(?:oye|oiga|disculpa|perdon|una pregunta|pregunta|a ver|y|pero|entonces|antes)[\s,:]+)*"
    r"(?:que (?:es|son)\b(?= (?:\S+ ?){1,4}$)|que (?:significa|quiere decir|pasa si|hago|sigue|onda)\b"
    r"|(?:eso )?para que$|a que te refieres|a que se refiere|como asi"
    r"|no (?:te |le |lo )?entiend[oi]|no entendi|por ?que (?:me|lo|la|es|quieres|preguntas?|necesitas?)\b"
    r"|para que (?:me|lo|es|sirve|quieres|preguntas?)\b"
    r"|me (?:explicas?|puedes explicar|ayudas?)|puedes explicar|explica(?:me)?\b|se puede\b|podemos\b|puedo\b"
    r"|cuanto (?:tarda|cuesta|tiempo)\b"
    r"|quien (?:me |nos )?(?:puede|debe|tiene que|firma|autoriza|dictamina)\b|donde (?:encuentro|consigo|consulto"
    r"|lo|la|puedo)\b"
    r"|como (?:se|le|lo|puedo|podemos|hago|hacemos|saco|consigo)\b(?=.*\?|\s(?:hago|hace|hacemos|saco|consigo"
    r"|obtengo|registro|firmo)))"
)
_OPENS = re.compile(
    r"(?:(?:oye|oiga|disculp\w+|perdon|una (?:pregunta|duda)|pregunta|duda|a ver|y|pero|entonces|antes|pues|pos|ok"
    r"|bueno|mira|o sea)[\s,:.]+)*(?:(?:en|de|a|con|por|desde|hasta|para) )?"
    r"(?:que|q|cual(?:es)?|quien(?:es)?|donde|cuant[oa]s?|como (?!unos|unas|\d)|cuando"
    r"|me (?:podrias?|puedes?) (?:dar|decir|explicar|poner|pasar|orientar)"
    r"|es (?:obligatori[oa]|necesari[oa])|hay que|se (?:puede|vale|ocupa)|tiene[ns]? que|debe(?:mos|n)?|puedo|podemos"
    r"|puede[ns]?)\b"
)
_WITHIN = re.compile(
    r"\b(?:que (?:se |le )?(?:hago|hace|hacemos|pasa|sigue|significa)|como (?:se|le|hago|hacemos|puedo)|cuanto|cual"
    r"|cuales|se puede|para que|por que|o no|o como|o que)\b"
    r"|^(?:oye|oiga)\b"
)
_LATE = re.compile(
    r"(?<=\w)(?:[,;.!]\s*|\s+)(?:(?:y|pero|oye|oiga|perdon|una (?:duda|pregunta)|pregunta)[\s,]+)+(?:como )?"
    r"(?:para que|por que|cuant[oa]s?|cual(?:es)? (?:es|son|seria|va)"
    r"|quien(?:es)? (?:es|son|puede|debe|firma|paga|va|tiene|lo|la)"
    r"|donde (?:se|puedo|podemos|lo|la|encuentro|consigo|reviso)"
    r"|como (?:se|le|lo|la|hago|hacemos|puedo|podemos|consigo|saco)"
    r"|que (?:es|son|pasa|sigue|hago|hacemos|significa|quiere decir|sirve))\b"
    r"|(?<=\w)[,;.!\s]+(?:y |pero )?(?:tengo )?una (?:duda|pregunta)[\s,:]+\w"
)
_LOOSELY = re.compile(
    r"(?<=\w)(?:[,;.!]\s*|\s+)(?:(?:y|pero|oye|oiga|perdon|entonces|una (?:duda|pregunta)|pregunta)[\s,]+)+"
    r"(?:(?:en|de|a|con|por|para) )?"
    r"(?:que|q|si|se|hay|es|puedo|podemos|tiene|debe|(?:\w+ ){0,2}(?:cual(?:es)?|quien(?:es)?|donde|cuant[oa]s?|como"
    r"|cuando))\b"
)
_TURN = re.compile(
    r"(?<=\w)\s+(?:pero|oye|oiga|una (?:duda|pregunta))\b(?=.)"
)  # where a dictated message turns to asking
_ACCENTED = re.compile(
    r"(?:y |pero |oye,? |oiga,? )*(?:qué|cómo|cuánt[oa]s?|cuál(?:es)?|quién(?:es)?|dónde"
    r"|cuándo|por qué|para qué)\b",
    re.IGNORECASE,
)


def opens_like_a_question(text: str) -> bool:
    """Whether a message without question marks begins with a question word: weaker than `asks_back`.

    «cuáles temas no se pueden», but also «quien lo lleva es turismo» or «que nos capaciten», which are answers.
    """
    return bool(_OPENS.match(fold(text).strip()))


def holds_a_question(text: str) -> bool:
    """Whether a message asks something somewhere, without question marks: «se va el internet, qué se hace»."""
    return bool(_WITHIN.search(fold(text)))


def asks_back(text: str) -> bool:
    """Whether the whole message is a question."""
    stripped = text.strip()
    if unknown(stripped, whole=True):  # «quién sabe»
        return False
    return stripped.startswith("¿") or bool(_ACCENTED.match(stripped)) or bool(_ASKS.match(fold(stripped)))


def split_aside(text: str) -> tuple[str, str]:
    """What comes before a question, and the question: «sí, ¿y cuánto tarda?» → («sí,», «¿y cuánto tarda?»)."""
    if "?" not in text and "¿" not in text:
        return text, ""
    if "¿" in text:
        before, _, after = text.partition("¿")
        return before.strip(), f"¿{after}"
    head = text[: text.index("?")]
    cut = max(head.rfind(mark) for mark in ",.;!:")
    if cut >= 0:
        return text[:cut].strip(), text[cut + 1 :].strip()
    turns = list(_TURN.finditer(fold(head)))
    return (text[: turns[-1].start()].strip(), text[turns[-1].start() :].strip()) if turns else ("", text)


def split_unmarked_aside(text: str, *, asks: bool = False) -> tuple[str, str]:
    """The same without question marks: «todavía no, y para qué sirve» → («todavía no», «y para qué sirve»).

    Args:
        text: The message.
        asks: It is known to ask something: then less is needed to tell where («no tenemos y qué debe llevar»).
    """
    match = (_LOOSELY if asks else _LATE).search(fold(text))
    return (text, "") if match is None else (text[: match.start()].strip(" ,"), text[match.start() :].strip(" ,;.!"))


def undecided(text: str) -> bool:
    """Whether what is asked has not been looked at or settled: «no los hemos contado», «todavía no lo definimos»."""
    return bool(_UNDECIDED.match(fold(text).strip(" .,!¡")))


def unknown(text: str, whole: bool) -> bool:
    """Whether the person says that they do not know.

    Args:
        text: The message.
        whole: The message says nothing else. Free text may well begin with «no sabemos cómo…».
    """
    plain = fold(text).strip(" .,!¡")
    match = _UNKNOWN.match(plain)
    if match is None:
        return False
    rest = plain[match.end() :]
    if _TAIL.fullmatch(rest):
        return True
    if _STRONG.match(plain) and len(rest.split()) <= 4:  # «desconozco el artículo»
        return True
    if whole:  # «no sé, jurídico sabe», but not «no sabemos cómo retener a los jóvenes»
        return rest[:1] in (",", ".", ";") and len(rest.split()) <= 6 and not _GUESS.search(rest)
    return not _GUESS.search(rest)


def mentions_doubt(text: str) -> bool:
    """Whether «no sé» is said anywhere, with its accent: «el oficio ese no sé»."""
    return bool(_KNOW.search(text))


def not_applicable(text: str) -> str | None:
    """Why it does not apply, maybe empty; None if the person did not say that it does not."""
    match = _NOT_APPLICABLE.match(fold(text))
    # Folding keeps one letter per letter in Spanish, so the positions are those of the text.
    return None if match is None else text[match.end() + len(_because(text[match.end() :])) :].strip(" .")


def _because(text: str) -> str:
    match = _BECAUSE.match(fold(text))
    return match[0] if match else ""
