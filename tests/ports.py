"""Ports of this machine that nobody listens at."""

import random
import socket

# Below those that Linux and macOS hand out to connections: between the asking and the listening
# nobody but another test could take one of these, and it would have to guess the same of 12,000.
OURS = range(20_000, 32_000)
# Not the module's own numbers, which a plugin may begin alike in two processes.
_DICE = random.SystemRandom()


def free_port():
    """A port that is free now."""
    while True:
        port = _DICE.choice(OURS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
