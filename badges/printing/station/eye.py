"""How a station sees its printer: what it is, how it is, and since when it has been out of order."""

from collections.abc import Callable

from badges.printing.printer import Look, Makes, Printer, Unreachable


class Eye:
    """The last look at a printer. ``look`` is None while it does not answer."""

    def __init__(self, printer: Printer, clock: Callable[[], float]) -> None:
        self._printer = printer
        self._clock = clock
        self._looked: float | None = None
        self.makes: Makes | None = None
        self.look: Look | None = None
        self._out_since: float | None = None
        # Whether it stands otherwise than when this was last taken.
        self.changed = False

    def refresh(self, oldest: float) -> None:
        """Look again, unless the last look is younger than so many seconds."""
        if self._looked is not None and self._clock() - self._looked < oldest:
            return
        try:
            # One that was away may have come back as another, or with other paper in it.
            if self.makes is None or self.look is None:
                self.makes = self._printer.makes()
            self._see(self._printer.look())
        except Unreachable:
            self._see(None)

    def lost(self) -> None:
        """It has just not answered something else."""
        self._see(None)

    @property
    def stopped(self) -> bool:
        """Whether it can print nothing now."""
        return self.look is None or self.look.stopped

    @property
    def out_for(self) -> float:
        """For how many seconds it has been out of order; 0 while it is well."""
        return 0.0 if self._out_since is None else self._clock() - self._out_since

    def _see(self, look: Look | None) -> None:
        self.changed |= _matters(self.look) != _matters(look) or self._looked is None
        self.look, self._looked = look, self._clock()
        if not self.stopped:
            self._out_since = None
        elif self._out_since is None:
            self._out_since = self._looked


def _matters(look: Look | None) -> object:
    # Whether it is busy the server knows from the jobs.
    return look and (look.stopped, look.words, look.media)
