"""Answers the guide by what it asks, in whatever order it asks it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from knowledge.guide.content.reading import shipped_guide
from spanish.dates.written import spell_date
from tests.conversations.talk import Talk

_AGAIN = "Ya habías contestado esto; lo que digas ahora lo reemplaza."
_GO_ON = "Seguir sin registro"  # another way than the one they came for
_MOST = 150  # messages; there are some 130 questions


def day(days: int) -> str:
    """A day counted from today, as a person writes it."""
    return spell_date((date.today() + timedelta(days=days)).isoformat())


# What an orderly small town says; a test changes what makes its case another.
ANSWERS: dict[str, str] = {
    "P1": "con la ciudad de Laredo, es gobierno extranjero",
    "P2": "sí",
    "P3": "simón",
    "P4": "nel",
    "P5": "no",
    "E1.1": "los jóvenes se van del pueblo porque no hay empleo y queremos turismo de paisanos",
    "E1.2": "sí",
    "E1.3": "no",
    "E1.5": "una persona enlace",
    "E1.6": "no",
    "E1.7": "alcanza para voz",
    "E1.8": "sí",
    "E1.9": day(800),
    "E1.ruta_ligera": "no",
    "E2.1.cargo": "la regidora de turismo",
    "E2.1.documento": "oficio",
    "E2.1.fecha": day(-90),
    "E2.2": "en proceso",
    "E2.3": "todavía no",
    "E2.4": "de otra área",
    "E2.5": "sí",
    "E2.6": "sí",
    "E2.7.hay": "sí",
    "E2.7.cargo": "la secretaria del ayuntamiento",
    "E3.1.objetivo": "recibir a 500 paisanos al año en la fiesta patronal",
    "E3.1.fecha": day(600),
    "E3.2": "turismo y cultura",
    "E3.3.fundamento": "artículo 115 constitucional, fracción II, y la ley orgánica municipal",
    "E3.3.validado": "sí",
    "E3.4.beneficio": "económico",
    "E3.4.indicador": "visitantes contados en la fiesta",
    "E3.5": "8",
    "E3.6.consulta": "sí",
    "E3.6.cuantos": "cuatro",
    "E3.7": "hermanamiento",
    "E3.8.estado": "aprobado",
    "E3.8.fecha": day(-60),
    "E4.1.contraparte": "la ciudad de Laredo, Texas, Estados Unidos",
    "E4.1.criterios": "comunidad migrante y tema común",
    "E4.2": "gobierno extranjero",
    "E4.3": "sí",
    "E4.4": "la SRE y el consulado",
    "E4.5.fecha": day(-50),
    "E4.5.canal": "correo",
    "E4.5.respuesta": "sí",
    "E4.6.hay": "sí",
    "E4.6.cargos": "la dirección de turismo de cada lado",
    "E4.7.idioma": "inglés",
    "E4.8.carta": "no",
    "E5.1": "sí",
    "E5.2": "sí",
    "E5.3": "no",
    "E5.4.vigencia": day(700),
    "E5.4.rebasa": "no",
    "E5.5": "cada municipio paga lo suyo",
    "E5.6": "no",
    "E5.7": "sí",
    "E5.8": day(-40),
    "E5.orden_local": "primero la SRE",
    "E6.1": day(-35),
    "E6.2": "directo a la SRE",
    "E6.3.acuse": "sí",
    "E6.3.numero": "oficio DGCP 123 de este año",
    "E6.4": "ninguna",
    "E6.6": "favorable",
    "E6.7": day(-20),
    "E6.8": "no",
    "E7.autorizacion_inicial": day(-38),
    "E7.1": "artículo 36 de la ley municipal del estado",
    "E7.2": "no",
    "E7.3": "no se requería",
    "E7.4": "sí",
    "E7.5.fecha": day(-10),
    "E7.5.sentido": "por unanimidad",
    "E7.6": "sí",
    "E7.7": "sí",
    "E7.8.publicadas": "sí",
    "E7.8.fecha": day(-8),
    "E8.1": "sí",
    "E8.2": "en un acto",
    "E8.4": day(-5),
    "E8.5": "no",
    "E8.6": day(-3),
    "E8.7.constancia": "sí",
    "E8.7.numero": "constancia 45 del registro",
    "E8.8": "sí",
    "E9.1": day(-2),
    "E9.2.actividades": "cuatro",
    "E9.2.asignadas": "4",
    "E9.3.hechas": "tres",
    "E9.3.en_curso": "una",
    "E9.3.no_iniciadas": "ninguna",
    "E9.4": "municipal y de la contraparte",
    "E9.5": "no",
    "E9.6": "no",
    "E9.7": day(-1),
    "E9.8": "minutas y fotos de la fiesta, con lista de visitantes",
    "E10.1": day(-1),
    "E10.2": "en parte",
    "E10.3.visibilidad": "2",
    "E10.3.funcionalidad": "2",
    "E10.3.racionalidad": "3",
    "E10.3.institucionalidad": "1",
    "E10.4": "sí",
    "E10.5.decision": "renovar",
    "E10.5.fecha": day(-1),
    "E10.6": day(700),
    "E10.7": "dieciocho",
    "E10.8": "sí",
}


def asked(said: str) -> str:
    """Key of the question that `said` ends with; empty if it ends with none."""
    end = said.removesuffix(_AGAIN).rstrip()
    guide = shipped_guide()
    known = {**guide.questions(), **{question.key: question for question in guide.assessment.questions}}
    found = [question for question in known.values() if end.endswith(question.text)]
    return max(found, key=lambda question: len(question.text)).key if found else ""


def begin(chat: Talk, title: str = "San Felipe con Laredo") -> str:
    """Open a case file, up to the first question of the gate."""
    chat.say("quiero empezar la guía")
    chat.press("Acepto")
    return chat.say(title)


def walk(chat: Talk, said: str, answers: Mapping[str, str] | None = None, *, until: str = "") -> str:
    """Answer what is asked until `until` is asked, or nothing is; returns all that was said.

    Args:
        said: The last thing said, which asks the first question.
        answers: What this case answers unlike `ANSWERS`.
    """
    own = {**ANSWERS, **(answers or {})}
    heard = [said]
    for _ in range(_MOST):
        if _GO_ON in chat.buttons:
            heard.append(chat.press(_GO_ON))
        key = asked(heard[-1])
        if not key or key == until:
            return "\n\n".join(heard)
        answer = own.get(key, "3")  # in the self-assessment, the third button
        heard.append(chat.say(answer))
        assert asked(heard[-1]) != key, f"{key} was not answered by «{answer}»: {heard[-1]}"
    raise AssertionError(f"The guide does not end: {heard[-3:]}")
