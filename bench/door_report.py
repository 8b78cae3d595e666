"""The tables of what was measured at the doors."""

from __future__ import annotations

from bench.door_times import GUIDE, KINDS, PAUSE, PEOPLE, Seen
from bench.doors import REST
from bench.report import Section, goal
from bench.turns import Times

PAGE = "página"
MOST_WRITES = 4

_HOW = (
    f"Cada persona espera de {PAUSE[0]:g} a {PAUSE[1]:g} segundos entre la respuesta y su siguiente mensaje, menos de "
    "lo que se tarda en leerla; quien está sola escribe sin esperar, por turnos en cada puerta. El tiempo va de que el "
    "mensaje se manda a que la respuesta completa está del lado de la persona: la última línea del flujo en la "
    "página, y el mensaje en el doble de Telegram o de Meta, que revisa el contrato. «REST de Rasa» es el mismo turno "
    "en el mismo proceso, sin buzón, sin entrega y sin más durabilidad que la de la conversación. La mitad de la gente "
    "empieza conversaciones y la otra mitad sigue una que ya es larga."
)
_RUSHED = (
    "Aquí nadie espera: cada persona escribe en cuanto le contestan, así que el proceso no descansa y lo que se mide "
    "es cuántos turnos caben en un segundo; los milisegundos son los de hacer fila."
)
_WRITES = (
    "Transacciones que toman el permiso de escribir de SQLite, del mensaje a su entrega. Un turno del REST de Rasa "
    "solo guarda la conversación."
)


def sections(seen: Seen) -> list[Section]:
    """All of them."""
    doors = list(dict.fromkeys(door for door, _ in seen.per_second))
    return [
        Section("Metas de las puertas", ["Meta", "Pedido", "Medido", "Se cumple"], _goals(seen, doors)),
        _times(seen, doors),
        _rushed(seen, doors),
        _writes(seen, doors),
    ]


def _goals(seen: Seen, doors: list[str]) -> list[list[str]]:
    at = seen.times
    points = (2, seen.long)
    through = max(at[PAGE, 1, point].p50 / at[REST, 1, point].p50 for point in points)
    tail = max(at[PAGE, 1, point].p95 / at[PAGE, 1, point].p50 for point in points)
    sixteen = max(at[PAGE, 16, point].p50 / at[PAGE, 1, point].p50 for point in points)
    writes = max(times for (door, _), times in seen.writes.items() if door != REST)
    return [
        list(row)
        for row in (
            goal("Turno en la página, entre el mismo por el REST de Rasa (p50, el peor)", through, 3, at_most=True),
            goal("p95 entre p50 en la página, una persona (el peor)", tail, 2, at_most=True),
            goal("16 personas entre una, en la página (p50, el peor)", sixteen, 2, at_most=True),
            goal("Transacciones que escriben por mensaje (el peor)", writes, MOST_WRITES, at_most=True, unit=""),
        )
    ]


def _times(seen: Seen, doors: list[str]) -> Section:
    rows = []
    for door in doors:
        for point in (2, seen.long):
            cells = [_cell(seen.times[door, people, point]) for people in PEOPLE]
            rows.append([door, str(point), *cells])
    return Section("Milisegundos por turno (p50 / p95), con pausas", ["", "Turno", *_people()], rows, _HOW)


def _rushed(seen: Seen, doors: list[str]) -> Section:
    rows = [
        [door, *(f"{seen.per_second[door, people]:.0f} ({_cell(seen.rushed[door, people])})" for people in PEOPLE)]
        for door in doors
    ]
    return Section("Turnos por segundo, sin pausas (y milisegundos, p50 / p95)", ["", *_people()], rows, _RUSHED)


def _writes(seen: Seen, doors: list[str]) -> Section:
    kinds = (*KINDS, GUIDE)
    rows = [[door, *(f"{seen.writes[door, kind]:.1f}" for kind in kinds)] for door in doors]
    return Section("Transacciones que escriben, por mensaje", ["", *kinds], rows, _WRITES)


def _people() -> list[str]:
    return [f"{people} {'persona' if people == 1 else 'personas'}" for people in PEOPLE]


def _cell(times: Times) -> str:
    return f"{times.p50:.1f} / {times.p95:.1f}" if times.ms else ""
