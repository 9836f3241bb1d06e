"""Header texts: how they are compared, and what they usually mean."""

import re
from collections.abc import Iterable, Sequence

NAME, FIRST, LAST = "name", "first name", "last name"
EMAIL, COMPANY, TYPE, HOST, EXPECTED, CODE = "email", "company", "type", "host", "expected", "code"
# How many unnamed companions somebody brings, and which of our attendees a row of our own export is.
COMPANIONS, BADGE = "companions", "badge code"
# What a column may be told to be beside these: kept under its title, or not kept at all.
FIELD, LEFT_OUT = "field", "leave out"
MEANINGS = (NAME, FIRST, LAST, EMAIL, COMPANY, TYPE, HOST, EXPECTED, CODE, COMPANIONS)

_USUAL = {
    NAME: "name, full name, attendee name, attendee, display name, your name, your full name, "
    "what is your name, what is your full name, name and surname, guest name, participant name, "
    "vollständiger name, vor und nachname, teilnehmername, nom complet, nom et prénom, nombre completo, "
    "nombre y apellidos, nome completo, nome e cognome, volledige naam, naam, имя, фио, 姓名, 名前, 氏名",
    FIRST: "first name, first, firstname, given name, givenname, forename, vorname, prénom, prenom, nombre, "
    "nome, voornaam, imię, förnamn, fornavn, имя участника, 名",
    LAST: "last name, last, lastname, surname, family name, familyname, nachname, familienname, "
    "nom de famille, apellido, apellidos, cognome, sobrenome, achternaam, nazwisko, efternamn, etternavn, "
    "фамилия, 姓",
    EMAIL: "email, e mail, mail, email address, e mail address, mail address, attendee email, your email, "
    "your email address, e mail adresse, mailadresse, adresse e mail, adresse email, courriel, "
    "correo, correo electrónico, correo electronico, dirección de correo electrónico, "
    "indirizzo email, e mailadres, e postadress, электронная почта, メールアドレス, 邮箱",
    COMPANY: "company, company name, organisation, organization, organisation name, organization name, "
    "affiliation, employer, firma, unternehmen, société, entreprise, empresa, azienda, bedrijf, компания, "
    "会社, 公司",
    TYPE: "type, attendee type, ticket type, ticket name, ticket, category, kind",
    HOST: "host, hosts, host name, host email, invited by",
    EXPECTED: "expected, expected at, expected time, expected arrival",
    CODE: "code, ticket code, ticket id, ticket reference, barcode, foreign code, external id",
    COMPANIONS: "plus ones, plus one, companions, number of companions, additional guests",
}
_MEANS = {usual: what for what, names in _USUAL.items() for usual in names.split(", ")}
_PARTS = re.compile(r"[\s_\-.:*?/&]+")


def bare(title: str) -> str:
    """The text as header texts are compared: in one case, with one blank for all that parts its words."""
    return _PARTS.sub(" ", title).strip().casefold()


def meaning(title: str) -> str | None:
    """What a header text usually means, in any case, with blanks, dashes or underscores; None: a field."""
    return _MEANS.get(bare(title))


def known_of(header: Iterable[str]) -> int:
    """How many things a row names as headers do."""
    return len({meaning(title) for title in header} - {None})


def named(titles: Sequence[str]) -> list[str]:
    """The titles as they stand in the file, and one for each column that has none."""
    return [title or f"column {place + 1}" for place, title in enumerate(titles)]


def told_apart(titles: Sequence[str]) -> list[str]:
    """The titles, each once: the first of several stays as it is, and none becomes another that is there."""
    there, seen = set(titles), set[str]()
    apart = []
    for title in titles:
        more = (f"{title} ({count})" for count in range(2, len(titles) + 2))
        shown = title if title not in seen else next(one for one in more if one not in there | seen)
        seen.add(shown)
        apart.append(shown)
    return apart
