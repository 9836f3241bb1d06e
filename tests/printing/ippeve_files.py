"""What ippeveprinter reads: its attributes, and the command that is its paper path."""

import shlex

# It prints by copying; the name of a file is the moment it came out, and the name of its job.
_COMMAND = """#!/bin/sh
cd {folder} || exit 1
read -r mood seconds < mood
case $mood in
    slow) sleep "$seconds" ;;
    abort) echo 'ERROR: The fuser is on fire.' >&2; exit 1 ;;
    lie) echo 'STATE: media-empty' >&2; exit 0 ;;
esac
stopped=
while read -r mood seconds < mood; do
    case $mood in
        media-jam|cover-open|media-empty) ;;
        *) break ;;
    esac
    [ "$stopped" ] || echo "STATE: +$mood" >&2
    stopped=$mood
    sleep 0.05
done
[ "$stopped" ] && echo "STATE: -$stopped" >&2
cp "$1" coming-out && mv coming-out "printed/$(date +%s%N) $IPP_JOB_NAME"
"""
_ATTRIBUTES = """
ATTR boolean color-supported false
ATTR integer copies-default 1
ATTR mimeMediaType document-format-supported {formats}
ATTR rangeOfInteger copies-supported 1-99
ATTR enum finishings-default 3
ATTR enum finishings-supported 3
ATTR keyword media-supported {names}
ATTR keyword media-default {name}
ATTR keyword media-ready {names}
ATTR keyword media-source-supported main
ATTR keyword media-type-supported labels
ATTR collection media-col-default {tray}
ATTR collection media-col-ready {trays}
ATTR collection media-col-database {trays}
ATTR collection media-size-supported {sizes}
ATTR enum orientation-requested-default 3
ATTR enum orientation-requested-supported 3
ATTR keyword print-color-mode-default monochrome
ATTR keyword print-color-mode-supported monochrome
ATTR keyword print-scaling-default auto
ATTR keyword print-scaling-supported auto,none
ATTR octetString printer-input-tray "type=continuousRoll;maxcapacity=250;level=100;status=0;name=main"
ATTR text printer-make-and-model "Example Badges"
ATTR text printer-device-id "MFG:Example;MDL:Badges;"
ATTR resolution printer-resolution-default {dpi}dpi
ATTR resolution printer-resolution-supported {dpi}dpi
ATTR resolution pwg-raster-document-resolution-supported {dpi}dpi
ATTR keyword pwg-raster-document-type-supported black_1,sgray_8
ATTR keyword sides-default one-sided
ATTR keyword sides-supported one-sided
"""


def command(folder):
    """What it runs for each job, with the folder of the printer."""
    return _COMMAND.format(folder=shlex.quote(str(folder)))


def media_name(size):
    return f"oe_badge-{size[0]}x{size[1]}mm_{size[0]}x{size[1]}mm"


def attributes(media, formats, dpi):
    """Its configuration, for these sizes in millimetres, media types and dots to the inch."""
    sizes = [
        f"{{ MEMBER integer x-dimension {round(100 * x)} MEMBER integer y-dimension {round(100 * y)} }}"
        for x, y in media
    ]
    trays = [
        f"{{ MEMBER collection media-size {size} MEMBER keyword media-size-name {media_name(named)}"
        " MEMBER integer media-bottom-margin 0 MEMBER integer media-left-margin 0"
        " MEMBER integer media-right-margin 0 MEMBER integer media-top-margin 0"
        " MEMBER keyword media-source main MEMBER keyword media-type labels }"
        for size, named in zip(sizes, media, strict=True)
    ]
    names = [media_name(size) for size in media]
    return _ATTRIBUTES.format(
        names=",".join(names), name=names[0], tray=trays[0], trays=",".join(trays), sizes=",".join(sizes),
        formats=",".join(formats), dpi=dpi,
    )  # fmt: skip
