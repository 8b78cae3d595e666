"""What the commands print."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from sqlalchemy.orm import Session

from knowledge.agreements.importing.files.reading import Table
from knowledge.agreements.importing.report import Report
from knowledge.models import Agreement, Answer, Term
from knowledge.search import Hit

REFUSALS_SHOWN = 20


def say(line: str) -> None:
    """Print a line as it is: neither cut to the width of the screen nor read as Rich's markup."""
    Console(soft_wrap=True, markup=False, highlight=False, emoji=False).print(line)


@contextmanager
def progress(*titles: str) -> Iterator[list[Callable[[int, int], None]]]:
    """A progress bar for each title on the error output, where that is a screen; gives the functions that move them."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        yield [_mover(bars, bars.add_task(title, total=None, visible=False)) for title in titles]


def _mover(bars: Progress, task: TaskID) -> Callable[[int, int], None]:
    return lambda done, total: bars.update(task, completed=done, total=total, visible=True)


def describe_table(table: Table) -> Iterator[str]:
    """How a file was read: its sheet, and what of it was not used."""
    yield from table.remarks
    if table.unused:
        yield f"No usé estas columnas: {', '.join(table.unused)}. Si alguna hace falta, dilo con --columna."


def describe_report(report: Report, refused_path: Path) -> Iterator[str]:
    """What an import did, and why it refused what it refused."""
    yield (
        f"{report.added:,} agregadas, {report.changed:,} cambiadas, {report.unchanged:,} iguales, "
        f"{len(report.refused):,} rechazadas."
    )
    for refusal in report.refused[:REFUSALS_SHOWN]:
        yield f"  línea {refusal.line}: {refusal.reason}"
    if len(report.refused) > REFUSALS_SHOWN:
        yield f"  … y {len(report.refused) - REFUSALS_SHOWN:,} más."
    if report.notices:
        yield f"{len(report.notices):,} avisos de filas que sí entraron:"
    for notice in report.notices[:REFUSALS_SHOWN]:
        yield f"  línea {notice.line}: {notice.text}"
    if len(report.notices) > REFUSALS_SHOWN:
        yield f"  … y {len(report.notices) - REFUSALS_SHOWN:,} más."
    if report.refused:
        yield f"Las filas rechazadas están en {refused_path}; corrígelas ahí y vuelve a importar ese archivo."


def describe_hits(session: Session, hits: list[Hit]) -> Iterator[str]:
    """One line for each thing found."""
    for hit in hits:
        if hit.kind == "acuerdo":
            yield f"acuerdo    {hit.ref}  {_describe_agreement(session.get(Agreement, hit.ref))}"
        elif hit.kind == "termino":
            yield f"término    {hit.ref}  {session.get(Term, hit.ref).name}"
        else:
            yield f"respuesta  {hit.ref}  {session.get(Answer, hit.ref).title}"


def _describe_agreement(agreement: Agreement) -> str:
    place = agreement.municipality_name or agreement.mexican_body
    state = agreement.state.short_name if agreement.state else ""
    mexican = ", ".join(part for part in (place, state) if part)
    foreign = f"{agreement.counterpart.name} ({agreement.country.name})"
    kind = f"{agreement.kind}, " if agreement.kind else ""
    proof = f"registro {agreement.registration_number or agreement.registered}, " if agreement.is_registered else ""
    return f"{mexican} — {foreign}: {kind}{proof}reportado por {agreement.source}"
