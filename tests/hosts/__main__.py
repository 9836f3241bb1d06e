"""Play many evenings of hosts, each another one, until one goes wrong: `python -m tests.hosts 50`."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from aiosmtpd.controller import Controller

from badges.migrating import migrate
from badges.store import open_store
from tests.hosts.checks import check
from tests.hosts.world import World
from tests.ports import free_port
from tests.post import Sink, settings_of
from tests.sinks import HttpSink


def play(seed, sinks):
    """One evening in an installation of its own; raises where a host was not told as promised."""
    sinks[0].mails = []
    for one in sinks[1:]:
        one.asked = []
    with TemporaryDirectory() as folder:
        store = open_store(settings_of(folder))
        migrate(store.engine)
        world = World(store, Path(folder), sinks, seed)
        world.plays()
        heard = check(world)
        store.engine.dispose()
    messages = len(world.received) + len(world.pushed)
    print(f"evening {seed}: {heard} things heard in {messages} messages", flush=True)


def main():
    """Play the evenings that were asked for, one after the other."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=free_port())
    controller.start()
    others = [HttpSink() for _ in ("a chat", "a program", "a push service")]
    sink.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        for seed in range(first, first + count):
            play(seed, (sink, *others))
    finally:
        for one in others:
            one.close()
        controller.stop()


if __name__ == "__main__":
    main()
