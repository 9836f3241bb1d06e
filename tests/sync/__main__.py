"""Play many evenings, each another one, until one goes wrong: `python -m tests.sync`."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from badges.migrating import migrate
from badges.store import make_engine
from tests.sync.checks import check
from tests.sync.playing import Players
from tests.sync.test_simulation import a_scenario
from tests.sync.world import World, time_of_the_simulation


def play(seed):
    """One evening in an installation of its own; raises where something is not as it was promised."""
    with TemporaryDirectory() as folder, time_of_the_simulation():
        path = Path(folder) / "last-badge.db"
        engine = make_engine(f"sqlite:///{path}")
        migrate(engine)
        engine.dispose()
        world, players = World(path), Players()
        try:
            evening = world.evening(desks=6, people=150)
            report = players.play(evening, a_scenario(evening, seed))
            check(evening, report)
        finally:
            players.close()
            world.close()
    made = sum(len(tablet["made"]) for tablet in report["tablets"])
    deaths = sum(tablet["deaths"] for tablet in report["tablets"])
    asked = report["requests"]
    print(f"evening {seed}: {made} things done, {asked} requests, {deaths} tabs closed", flush=True)


def main():
    """Play the evenings that were asked for, one after the other."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    for seed in range(first, first + count):
        play(seed)


if __name__ == "__main__":
    main()
