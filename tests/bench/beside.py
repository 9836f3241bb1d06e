"""How long the desk waits while an organiser takes in a long list or makes badges: a process of its own."""

import json
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import requests

from tests.bench.client import Connection


def scan_steadily(plan, stop, delays):
    """One scan after another at a steady rate until told to stop."""
    desk = Connection(("127.0.0.1", plan["port"]))
    desk.sock.setblocking(True)
    for request in plan["requests"]:
        if stop.is_set():
            return
        desk.send(request.encode())
        while desk.answered() is None:
            pass
        delays.append(time.perf_counter() - desk.sent_at)
        time.sleep(1 / plan["rate"])


def take_in(plan):
    """What the organiser does on the page: choose a file, look, say yes, wait until it is done."""
    page = requests.Session()
    page.get(plan["organiser"], timeout=10)
    home = f"{plan['url']}/organiser/{plan['slug']}/list"
    with Path(plan["file"]).open("rb") as file:
        shown = page.post(
            f"{home}/preview", data=token(page.get(home, timeout=30)), files={"file": file}, timeout=120
        )
    form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', shown.text))
    action = re.search(r'(?:form)?action="([^"]*apply[^"]*)"', shown.text)[1]
    looked = time.perf_counter()
    done = page.post(plan["url"] + action, data=form, timeout=120)
    while "data-progress" in done.text or "<progress" in done.text:
        time.sleep(0.3)
        done = page.get(done.url, timeout=30)
    return looked, time.perf_counter()


def token(answer):
    return {"csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', answer.text)[1]}


def make_badges(plan):
    """What the page does when an organiser makes the file: a process that gives way draws it."""
    begin = time.perf_counter()
    command = ["nice", "-n", "10", sys.executable, "-m", "web.command", "badges", plan["slug"]]
    command += ["--out", plan["badges"]]
    subprocess.run(command, env=plan["environment"], check=True, capture_output=True)
    return begin, time.perf_counter()


def run(plan):
    """The desk's delays alone, and while the list is taken in or the badges are made."""
    stop, delays, times = threading.Event(), [], []
    desk = threading.Thread(target=scan_steadily, args=(plan, stop, delays))
    desk.start()
    time.sleep(3)
    times = [len(delays)]
    begin = time.perf_counter()
    looked, done = make_badges(plan) if "badges" in plan else take_in(plan)
    total = len(delays)
    stop.set()
    desk.join()
    return {
        "alone": delays[: times[0]],
        "beside": delays[times[0] : total],
        "look": looked - begin,
        "taken": done - looked,
    }


if __name__ == "__main__":
    json.dump(run(json.load(sys.stdin)), sys.stdout)
