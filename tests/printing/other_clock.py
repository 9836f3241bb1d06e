"""`last-badge` on a machine whose clock goes wrong: `python -m tests.printing.other_clock SECONDS station …`.

Every wall clock of the process is so many seconds ahead; the one that only
goes forward is left alone, as it is on a machine that somebody set wrongly.
"""

import datetime as dt
import sys
import time


def set_wrong(seconds):
    """Let the wall clocks of this process be so far ahead; before anything else is imported."""
    right, aside = time.time, dt.timedelta(seconds=seconds)

    class Wrong(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return super().now(tz) + aside

    time.time = lambda: right() + seconds
    dt.datetime = Wrong


if __name__ == "__main__":
    set_wrong(float(sys.argv.pop(1)))
    from web.command import main

    main()
