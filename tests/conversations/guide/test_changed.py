"""The guide's content changes between two messages of somebody who is in the middle of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.guide import session
from knowledge.guide.content.reading import GUIDE, read_guide, shipped_guide
from knowledge.guide.model.guide import Guide
from tests.conversations.talk import Talk
from tests.conversations.walk import asked, begin, walk

STAGE = "stages/e01_diagnostico.yml"
NOW = shipped_guide().version
NEXT, LATER = NOW + 1, NOW + 8
NEW = {
    "clave": "E1.nueva",
    "numero": "propia",
    "titulo": "Comité de hermanas",
    "pregunta": "¿Hay un comité de ciudades hermanas?",
    "porque": "Un comité da continuidad cuando cambia la administración.",
    "otra_forma": "¿Se reúnen vecinos para cuidar el hermanamiento?",
    "tipo": "si_no",
    "obligatoria": True,
}

Publish = Callable[[int], Guide]


@pytest.fixture
def publish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Publish:
    """Publishes a version of the guide without E1.6, with another question and with E1.5 put in other words."""

    def change(version: int) -> Guide:
        folder = tmp_path / str(version)
        shutil.copytree(GUIDE, folder)
        _edit(folder / "guide.yml", lambda head: _renumber(head, version))
        _edit(folder / STAGE, _other_questions)
        _edit(folder / "said.yml", _other_answers)
        guide = read_guide(folder)
        monkeypatch.setattr(session, "shipped_guide", lambda: guide)
        return guide

    return change


def _edit(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def _renumber(head: dict[str, Any], version: int) -> None:
    head["version"] = version
    head["cambios"].insert(0, {"version": version, "texto": "Ahora preguntamos por el comité de ciudades hermanas."})


def _other_questions(stage: dict[str, Any]) -> None:
    kept = [question for question in stage["preguntas"] if question["clave"] != "E1.6"]
    office = next(question for question in kept if question["clave"] == "E1.5")
    for option in office["opciones"]:
        if option["clave"] == "enlace":
            option["clave"] = "enlace_designado"
    stage["preguntas"] = [*kept, NEW]


def _other_answers(said: dict[str, Any]) -> None:
    said.pop("E1.6")
    said["E1.5"]["enlace_designado"] = said["E1.5"].pop("enlace")


@pytest.fixture
def guided(chat: Talk) -> Talk:
    """Somebody who has answered stage 1 up to the e-mail."""
    walk(chat, begin(chat), until="E1.8")
    return chat


def test_the_case_file_goes_on_and_what_changed_is_said_once(guided: Talk, publish: Publish) -> None:
    publish(NEXT)
    said = guided.say("sí")
    assert f"Sobre «San Felipe con Laredo»:\nLa guía cambió desde la última vez (versión {NOW} → {NEXT})." in said
    assert f"Versión {NEXT}: Ahora preguntamos por el comité de ciudades hermanas." in said
    assert "Ya no se hace una pregunta que estaba contestada; su respuesta queda guardada: «No»." in said
    assert "te la haré otra vez: «¿Quién se encarga hoy de los asuntos internacionales" in said
    assert asked(said) == "E1.9"  # «sí» answered the question that was being asked
    said = guided.say("¿en qué voy?")
    assert "La guía cambió" not in said
    said = walk(guided, guided.say("seguir"), until="E2.1.cargo")
    assert said.endswith("¿Hay un comité de ciudades hermanas?")
    said = guided.say("sí")
    assert asked(said) == "E1.5"
    assert "Ya habías contestado" not in said
    assert "Autoevaluación · 1 de 18" in guided.say("una persona enlace")
    # The answer to the question that is gone is still theirs.
    guided.say("qué sabes de mí")
    [document] = [reply["document"] for reply in guided.last["replies"] if reply["document"]]
    assert "E1.6" in Path(document).read_text(encoding="utf-8")


def test_an_answer_to_the_question_that_is_gone_is_not_taken_for_another(chat: Talk, publish: Publish) -> None:
    walk(chat, begin(chat), until="E1.6")
    publish(NEXT)
    said = chat.say("sí")
    assert "La pregunta que te había hecho ya no está en la guía: no anoté tu respuesta." in said
    assert asked(said) == "E1.5"  # the one whose options changed
    assert "4 respuestas" in chat.say("mi expediente")


def test_a_button_of_the_version_before_changes_nothing(chat: Talk, publish: Publish) -> None:
    walk(chat, begin(chat), until="E1.6")
    old = chat.button("Sí")
    publish(NEXT)
    assert "Ese botón era de otra versión de la guía; no cambié nada." in chat.tap(old)


def test_a_colleague_on_the_same_case_file_is_told_too(
    guided: Talk, talk: Callable[[], Talk], publish: Publish
) -> None:
    code = guided.say("dame un código").split("*")[1]
    colleague = talk()
    colleague.say(code)
    assert asked(colleague.press("Acepto")) == "E1.8"
    publish(NEXT)
    assert "La guía cambió" in guided.say("no")
    said = colleague.say("sí")
    assert "La guía cambió" in said
    assert "alguien más contestó «¿Usan correo institucional, no personal, para estos asuntos?»: No." in said
    assert "La guía cambió" not in colleague.say("seguir")


def test_another_case_file_is_brought_along_when_it_is_opened(guided: Talk, publish: Publish) -> None:
    guided.say("cambiar de expediente")
    guided.press("Otro nuevo")
    guided.say("San Felipe con Osaka")
    publish(NEXT)
    assert "Sobre «San Felipe con Osaka»" in guided.say("seguir")
    guided.say("cambiar de expediente")
    said = guided.press("2. San Felipe con La")
    assert "Sobre «San Felipe con Laredo»" in said
    assert asked(said) == "E1.8"


def test_a_case_file_of_a_version_that_is_not_here_goes_on(
    chat: Talk, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(LATER)
    walk(chat, begin(chat), until="E1.8")
    monkeypatch.undo()  # a backup of a newer house, or one that went back to the version before
    said = chat.say("sí")
    assert (
        f"Este expediente iba con la versión {LATER} de la guía, que aquí ya no está. Sigue con la versión {NOW}"
        in said
    )
    assert asked(said) == "E1.9"
    assert "que aquí ya no está" not in chat.say("mi expediente")
