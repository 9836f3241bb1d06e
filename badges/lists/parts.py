"""First and last name as a list gives them beside the whole name; nobody here guesses them out of it."""


def of_row(name: str, first: str, last: str) -> tuple[str, str, str]:
    """The whole name, the first and the last, out of a row's three cells."""
    if name and first and not last and first.casefold() not in name.casefold():
        # Beside a first name alone “Name” is the last name, as German lists have it.
        return f"{first} {name}", first, name
    return name or f"{first} {last}".strip(), first, last


def of_companion(first: str, last: str, mark: str) -> tuple[str, str]:
    """The parts of somebody's unnamed companion, whose name is theirs with a mark after it."""
    if last:
        return first, f"{last}{mark}"
    return (f"{first}{mark}" if first else ""), ""


def after(name: str, *, was: str, first: str, last: str) -> tuple[str, str]:
    """The first and last name of somebody whose whole name was mended without saying the parts anew.

    Where the two made up the whole, the one that still stands in its place
    stays, and the rest is the other. In all other cases nobody knows them any more.
    """
    if name == was:
        return first, last
    if first and last and was == f"{first} {last}":
        if name.endswith(f" {last}"):
            return name.removesuffix(f" {last}").strip(), last
        if name.startswith(f"{first} "):
            return first, name.removeprefix(f"{first} ").strip()
    return "", ""
