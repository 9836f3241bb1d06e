"""Playing an evening: the tablets' code runs in Node and asks this process, line by line, for the server."""

import json
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NODE = ROOT / ".venv" / "bin" / "node"
TROUBLE = {"lost": 0.04, "lostAnswer": 0.04, "twice": 0.03, "slow": 0.04}
QUIET = {"lost": 0, "lostAnswer": 0, "twice": 0, "slow": 0}


class Players:
    """A process of Node that plays one evening after the other."""

    def __init__(self):
        if not NODE.exists():
            pytest.fail("There is no Node to run the tablets' code with; make assets brings it.")
        self.process = subprocess.Popen(
            [NODE, "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", "tests/sync/js/simulation.mjs"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def play(self, evening, scenario):
        """Play it to its end; answers what the tablets say then."""
        self._say({**scenario, "people": evening.people})
        for line in self.process.stdout:
            asked = json.loads(line)
            if asked["do"] == "report":
                evening.handle(asked)
                self._say({})
                return asked
            self._say(evening.handle(asked))
        raise AssertionError(f"Node ended in the middle of the evening with {self.process.wait()}")

    def _say(self, answer):
        self.process.stdin.write(json.dumps(answer).encode() + b"\n")
        self.process.stdin.flush()

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()
