"""Print stations of a process of their own, each a thread, until the input ends; tells when each was rung."""

import json
import sys
import threading
import time

from badges.printing.backends.opening import open_printer
from badges.printing.station.agent import Agent
from badges.printing.station.by_http import HttpLink
from badges.printing.station.place import Place


class Listening(HttpLink):
    """The way to the server, with the moments at which its agent was rung."""

    def __init__(self, url, key):
        super().__init__(url, key)
        self.rung = []

    def wait(self, seconds):
        rung = super().wait(seconds)
        if rung:
            self.rung.append(time.time())
        return rung


def run(plan, until):
    """Let stations of these keys print at these printers until told to stop."""
    stop, links, threads = threading.Event(), [], []
    for one in plan["stations"]:
        link = Listening(plan["url"], one["key"])
        agent = Agent(link, open_printer(one["printer"]), Place(None, ""), lambda _sentence: None)
        links.append(link)
        threads.append(threading.Thread(target=agent.run, args=(stop,), daemon=True))
        threads[-1].start()
    until()
    stop.set()
    for thread in threads:
        thread.join(5)
    return [link.rung for link in links]


if __name__ == "__main__":
    json.dump(run(json.loads(sys.stdin.readline()), sys.stdin.read), sys.stdout)
