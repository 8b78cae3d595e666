"""Rows that mean something else if a cell above them was merged, in files that do not keep it."""

from __future__ import annotations

from knowledge.agreements.importing.files.cells import cell_text, is_blank
from knowledge.agreements.importing.files.reading import RawRow
from knowledge.agreements.importing.finding_places import Places
from knowledge.agreements.importing.rows import AgreementRow, RefusedRow

_MERGED = "como en una celda combinada"


class Above:
    """What the rows above say of the Mexican side, for those that leave it empty."""

    def __init__(self, places: Places) -> None:
        """Nothing is above the first row."""
        self._places = places
        self._row: AgreementRow | None = None

    def check(self, raw: RawRow, row: AgreementRow) -> str:
        """Compare a row with the one above it; returns what is not known of its place, if anything.

        A row with its own id is as we wrote it.

        Raises:
            RefusedRow: an empty cell may be the rest of a merged one.
        """
        above, self._row = self._row, row
        written = cell_text(raw.cells.get("id"))
        ours = bool(written) and written in (row.identity(), row.identity(dated=True))
        if not ours:
            try:
                self._refuse_if_merged(raw, row, above)
            except RefusedRow:
                self._row = above
                raise
        if row.municipality_name and not row.municipality_key and not ours:
            return f"hay varios municipios «{row.municipality_name}» y la fila no dice cuál; queda sin ubicar"
        return ""

    def _refuse_if_merged(self, raw: RawRow, row: AgreementRow, above: AgreementRow | None) -> None:
        # In the file of refused rows, where the row above is another one, the reason still stands.
        told = _MERGED in cell_text(raw.cells.get("motivo"))
        if row.municipality_name and not row.municipality_key and is_blank(raw.cells.get("estado")):
            state = above.state_key if above else None
            if told or (state and self._places.municipality(row.municipality_name, state)[1]):
                raise RefusedRow(
                    f"hay varios municipios «{row.municipality_name}» y el estado está vacío debajo de otro, "
                    f"{_MERGED}: escríbelo en cada fila"
                )
        if row.municipality_name or row.mexican_body or not is_blank(raw.cells.get("municipio", "no hay tal columna")):
            return
        if told or (above and above.municipality_name and row.state_key == above.state_key):
            raise RefusedRow(
                f"el municipio está vacío debajo de otro, {_MERGED}: escríbelo en cada fila o, si firma el gobierno "
                "del estado, dilo en dependencia_mexicana"
            )
