"""Lists of people, what somebody types, and whom our search finds."""

import unicodedata

from badges import search
from badges.folded import words
from badges.romanised import bare, found_by
from badges.search import make_index

FIRST = [
    *("Mira", "Noor", "Joanna", "José", "Łukasz", "Søren", "Omar", "Wei", "Anna", "Olga", "Robert"),
    *("William", "Elizabeth", "Юлия", "محمد", "فاطمة", "王小明", "李伟", "Γιώργος", "Jean-Luc"),
    *("O’Brien", "Ærø", "İbrahim", "ณัฐวุฒิ", "Ƀo", "𠮷野", "김민준"),
]
SYLLABLES = [
    *("ka", "lo", "mi", "ra", "ten", "son", "berg", "wick", "ton", "ford", "er", "ov", "ni", "po", "gru"),
    *("val", "sch", "ö", "ü", "á", "ñ"),
]
TYPED = [
    *("bob", "liz Ka", "muhammad", "mohamed", "yuliya", "wang", "xiaoming"),
    *("x", "m", "", " - ", "小", "𠮷", "ok af or"),
]
PEOPLE = [
    ("Ramit Fry", "", ["Thea Marlowe"]),
    ("Kai Fry", "Ramit & Sons", []),
    ("Bo Lund", "", ["Ramit Okafor"]),
    ("Ramitha Fry", "Paper Crane Labs", []),
    ("Rami Fry", "", ["Thea Marlowe", "Ramit Okafor"]),
    ("Robert Hammerschmidt", "", []),
    ("Roberta Schmidt", "Schmitt GmbH", []),
    ("Anna Lena Berg", "", []),
    ("Annalena Berg", "", []),
    ("Lena Anna Berg", "", []),
    ("王小明", "Tidewater Type", []),
    ("欧阳娜娜", "", []),
    ("김민준", "", []),
    ("Юлия Щербакова", "", []),
    ("محمد عبد الله", "", []),
    ("سمية المصري", "", []),
    ("אברהם כהן", "", []),
    ("Jean-Luc O’Brien", "", []),
    ("Søren Ærø", "", []),
    ("Ann", "Ann", ["Ann"]),
    ("Al", "", []),
    ("𠮷野 さくら", "", []),
    ("ณัฐวุฒิ ศรีสุข", "", []),
    ("", "Nobody & Nobody", []),
]
ASKED = [
    *(
        "r",
        "ramit",
        "ramit fry",
        "fry ramit",
        "fry r",
        "thea",
        "okafor fry",
        "rmait",
        "ramti",
        "amit",
        "ramitt",
    ),
    *(
        "bob",
        "bob hammer",
        "schmidt",
        "hammer schmidt",
        "hammershmidt",
        "schmid",
        "schmit robert",
        "rob schmitt",
    ),
    *(
        "annalena",
        "anna lena",
        "lena anna",
        "annalenab",
        "berg annalena",
        "anna berg",
        "aberg",
        "lenab",
        "annberg",
    ),
    *(
        "wang",
        "xiaoming wang",
        "小明",
        "明",
        "wong",
        "ouyang nana",
        "kim minjun",
        "kim",
        "minjun kim",
        "민준",
    ),
    *(
        "yulia",
        "julia shcherbakova",
        "shcherb",
        "mohamed",
        "muhammad abdullah",
        "abdul",
        "sumayya",
        "somaya el masri",
    ),
    *(
        "al masry",
        "masri",
        "avraham cohen",
        "kohen",
        "jeanluc",
        "jean luc obrien",
        "o brien",
        "soren aero",
        "sorenaero",
    ),
    *(
        "ann",
        "an",
        "a",
        "al",
        "yoshino",
        "sakura",
        "さくら",
        "nath",
        "nobody",
        "nobody & nobody nobody",
        "zz zz",
        "&",
    ),
    *("ramit fry thea marlowe ramit fry a b c d e f g", "ﬁ", "RAMIT", "  ", "ra mit", "fry bo", "x" * 300),
]
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def folded_words(luck):
    """Every letter of every script, alone and beside others."""
    whole = [chr(code) for code in range(0x2FFFF) if unicodedata.category(chr(code))[0] in "LMNP"]
    runs = ["".join(luck.choices(whole, k=6)) for _ in range(400)]
    scripts = ["".join(whole[at : at + 40]) for at in range(0, 16_000, 40)]
    texts = [*FIRST, "don't stop", "ΣΊΣΥΦΟΣ", "Straße", "a_b-c.d", *scripts, *runs]
    return [{"text": text, "words": words(text), "bare": list(map(bare, words(text)))} for text in texts]


def found(luck):
    """A list made by hand, and one of 400 people with 500 questions, most of them misspelt."""
    by_hand = [
        {"id": number, "found_by": found_by(name, company), "hosts": hosts}
        for number, (name, company, hosts) in enumerate(PEOPLE, start=1)
    ]
    hosts = [_name(luck) for _ in range(8)]
    people = [
        {
            "id": number,
            "found_by": found_by(_name(luck), luck.choice(["", f"{_last(luck)} & Sons"])),
            "hosts": luck.sample(hosts, luck.choice([0, 1, 1, 2])),
        }
        for number in range(1, 401)
    ]
    asked = [*TYPED, *(_typed(luck, luck.choice(people)) for _ in range(500))]
    return [_answered(by_hand, ASKED), _answered(people, asked)]


def _answered(people, asked):
    index = make_index((one["id"], one["found_by"], one["hosts"]) for one in people)
    answers = [{"text": text, "ids": search.best(index, text, 20)} for text in asked]
    return {"people": people, "nicknames": search.nicknames(), "asked": answers}


def _last(luck):
    return "".join(luck.choices(SYLLABLES, k=luck.randint(1, 4))).title()


def _name(luck):
    return f"{luck.choice(FIRST)} {_last(luck)}"


def _typed(luck, person):
    said = [word for word in person["found_by"].split() if not word.startswith("~")]
    said += [word for host in person["hosts"] for word in words(host)]
    some = luck.sample(said, luck.randint(1, min(3, len(said))))
    return " ".join(_misspelt(luck, word) if luck.random() < 0.6 else word for word in some)


def _misspelt(luck, word):
    at = luck.randrange(len(word))
    letter = luck.choice(LETTERS)
    return luck.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
            word[: at + 1],
        ]
    )
