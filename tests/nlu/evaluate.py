"""`make evaluate`: how well Enlace understands, beside stock Rasa in the same run."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

import settings
from bot.assistant import start
from bot.nlu.entity_component import shared_extractor
from tests.nlu.crossvalidation import cross_validate
from tests.nlu.measures import ALL_ENTITIES, PLACES, Measures, heldout, measure, place_errors, reading, samples
from tests.nlu.stock import PIPELINES, run_stock
from tests.nlu.terms import answers_of_terms

ANSWER_AT = 0.40  # as in config.yml
console = Console(width=120)


def main(
    stock: bool = typer.Option(True, help="Compara con los clasificadores de fábrica (tarda unos minutos más)."),
    errores: bool = typer.Option(False, "--errores", help="Muestra cada frase contestada mal."),
) -> None:
    """Mide la comprensión sobre la muestra reservada tests/nlu/heldout.yml."""
    assistant = start(report=console.print)
    terms = answers_of_terms(settings.load().database_url)
    cases = samples()
    started = time.perf_counter()

    async def read_all() -> Measures:
        return measure([(sample, reading(await assistant.parse(sample.text), terms)) for sample in cases])

    ours = asyncio.run(read_all())
    ms = (time.perf_counter() - started) * 1000 / len(cases)
    _bands(ours)
    _entities()
    table = Table(
        "Clasificador",
        "Acierto",
        "Entre 3",
        "F1 macro",
        "Contesta bien",
        "Contesta mal",
        "Fuera: contesta",
        "Entrena (s)",
        "ms",
        title="Mismas frases, misma corrida, mismo umbral",
    )
    _row(table, "Enlace", ours, None, ms)
    if stock:
        for name in PIPELINES:
            with tempfile.TemporaryDirectory() as folder:
                result = run_stock(name, cases, Path(folder), ANSWER_AT)
            _row(table, name, measure(result.readings), result.training_seconds, result.ms_per_message)
    console.print(table)
    console.print(
        f"Validación cruzada en las frases de entrenamiento (5 partes): {cross_validate():.1%} de acierto. Es la "
        "lectura pesimista: cada frase se escribió para no parecerse a las demás."
    )
    _confusions(ours, errores)


def _bands(measures: Measures) -> None:
    console.print(f"\n{measures.in_scope} frases dentro de alcance, {measures.out_of_scope} fuera.")
    console.print(f"Contesta: {measures.answered_right:.1%} bien, {measures.answered_wrong:.1%} mal.")
    console.print(
        f"Ofrece opciones: {measures.offered:.1%}; la buena está entre ellas en {measures.offered_with_right:.1%}."
    )
    console.print(
        f"Dice que no sabe: {measures.rejected:.1%}. De lo de fuera, contesta {measures.out_of_scope_answered:.1%}."
    )


def _entities() -> None:
    extractor = shared_extractor()
    total = len(heldout()["lugares"])
    for name, kinds in (("Lugares y años", PLACES), ("Con tipos y temas", ALL_ENTITIES)):
        wrong = place_errors(lambda text: [entity.as_dict() for entity in extractor.extract(text)], kinds)
        console.print(f"{name} exactamente bien: {1 - len(wrong) / total:.1%} de {total} mensajes.")


def _row(table: Table, name: str, measures: Measures, training: float | None, ms: float) -> None:
    shares = (
        measures.right_first,
        measures.right_top_three,
        measures.macro_f1,
        measures.answered_right,
        measures.answered_wrong,
        measures.out_of_scope_answered,
    )
    table.add_row(name, *(f"{share:.1%}" for share in shares), f"{training:.0f}" if training else "—", f"{ms:.1f}")


def _confusions(measures: Measures, every: bool) -> None:
    console.print("\nPares que más se confunden (correcta → tomada):")
    for right, taken, times in measures.confusions[:20]:
        console.print(f"  {times}  {right} → {taken}")
    for text, right, taken in measures.failures if every else []:
        console.print(f"  «{text}»: era {right}, contestó {taken}", markup=False)


if __name__ == "__main__":
    typer.run(main)
