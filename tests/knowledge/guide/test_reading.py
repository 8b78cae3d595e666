"""The guide's files: read whole, or refused with every reason."""

from __future__ import annotations

import shutil
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any, Callable

import pytest
import yaml

from knowledge.errors import InvalidContent
from knowledge.guide.content.reading import GUIDE, read_guide, shipped_guide
from knowledge.guide.model.guide import Task

Change = Callable[[Any], None]


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str, Change], Path]:
    """A copy of the guide's folder in which one file was changed."""

    def change(name: str, how: Change) -> Path:
        folder = tmp_path / "guide"
        shutil.copytree(GUIDE, folder, dirs_exist_ok=True)
        data = yaml.safe_load((folder / name).read_text(encoding="utf-8"))
        how(data)
        (folder / name).write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
        return folder

    return change


def reasons(folder: Path) -> str:
    with pytest.raises(InvalidContent) as caught:
        read_guide(folder)
    return "\n".join(caught.value.problems)


def test_the_guide_is_read_in_order_and_cannot_be_changed() -> None:
    guide = shipped_guide()
    assert [stage.number for stage in guide.stages] == list(range(1, 11))
    assert guide is shipped_guide()
    assert guide.stage("E6").title == "Dictamen de la SRE"
    assert next(iter(guide.questions())) == "P1"
    with pytest.raises(FrozenInstanceError):
        guide.version = 2  # type: ignore[misc]
    with pytest.raises(KeyError):
        guide.stage("E11")


def test_an_office_that_changes_its_name_changes_in_one_place(changed: Callable[[str, Change], Path]) -> None:
    folder = changed("guide.yml", lambda data: data["nombres"].update(unidad_sre="Dirección de Prueba"))
    guide = read_guide(folder)
    assert any("Dirección de Prueba" in task.text for task in guide.stage("E6").tasks)
    assert dict(guide.responsibles)["sre_dgcp"] == "SRE, Dirección de Prueba"
    assert "{unidad_sre}" not in repr(guide)


def test_an_effect_without_a_key_gets_one_that_does_not_change() -> None:
    effects = shipped_guide().questions()["E1.2"].effects
    assert [(effect.key, effect.kind, effect.responsible) for effect in effects] == [
        ("E1.2.tarea1", "tarea", "oficina_ai")
    ]
    assert shipped_guide().questions()["E1.2"].unknown_task == Task(
        "Revisar en el Plan Municipal de Desarrollo si el tema aparece y en qué eje.", "oficina_ai"
    )


def _first(data: Any) -> Any:
    return data["preguntas"][0]


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        (lambda data: _first(data).update(pregunta="¿" + "a" * 200 + "?"), "«preguntas.0.pregunta» pasa de 200"),
        (lambda data: _first(data).update(tipo="adivina"), "«preguntas.0.tipo» debe ser uno de"),
        (lambda data: _first(data).update(clave="1.1"), "«preguntas.0.clave» no tiene la forma esperada"),
        (lambda data: _first(data).update(solo_si={"eval": "1"}), "condición desconocida: «eval»"),
        (lambda data: _first(data).update(efectos=[{}]), "exactamente uno de tarea, alerta"),
        (lambda data: _first(data).update(efectos=[{"tarea": "Hacer algo útil"}]), "«responsable» va con «tarea»"),
        (lambda data: _first(data).update(efectos=[{"bloquea": "E2"}]), "«texto» va con «bloquea»"),
        (lambda data: _first(data).update(efectos=[{"alerta": "Cuidado con eso"}]), "una alerta lleva «clave»"),
        (
            lambda data: _first(data).update(efectos=[{"aviso": "Cuidado con eso", "critica": True}]),
            "«critica» solo va con «alerta»",
        ),
        (lambda data: _first(data).update(opciones=[{"clave": "x1", "texto": "a" * 21}]), "pasa de 20 caracteres"),
        (lambda data: data.update(cierre="E1.1"), "una condición es un mapa"),
        (lambda data: data.update(sorpresa=1), "«sorpresa» no se conoce"),
        (lambda data: data.pop("errores"), "«errores» falta"),
    ],
)
def test_a_file_of_the_wrong_shape_says_why(changed: Callable[[str, Change], Path], how: Change, reason: str) -> None:
    found = reasons(changed("stages/e01_diagnostico.yml", how))
    assert "e01_diagnostico.yml" in found
    assert reason in found


def test_every_broken_file_is_told_at_once(changed: Callable[[str, Change], Path]) -> None:
    folder = changed("gate.yml", lambda data: data.pop("rutas"))
    (folder / "tools.yml").unlink()
    (folder / "assessment.yml").write_text("preguntas: [", encoding="utf-8")
    found = reasons(folder)
    assert "tools.yml: falta el archivo" in found
    assert "assessment.yml, línea" in found
    assert "gate.yml: «rutas» falta" in found


def test_what_is_said_must_answer_a_question_of_the_guide(changed: Callable[[str, Change], Path]) -> None:
    def misplace(data: Any) -> None:
        data["E99.1"] = {"si": ["claro"]}
        data["P1"]["embajada"] = ["con la embajada"]

    told = reasons(changed("said.yml", misplace))
    assert "no existe la pregunta «E99.1»" in told
    assert "P1 no se contesta «embajada»" in told
