"""Draws the widget on a phone, on a desktop and in the dark: a real conversation with the server of `make run`."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.browser.conftest import FLAGS
from tests.connectors.running_server import Server

# What is said on each picture, and what the last answer begins with.
PICTURES = {
    "telefono": (
        {"viewport": {"width": 390, "height": 780}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True},
        ["que hermanamientos tiene guadalajra"],
        "Entendí Guadalajara",
    ),
    "escritorio": (
        {"viewport": {"width": 1200, "height": 760}, "device_scale_factor": 1.5},
        ["cuanto tarda el dictamen"],
        "No hay un plazo",
    ),
    "oscuro": (
        {"viewport": {"width": 1200, "height": 760}, "device_scale_factor": 1.5, "color_scheme": "dark"},
        ["somos un municipio chiquito y queremos firmar con una ciudad de Texas, ¿qué hacemos?"],
        "Sí se puede",
    ),
}


def main(folder: Path) -> None:
    """Draw every picture into `folder`."""
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        server = Server(Path(place), {}).start()
        root = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=[*FLAGS, *root])
        try:
            for name, (screen, said, answer) in PICTURES.items():
                draw(browser, server.url, screen, said, answer).screenshot(path=folder / f"widget-{name}.png")
                print(f"{folder}/widget-{name}.png")
        finally:
            browser.close()
            server.kill()


def draw(browser: Browser, url: str, screen: dict[str, object], said: list[str], answer: str) -> Page:
    """A page where it was said and answered."""
    page = browser.new_context(reduced_motion="reduce", locale="es-MX", **screen).new_page()
    page.goto(url + "/demo")
    page.get_by_role("button", name="Pregúntale a Enlace").click()
    page.get_by_text("Antes de empezar.", exact=True).wait_for()
    for text in said:
        box = page.get_by_label("Escribe tu mensaje")
        box.fill(text)
        box.press("Enter")
    page.locator(".m:not(.yo)").filter(has_text=answer).wait_for()
    page.get_by_role("status").filter(has_text="escribiendo").wait_for(state="detached")
    if not screen.get("is_mobile") and not screen.get("color_scheme"):
        page.locator(".fuentes summary").last.click()
    page.get_by_label("Escribe tu mensaje").blur()
    return page


if __name__ == "__main__":
    main(Path(sys.argv[1]))
