"""Charts and progress are a table and a list, whole and in any light; the picture is there to be kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Screen
from tests.connectors.running_server import Server
from tests.connectors.web.serving import ScriptedServer

Show = Callable[..., Screen]

ROWS = [{"nombre": f"Estado {number}", "valor": 100 - 9 * number} for number in range(10)]
BARS = {"titulo": "Estados con más hermanamientos reportados", "filas": ROWS}
STEPS = {
    "titulo": "Etapa 2 de 3",
    "pasos": [
        {"nombre": "Diagnóstico", "estado": "completa"},
        {"nombre": "Búsqueda", "estado": "en curso", "actual": True},
        {"nombre": "Contacto", "estado": ""},
    ],
}


def says(data: dict[str, Any]) -> str:
    return "json " + json.dumps({"text": "Aquí está.", "custom": {"data": data}})


@pytest.mark.parametrize("look", [{}, {"color_scheme": "dark"}, {"viewport": {"width": 320, "height": 640}}])
def test_a_chart_is_a_table_with_every_row_and_its_bar(
    scripted: ScriptedServer, screen: Show, look: dict[str, Any]
) -> None:
    one = screen(scripted, **look)
    page = one.talk()
    one.say(says({"barras": BARS}))
    table = page.get_by_role("table", name="Estados con más hermanamientos reportados")
    expect(table.get_by_role("row")).to_have_count(10)
    assert table.get_by_role("rowheader").all_inner_texts() == [row["nombre"] for row in ROWS]
    assert table.get_by_role("cell").all_inner_texts() == [str(row["valor"]) for row in ROWS]
    widths = table.locator(".barra").evaluate_all("bars => bars.map(bar => bar.offsetWidth)")
    assert widths == sorted(widths, reverse=True) and widths[0] > 3 * widths[-1] > 0
    assert table.locator("td").first.evaluate("cell => parseFloat(getComputedStyle(cell).fontSize)") >= 14
    assert one.axe() == []


def test_percentages_are_measured_by_the_whole(scripted: ScriptedServer, screen: Show) -> None:
    one = screen(scripted)
    page = one.talk()
    rows = [{"nombre": "Marco", "valor": 50}, {"nombre": "Equipo", "valor": 0}]
    one.say(says({"barras": {"titulo": "Preparación", "filas": rows, "tope": 100, "unidad": " %"}}))
    expect(page.get_by_role("cell")).to_have_text(["50 %", "0 %"])
    assert page.locator(".barra").first.evaluate("bar => bar.style.inlineSize") == "50%"


def test_progress_is_a_list_that_says_where_one_is(scripted: ScriptedServer, screen: Show) -> None:
    one = screen(scripted)
    page = one.talk()
    one.say(says({"etapas": STEPS}))
    one.hears("Etapa 2 de 3")
    steps = page.locator(".pasos li")
    expect(steps).to_have_text(["Diagnóstico completa", "Búsqueda vas aquí, en curso", "Contacto"])
    assert steps.evaluate_all("all => all.map(one => one.getAttribute('aria-current'))") == [None, "step", None]
    assert one.axe() == []


def test_the_assistant_sends_its_charts_so_and_the_picture_to_keep(shared_server: Server, screen: Show) -> None:
    one = screen(shared_server)
    page = one.talk()
    one.say("¿qué estado tiene más hermanamientos?")
    table = page.get_by_role("table")
    expect(table.get_by_role("row")).to_have_count(10)
    assert page.locator("canvas").count() == 0
    with page.expect_download() as saved:
        page.get_by_role("button", name="Descargar imagen").click()
    assert saved.value.suggested_filename == "enlace.png"


def test_without_javascript_they_are_a_table_and_a_list_too(scripted: ScriptedServer, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(scripted.url + "/chat")
    page.get_by_label("Escribe tu mensaje").fill(says({"barras": BARS, "etapas": STEPS}))
    page.get_by_role("button", name="Enviar").click()
    expect(page.get_by_role("table").get_by_role("row")).to_have_count(10)
    assert page.locator("li[aria-current=step]").inner_text() == "Búsqueda (vas aquí): en curso"
    context.close()
