"""How much of a file is read at most; a plan of a province has hundreds of rows, not thousands."""

from __future__ import annotations

FILE_BYTES = 20 * 1024 * 1024
TEXT_BYTES = 5 * 1024 * 1024
"""Text without images: a plan with ten appendices has a tenth of a MiB."""
TABLE_ROWS = 20_000
TABLE_COLUMNS = 100
CSV_COLUMNS = 16_384
"""What a spreadsheet can write, most of them empty."""
CELLS = 400_000
TEXT_LINES = 100_000
CELL_CHARACTERS = 32_767

ZIP_MEMBERS = 500
INFLATED_BYTES = 50 * 1024 * 1024
HARMLESS_BYTES = 8 * 1024 * 1024
"""Inflated size up to which a high ratio means an empty sheet, not an attack."""
INFLATED_RATIO = 100

PARSE_MEMORY_BYTES = 1024 * 1024 * 1024
PARSE_CPU_SECONDS = 40
PARSE_WALL_SECONDS = 90
ANSWER_BYTES = 64 * 1024 * 1024
