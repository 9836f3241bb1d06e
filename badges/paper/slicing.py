"""Cutting a slice out of a font file, as a browser reads it."""

import uharfbuzz as hb

from badges.paper.slices import Slice


def cut_slice(slice_: Slice) -> bytes:
    """A font file with the characters of the slice and all that shapes them; a millisecond of work."""
    source = hb.Face(hb.Blob.from_file_path(str(slice_.file.path)))
    wanted = hb.SubsetInput()
    wanted.flags = hb.SubsetFlags.NO_HINTING
    for first, last in slice_.ranges:
        wanted.sets(hb.SubsetInputSets.UNICODE).update(range(first, last + 1))
    for axis, place in slice_.file.axes:
        wanted.pin_axis_location(source, axis, place)
    return bytes(wanted.subset(source).blob.data)
