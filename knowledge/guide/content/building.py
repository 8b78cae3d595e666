"""Makes the guide's data classes out of its content files, once their shape is right."""

from __future__ import annotations

from collections.abc import Iterable

from knowledge.answers.content_schema import CitationItem
from knowledge.guide.conditions.deciding import admit_not_applicable
from knowledge.guide.content.schema import EffectItem, GateItem, QuestionItem, StageItem, TaskItem, ToolItem
from knowledge.guide.content.schema_extras import AssessmentItem, GuideItem, ToolboxItem
from knowledge.guide.content.schema_said import Said
from knowledge.guide.model import guide as m


def build_guide(
    head: GuideItem,
    gate: GateItem,
    stages: list[StageItem],
    assessment: AssessmentItem,
    toolbox: ToolboxItem,
    said: Said,
) -> m.Guide:
    """The guide of these files, its stages in order, and each question knowing whether it may be foreign to a case."""
    guide = m.Guide(
        version=head.version,
        notice=head.advertencia,
        stages=tuple(_stage(item, said) for item in sorted(stages, key=lambda item: item.numero)),
        gate=_gate(gate, said),
        assessment=_assessment(assessment, said),
        toolbox=_toolbox(toolbox),
        responsibles=tuple((item.clave, item.nombre) for item in head.responsables),
        changes=tuple((item.version, item.texto) for item in head.cambios),
        file_items=tuple(head.expediente),
    )
    return admit_not_applicable(guide)


def _stage(item: StageItem, said: Said) -> m.Stage:
    return m.Stage(
        key=item.clave,
        number=item.numero,
        title=item.titulo,
        purpose=item.proposito,
        entry=item.entrada,
        entry_text=item.entrada_texto,
        closing=item.cierre,
        closing_text=item.cierre_texto,
        pending_if=item.pendientes_si,
        questions=tuple(_question(question, said) for question in item.preguntas),
        tasks=_tasks(item.tareas),
        documents=tuple(item.documentos),
        mistakes=tuple(item.errores),
        tools=tuple(_tool(tool) for tool in item.herramientas),
        indicators=tuple(m.Indicator(indicator.nombre, indicator.formula) for indicator in item.indicadores),
        duration=item.duracion,
        citations=_citations(item.fuentes),
        own_design=item.diseno_propio,
    )


def _question(item: QuestionItem, said: Said) -> m.Question:
    return m.Question(
        key=item.clave,
        number=item.numero,
        text=item.pregunta,
        why=item.porque,
        rephrased=item.otra_forma,
        kind=item.tipo,
        title=item.titulo,
        options=tuple(
            m.Option(option.clave, option.texto, option.detalle, tuple(option.alias), option.puntos)
            for option in item.opciones
        ),
        means_yes=tuple(item.dicen_si),
        means_no=tuple(item.dicen_no),
        said=tuple((answer, text) for answer, texts in said.get(item.clave, {}).items() for text in texts),
        only_if=item.solo_si,
        required=item.obligatoria,
        allows_not_yet=item.admite_aun_no,
        minimum=item.minimo,
        maximum=item.maximo,
        tense=item.cuando,
        unknown_task=_task(item.si_no_se) if item.si_no_se else None,
        effects=tuple(_effect(item.clave, position, effect) for position, effect in enumerate(item.efectos, start=1)),
    )


def _effect(question: str, position: int, item: EffectItem) -> m.Effect:
    kinds: dict[m.EffectKind, str | None] = {
        "tarea": item.tarea,
        "alerta": item.alerta,
        "aviso": item.aviso,
        "bloquea": item.bloquea and item.texto,
        "desvia": item.desvia and item.texto,
    }
    kind, text = next((kind, text) for kind, text in kinds.items() if text)
    return m.Effect(
        kind=kind,
        key=item.clave or f"{question}.{kind}{position}",
        text=text,
        when=item.si,
        responsible=item.responsable or "",
        target=item.bloquea or item.desvia or "",
        critical=item.critica,
    )


def _gate(item: GateItem, said: Said) -> m.Gate:
    return m.Gate(
        questions=tuple(_question(question, said) for question in item.preguntas),
        decisions=tuple(
            m.Decision(
                decision.clave,
                decision.ruta or "",
                decision.texto,
                decision.si,
                _citations(decision.fuentes),
                decision.seguir,
                tuple(m.Doubt(doubt.boton, doubt.clave) for doubt in decision.dudas),
            )
            for decision in item.decisiones
        ),
        routes=tuple(
            m.Route(
                route.clave,
                route.titulo,
                route.texto,
                tuple(route.etapas),
                _tasks(route.tareas),
                _citations(route.fuentes),
            )
            for route in item.rutas
        ),
    )


def _assessment(item: AssessmentItem, said: Said) -> m.Assessment:
    return m.Assessment(
        questions=tuple(_question(question, said) for question in item.preguntas),
        dimensions=tuple(
            m.Dimension(dimension.clave, dimension.titulo, tuple(dimension.preguntas), dimension.si_bajo)
            for dimension in item.dimensiones
        ),
        levels=tuple(
            m.Level(level.numero, level.titulo, level.desde, level.hasta, level.recomendacion, level.tic)
            for level in item.niveles
        ),
        rules=tuple(
            m.AssessmentRule(rule.clave, rule.si, rule.texto, rule.tope, rule.bloquea or "", _citations(rule.fuentes))
            for rule in item.reglas
        ),
        notice=item.advertencia,
        citations=_citations(item.fuentes),
    )


def _toolbox(item: ToolboxItem) -> m.Toolbox:
    return m.Toolbox(
        levels=tuple(
            m.ConnectivityLevel(level.clave, level.titulo, level.permite, level.usa) for level in item.niveles
        ),
        categories=tuple(
            m.ToolCategory(
                category.clave,
                category.titulo,
                category.libres,
                category.sin_servidor,
                category.nota,
                _citations(category.fuentes),
                category.diseno_propio,
            )
            for category in item.categorias
        ),
        controls=tuple(item.controles),
        citations=_citations(item.fuentes),
    )


def _tool(item: ToolItem) -> m.Tool:
    return m.Tool(item.categoria, item.ejemplo, item.porque, item.minimo, item.bajo_costo, _citations(item.fuentes))


def _tasks(items: Iterable[TaskItem]) -> tuple[m.Task, ...]:
    return tuple(_task(item) for item in items)


def _task(item: TaskItem) -> m.Task:
    return m.Task(item.tarea, item.responsable)


def _citations(items: Iterable[CitationItem]) -> tuple[m.Citation, ...]:
    return tuple(m.Citation(item.fuente, item.cita or "") for item in items)
