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
from bot.rasa.assistant import Assistant, start
from bot.understanding.places.entity_component import shared_extractor
from tests.nlu.crossvalidation import cross_validate
from tests.nlu.measures import ALL_ENTITIES, PLACES, Measures, heldout, measure, place_errors, reading, samples
from tests.nlu.stock import PIPELINES, Result, run_ours, run_stock, some_labels
from tests.nlu.terms import answers_of_terms
from tests.nlu.test_in_guide import FLOORS, count_stray, count_understood

ANSWER_AT = 0.40  # as in config.yml
console = Console(width=120)


def main(
    stock: bool = typer.Option(True, help="Compara con los clasificadores de fábrica (tarda unos minutos más)."),
    etiquetas: int = typer.Option(25, help="En cuántas etiquetas vecinas se compara."),
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
    console.print(
        f"{ours.right_first:.1%} de acierto a la primera, {ours.right_top_three:.1%} entre las tres primeras, "
        f"F1 macro {ours.macro_f1:.1%}, {ms:.1f} ms por frase."
    )
    _in_guide(assistant)
    if stock:
        _compare(etiquetas)
    console.print(
        f"Validación cruzada en las frases de entrenamiento (3 partes): {cross_validate():.1%} de acierto. Es la "
        "lectura pesimista: cada frase se escribió para no parecerse a las demás."
    )
    _confusions(ours, errores)


def _compare(count: int) -> None:
    labels = some_labels(count)
    chosen = [sample for sample in samples() if sample.label in labels]
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
        title=f"Mismas {len(labels)} etiquetas, {len(chosen)} frases, misma corrida, mismo umbral",
    )
    _row(table, "Enlace", run_ours(labels, chosen, ANSWER_AT))
    for name in PIPELINES:
        with tempfile.TemporaryDirectory() as folder:
            _row(table, name, run_stock(name, labels, chosen, Path(folder), ANSWER_AT))
    console.print(table)


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


def _in_guide(assistant: Assistant) -> None:
    for name in FLOORS:
        right, total = count_understood(assistant, name)
        console.print(f"Dentro de la guía, {name}: {right / total:.1%} de {total} mensajes, como la persona quiso.")
    taken, total = count_stray(assistant)
    console.print(f"Comentarios sueltos que anota como respuesta: {taken} de {total}.")


def _row(table: Table, name: str, result: Result) -> None:
    got = measure(result.readings)
    shares = (
        got.right_first,
        got.right_top_three,
        got.macro_f1,
        got.answered_right,
        got.answered_wrong,
        got.out_of_scope_answered,
    )
    cells = [f"{share:.1%}" for share in shares]
    table.add_row(name, *cells, f"{result.training_seconds:.0f}", f"{result.ms_per_message:.1f}")


def _confusions(measures: Measures, every: bool) -> None:
    console.print("\nPares que más se confunden (correcta → tomada):")
    for right, taken, times in measures.confusions[:20]:
        console.print(f"  {times}  {right} → {taken}")
    for text, right, taken in measures.failures if every else []:
        console.print(f"  «{text}»: era {right}, contestó {taken}", markup=False)


if __name__ == "__main__":
    typer.run(main)
