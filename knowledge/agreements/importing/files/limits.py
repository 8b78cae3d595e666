"""How much a file to import may hold: enough for any register, and too little to fill the memory.

A file beyond a limit is refused as a whole; none is cut short in silence.
"""

from __future__ import annotations

MOST_BYTES = 64 * 2**20  # of a file
MOST_UNPACKED = 512 * 2**20  # bytes of all that an XLSX unpacks, of which an empty table with formats takes 300 MB
MOST_PARTS = 5_000  # files inside an XLSX
MOST_ROWS = 250_000  # with something in them
MOST_COLUMNS = 256
MOST_CELLS = 4_000_000
MOST_ELEMENTS = 6_000_000  # XML elements up to the last cell with something: two or three a cell
MOST_TEXT = 64 * 2**20  # characters kept of all the cells
LONGEST_LINE = 2**20  # characters of a line of a text file
LAST_ROW = 1_048_576  # of a sheet of Excel
