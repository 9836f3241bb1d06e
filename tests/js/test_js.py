"""The tests of the tablet's code, each file one test here."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NODE = Path(sys.executable).parent / "node"
FILES = sorted(path.name for path in Path(__file__).parent.glob("*.test.mjs"))


@pytest.mark.parametrize("name", FILES)
def test_the_tablets_code_passes(name):
    if not NODE.exists():
        pytest.fail("There is no Node to run the tablet's code with; make assets brings it.")
    command = [NODE, "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", "--test", f"tests/js/{name}"]

    ran = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=120)

    assert ran.returncode == 0, ran.stdout + ran.stderr
