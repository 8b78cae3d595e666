"""A guide small enough to read at a glance, with every mechanism of the real one."""

from __future__ import annotations

from datetime import date

from knowledge.guide.conditions import expressions as ex
from knowledge.guide.model.guide import (
    ASSESSMENT,
    Answer,
    Assessment,
    AssessmentRule,
    Decision,
    Dimension,
    Effect,
    Gate,
    Guide,
    Level,
    Option,
    Question,
    QuestionKind,
    Route,
    Stage,
    Task,
    Value,
)

TODAY = date(2026, 11, 23)
DONE = ("completa", "completa_con_pendientes")


def question(key: str, kind: QuestionKind, text: str = "", **more: object) -> Question:
    number = ".".join(key.split(".")[:2])
    return Question(key, number, text or f"¿{key}?", "Porque sí.", "Dicho de otro modo.", kind, **more)  # type: ignore[arg-type]


def options(*keys: str) -> tuple[Option, ...]:
    return tuple(Option(key, key.replace("_", " ").capitalize()) for key in keys)


def done(*stages: str) -> ex.Condition:
    return ex.All(tuple(ex.StageIn(stage, DONE) for stage in stages))


def effect(kind: str, key: str, when: ex.Condition | None = None, **more: object) -> Effect:
    return Effect(kind, key, f"Texto de {key}.", when, **more)  # type: ignore[arg-type]


GATE = Gate(
    questions=(
        question(
            "P1", "opcion", "¿Con quién?", options=options("gobierno", "privada"), required=True,
            unknown_task=Task("Averiguar qué es la contraparte.", "juridico"),
        ),
        question(
            "P4", "si_no", "¿Hay deuda?", required=True,
            effects=(effect("alerta", "alerta_deuda", ex.Is("P4", True), critical=True),),
        ),
        question("P5", "si_no", "¿Es solo una red?", only_if=ex.Is("P1", "gobierno")),
    ),
    decisions=(
        Decision("alto_deuda", "", "Alto legal: hay deuda.", ex.Is("P4", True)),
        Decision("con_privada", "privada", "No es un acuerdo interinstitucional.", ex.Is("P1", "privada")),
        Decision("con_acuerdo", "completa", "Vas por la ruta completa."),
    ),
    routes=(
        Route("completa", "Acuerdo", "Todas las etapas.", ("E1", "E2", "E6", "E7", "E8")),
        Route("privada", "Sin registro", "Sin la SRE.", ("E1", "E2"), (Task("Preparar el contrato.", "juridico"),)),
    ),
)  # fmt: skip

