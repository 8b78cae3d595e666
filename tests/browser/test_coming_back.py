"""Coming back to a case file: by its key, or because this browser remembers; nothing untrue is promised."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from casefiles.cases.codes import find_code
from tests.browser.conftest import Screen
from tests.connectors.running_server import Server

Show = Callable[..., Screen]


def opened(one: Screen, title: str) -> str:
    """Open a case file; its key."""
    page = one.talk()
    one.say("llévame paso a paso")
    page.get_by_role("button", name="Acepto", exact=True).click()
    one.hears("¿Cómo le ponemos a este expediente?")
    one.say(title)
    one.hears("Antes de empezar · 1 de 5")
    key = find_code(page.locator(".m", has_text="Tu clave para volver").last.inner_text())
    assert key
    return key


def local(page: Page) -> dict[str, str]:
    return dict(page.evaluate("({...localStorage})"))


def test_the_key_is_shown_kept_as_a_file_and_opens_the_case_file_elsewhere(
    shared_server: Server, screen: Show, tmp_path: Path
) -> None:
    one = screen(shared_server)
    page, key = one.page, opened(one, "Prueba con Laredo")
    assert one.axe() == []
    with page.expect_download() as saved:
        page.get_by_role("button", name="Descargar clave").click()
    saved.value.save_as(tmp_path / "clave.txt")
    written = (tmp_path / "clave.txt").read_text(encoding="utf-8")
    assert key in written and "Prueba con Laredo" in written and shared_server.url + "/demo" in written
    one.say("le paro aquí")
    one.hears("escríbeme la clave de tu expediente")
    assert "nada se pierde" not in page.get_by_role("log").inner_text()
    assert local(page) == {}  # nobody asked to be remembered

    other = screen(shared_server)
    other.talk()
    other.say(f"mi clave es {key}")
    other.hears("Tu clave para volver a «Prueba con Laredo»")
    other.hears("Antes de empezar · 1 de 5")
    assert other.page.get_by_role("button", name="Acepto", exact=True).count() == 0  # they had agreed already
    renewed = find_code(other.page.locator(".m", has_text="Tu clave para volver").last.inner_text())
    assert renewed and renewed != key
    one.say("mi expediente")
    one.hears("No tienes un expediente abierto conmigo.")  # whoever stayed on the first page is nobody to the guide
    other.say("borra mis datos")
    other.hears("Solo tú lo tienes, así que se pierde completo.")
    other.page.get_by_role("button", name="Sí, borra todo").click()
    other.hears("Folio")


@pytest.mark.parametrize("size", [(360, 640), (390, 780)], ids=str)
def test_on_a_phone_the_key_is_unbroken_and_the_question_after_it_in_view(
    shared_server: Server, screen: Show, size: tuple[int, int]
) -> None:
    width, height = size
    one = screen(shared_server, viewport={"width": width, "height": height})
    page, key = one.page, opened(one, "San Felipe con la ciudad de Laredo")
    log = page.locator(".log").bounding_box()
    question = page.locator(".m:not(.yo)").last.bounding_box()
    assert log and question
    assert log["y"] <= question["y"] and question["y"] + question["height"] <= log["y"] + log["height"]
    shown = page.locator("em", has_text=key).last
    for narrower in range(280, 440, 4):  # at some of them the end of the line falls on its hyphen
        page.set_viewport_size({"width": narrower, "height": height})
        assert shown.evaluate("node => node.getClientRects().length") == 1, narrower


def test_a_browser_remembers_only_who_asks_for_it_and_until_they_say_otherwise(
    shared_server: Server, screen: Show
) -> None:
    one = screen(shared_server)
    page = one.page
    opened(one, "Prueba con Baytown")
    one.say("recuérdamelo el 15 de marzo")
    one.hears("Aquí no puedo escribirte primero")
    page.get_by_role("button", name="Recordar en este equipo").click()
    page.get_by_text("Este equipo te recuerda").wait_for()
    assert list(local(page)) == ["enlace"]

    later = Screen(one.context, (shared_server.url,))  # another tab, another day
    later.page.goto(shared_server.url + "/demo")
    later.talk()
    assert later.axe() == []
    later.say("¿en qué voy?")
    later.hears("Prueba con Baytown")
    expect(later.page.locator(".pasos li")).to_have_count(10)
    later.say("recuérdamelo el 16 de marzo")
    later.hears("Si el canal no me deja escribirte primero, lo verás cuando vuelvas.")
    later.page.get_by_role("button", name="Dejar de recordar").first.click()
    expect(later.page.get_by_role("button", name="Recordar en este equipo").first).to_be_visible()
    assert local(later.page) == {}
    later.page.close()


@pytest.mark.parametrize("end", ["erase", "new"])
def test_what_ends_the_conversation_ends_the_memory_of_it(shared_server: Server, screen: Show, end: str) -> None:
    one = screen(shared_server)
    page = one.page
    opened(one, "Prueba con Eagle Pass")
    page.get_by_role("button", name="Recordar en este equipo").click()
    page.get_by_text("Este equipo te recuerda").wait_for()
    if end == "new":
        page.get_by_role("button", name="Nueva conversación").click()
        page.get_by_text("Este equipo dejará de recordarte.").wait_for()
        page.get_by_role("button", name="Empezar otra").click()
        page.locator(".yo").first.wait_for(state="detached")
    else:
        one.say("borra mis datos")
        page.get_by_role("button", name="Sí, borra todo").click()
        one.hears("Folio")
        page.get_by_role("button", name="Copiar folio").wait_for()
        assert "Eagle Pass" not in page.get_by_role("log").inner_text()
    assert local(page) == {}
