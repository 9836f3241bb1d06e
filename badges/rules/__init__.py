"""The rules of the evening: pure functions of plain values, with ``now`` as an argument."""
