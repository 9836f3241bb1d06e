"""A crowd as at a large congress: people from many places, under names as varied as theirs."""

import tomllib
from pathlib import Path
from random import Random

_KINDS = tomllib.loads((Path(__file__).parent / "samples" / "crowd.toml").read_text(encoding="utf-8"))
_STEMS, _TRADES = _KINDS["stems"].split(), _KINDS["trades"].split()
_ALL = [*_KINDS["made"], *_KINDS["whole"]]


def crowd(count, seed=5):
    """People as (name, company), the same for the same seed."""
    luck = Random(seed)
    drawn = luck.choices(_ALL, [kind["share"] for kind in _ALL], k=count)
    companies = [_company(luck) for _ in range(count // 8 + 1)]
    return [(_name(luck, kind), luck.choice(companies) if luck.random() < 0.8 else "") for kind in drawn]


def _name(luck, kind):
    if "families" in kind:
        return luck.choice(kind["families"].split()) + kind["between"] + luck.choice(kind["given"].split())
    given = luck.sample(kind["given"].split(), 2 if luck.random() < 0.1 else 1)
    family = _family(luck, kind)
    if luck.random() < 0.04:
        family += f"-{_family(luck, kind)}"
    if kind["before"] and luck.random() < 0.08:
        family = luck.choice(kind["before"]) + family
    return " ".join([*given, family])


def _family(luck, kind):
    middle = luck.choice(_STEMS) if luck.random() < 0.85 else ""
    return f"{luck.choice(_STEMS)}{middle}{luck.choice(kind['endings'].split())}".capitalize()


def _company(luck):
    ending = luck.choice(["a", "o", "i", "um", "ex", "ix"])
    return f"{luck.choice(_STEMS)}{luck.choice(_STEMS)}{ending} {luck.choice(_TRADES)}".title()


def typed(name):
    """How somebody of another script writes their name in Latin letters; empty where we do not know."""
    known = _KINDS["typed"]
    if " " in name:
        parts = name.split(" ")
    else:
        parts = next(
            ([name[:at], name[at:]] for at in (2, 1) if {name[:at], name[at:]} <= known.keys()), [name]
        )
    return " ".join(known[part] for part in parts) if known.keys() >= set(parts) else ""
