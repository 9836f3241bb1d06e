"""The rows set apart, as a file that can be mended and sent again."""

import csv
import io

from badges.armour import armoured
from badges.lists.columns import WHY
from badges.lists.plan import Plan
from badges.lists.read import Reading
from badges.lists.titles import bare


def rows_apart(reading: Reading, planned: Plan) -> bytes:
    """A CSV file in UTF-8 of the rows that did not go in, their own columns first and last what to mend."""
    why = planned.apart
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    header = reading.columns.written
    kept = [place for place, title in enumerate(header) if bare(title) != bare(WHY)]
    writer.writerow([*(armoured(header[place]) for place in kept), WHY])
    for number, row in reading.rows:
        if number in why:
            cells = [row[place] if place < len(row) else "" for place in kept]
            writer.writerow(armoured(cell) for cell in (*cells, *row[len(header) :], why[number]))
    # With the mark that makes spreadsheets read UTF-8.
    return b"\xef\xbb\xbf" + out.getvalue().encode()