_UNREGISTERED = ex.Less("E1.4.registrados", "E1.4.firmados")
STAGES = (
    Stage(
        "E1", 1, "Diagnóstico", "Saber con qué se cuenta.", "Ninguna.", "Contestada y evaluada.",
        closing=ex.All((ex.Answered("E1.1"), ex.Answered("E1.9"), ex.StageIn(ASSESSMENT, ("completa",)))),
        pending_if=ex.Less("E1.4.registrados", "E1.4.firmados"),
        questions=(
            question("E1.1", "texto", "¿Qué quieres resolver?", required=True),
            question("E1.3", "si_no", "¿Ya tienen acuerdos?", unknown_task=Task("Buscar acuerdos.", "archivo")),
            question("E1.4.firmados", "numero", only_if=ex.Is("E1.3", True), minimum=1, maximum=500),
            question(
                "E1.4.registrados", "numero", only_if=ex.Is("E1.3", True), minimum=0, maximum=500,
                effects=(effect("alerta", "sin_registro", _UNREGISTERED, critical=True),),
            ),
            question(
                "E1.9", "fecha", "¿Cuándo termina la administración?", required=True, tense="futura",
                effects=(effect("aviso", "poco_tiempo", ex.MonthsUntil("E1.9", 12)),),
            ),
        ),
    ),
    Stage(
        "E2", 2, "Mandato", "Que haya alguien a cargo.", "La etapa 1.", "Buzón y temas.",
        entry=done("E1"), closing=ex.All((ex.Is("E2.6", True), ex.Answered("E2.2"))),
        questions=(
            question("E2.2", "opciones", "¿Qué temas?", options=options("turismo", "cultura", "agua"), required=True),
            question(
                "E2.6", "si_no", "¿Tienen buzón?", required=True,
                effects=(effect("tarea", "buzon", ex.Is("E2.6", False), responsible="ti"),),
            ),
            question("E2.7", "texto", "¿Quién sustituye al enlace?", allows_na=True),
            question("orden", "opcion", "¿Y el orden?", options=options("antes", "despues", "ambas"), required=True),
        ),
    ),
    Stage(
        "E6", 6, "Dictamen", "Que la SRE dictamine.", "La etapa 2 o el Cabildo.", "Favorable y con fecha.",
        entry=ex.All((done("E2"), ex.AnyOf((ex.Not(ex.Is("orden", "antes")), ex.Answered("E7.5"))))),
        closing=ex.All((ex.Is("E6.6", "favorable"), ex.Answered("E6.7"))),
        questions=(
            question(
                "E6.6", "opcion", "¿Sentido del dictamen?", options=options("favorable", "condicionado", "pendiente"),
                required=True,
                effects=(
                    effect("bloquea", "condicionado", ex.Is("E6.6", "condicionado"), target="E6"),
                    effect("desvia", "rehacer", ex.Is("E6.6", "condicionado"), target="E2"),
                ),
            ),
            question("E6.7", "fecha", "¿Fecha del dictamen?", required=True, tense="pasada", allows_not_yet=True),
        ),
    ),
    Stage(
        "E7", 7, "Cabildo", "Que el Ayuntamiento autorice.", "La etapa 2 o el dictamen.", "Aprobado e idéntico.",
        entry=ex.All((done("E2"), ex.AnyOf((ex.Not(ex.Is("orden", "despues")), done("E6"))))),
        closing=ex.All((ex.Is("E7.5", "aprobado"), ex.Is("E7.7", True))),
        questions=(
            question(
                "E7.5", "opcion", "¿Cómo votaron?", options=options("aprobado", "rechazado"), required=True,
                effects=(effect("bloquea", "rechazado", ex.Is("E7.5", "rechazado"), target="E7"),),
            ),
            question(
                "E7.7", "si_no", "¿Es el mismo texto?", required=True, only_if=ex.Is("E7.5", "aprobado"),
                effects=(effect("alerta", "texto_cambiado", ex.Is("E7.7", False), critical=True),),
            ),
        ),
    ),
    Stage(
        "E8", 8, "Firma", "Firmar e inscribir.", "Dictamen y voto sobre el mismo texto.", "Firmado e inscrito.",
        entry=done("E6", "E7"), closing=ex.All((ex.Answered("E8.4"), ex.Is("E8.7", True))),
        questions=(
            question("E8.4", "fecha", "¿Fecha de firma?", required=True, tense="pasada", allows_not_yet=True),
            question("E8.6", "fecha", "¿Cuándo lo enviaste?", required=True, tense="pasada", allows_not_yet=True),
            question("E8.7", "si_no", "¿Tienes la constancia?", required=True),
            question(
                "E8.8", "si_no", "¿Alguien lo impugnó?",
                effects=(effect("bloquea", "impugnado", ex.Is("E8.8", True), target="E8"),),
            ),
        ),
    ),
)  # fmt: skip


def scale(key: str) -> Question:
    levels = tuple(Option(f"n{points}", f"Nivel {points}", points=points) for points in range(4))
    return question(key, "opcion", f"¿{key}?", options=levels)


ASSESSED = Assessment(
    questions=(scale("M1"), scale("M5"), scale("M9")),
    dimensions=(
        Dimension("racionalidad", "Racionalidad", ("M1",), "Rehaz tu objetivo."),
        Dimension("legalidad", "Institución y ley", ("M5", "M9"), "Regulariza."),
    ),
    levels=(
        Level(1, "Inicial", 0, 3, "Empieza."),
        Level(2, "Emergente", 4, 6, "Sigue."),
        Level(3, "Consolidado", 7, 9, "Opera."),
    ),
    rules=(
        AssessmentRule("sin_encargado", ex.Is("M5", "n0"), "Nadie se encarga: no pasas del nivel 2.", cap=2),
        AssessmentRule(
            "irregular", ex.All((ex.Is("M9", "n0"), ex.Is("E1.3", True))), "Hay acuerdos sin regularizar.", blocks="E8"
        ),
    ),
    notice="Los cortes son nuestros y no están validados.",
)  # fmt: skip

GUIDE = Guide(1, "Versión operativa; no es la tesis.", STAGES, GATE, ASSESSED)

# Answers with which the whole route is walked.
GOOD: dict[str, Value] = {
    "P1": "gobierno", "P4": False, "P5": False,
    "E1.1": "Los jóvenes se van", "E1.3": True, "E1.4.firmados": 2, "E1.4.registrados": 2, "E1.9": date(2029, 9, 30),
    "M1": "n3", "M5": "n3", "M9": "n3",
    "E2.2": ("turismo",), "E2.6": True, "E2.7": "La secretaría", "orden": "despues",
    "E6.6": "favorable", "E6.7": date(2026, 10, 1), "E7.5": "aprobado", "E7.7": True,
    "E8.4": date(2026, 11, 1), "E8.6": date(2026, 11, 2), "E8.7": True, "E8.8": False,
}  # fmt: skip


def good(key: str) -> Answer:
    return Answer(GOOD[key])
