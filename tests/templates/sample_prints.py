"""Hand-made contexts of the page Print and of printed sheets, for the gallery."""

from __future__ import annotations

from types import SimpleNamespace as O

from api.timetable.exports.people_sheets import Listed, badges, door_list, table_cards
from api.timetable.exports.printed import Cell, Column, Lists, Row, Section
from api.web.event_times import EventTimes
from api.web.paging import Pages
from tests.templates.sample import ZONE, at
from tests.templates.sample_pages import EVENT, HEADS

PRINT = {
    "event": EVENT, "number": "3", "versions": (("3", "Version 3 (people see this)"),),
    "paper": "a4", "papers": (("a4", "A4"), ("letter", "US Letter")),
    "badge": "a7", "badges": (("a7", "A7, 105 × 74 mm"),), "can_print": True,
    "lacking": ("李小龙", "안 녕"), "more_lacking": 3,
    "sheets": (
        O(key="badges", label="Badges", purpose="One for each who has not said no.", why_not="",
          picture="", page="/organise/cork/print/badges.html",
          pdfs=(("PDF, part 1 of 3", "/organise/cork/print/badges.pdf"),
                ("part 2", "/organise/cork/print/badges.pdf?part=2"),
                ("part 3", "/organise/cork/print/badges.pdf?part=3"))),
        O(key="agendas", label="Agendas", purpose="A page for each person.", why_not="",
          picture="", page="/organise/cork/print/agendas.html",
          pdfs=(("PDF", "/organise/cork/print/agendas.pdf"),)),
    ),
}  # fmt: skip
PRINT_EMPTY = PRINT | {
    "number": "", "versions": (), "can_print": False, "lacking": (), "more_lacking": 0,
    "sheets": (
        O(key="agendas", label="Agendas", purpose="A page for each person.",
          why_not="There is no timetable yet.", picture="", page="", pdfs=()),
    ),
}  # fmt: skip

_PEOPLE = [
    Listed("1", "Orla Nic Gabhann", "Nic Gabhann Cold Store", "Owner", "bx-001", path="/o/1"),
    Listed("2", "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch Jones", "", "", "bx-2"),
    Listed("3", "Nell Never", "Hall & Sons", "", "bx-003", said_no=True),
]
_AGENDA = Section(
    "Orla Nic Gabhann",
    (Column("Time", 20), Column("Table", 30), Column("Whom you meet")),
    (
        Row(group="Thursday 12 November"),
        Row((Cell("13:40"), Cell("Quay 7"),
             Cell("Hall & Sons", strong="Ben Hall", small="You need labels · Ben offers print"))),
        Row((Cell("14:00"), Cell(), Cell("Tea")), quiet=True),
    ),
    "Cork Business Exchange",
    fresh=True,
)  # fmt: skip
_NOBODY = Section("Ana Kovač", _AGENDA.columns, (), "Cork", fresh=True, empty="No meetings.")


def _printed(label: str, document: object, kind: str, last: int = 1) -> dict[str, object]:
    return {
        "event": EVENT, "label": label, "kind": kind, "document": document,
        "back": "/organise/cork/print", "pages": Pages(1, last, 50),
        "others": "/organise/cork/print/badges.html?part=",
    }  # fmt: skip


PRINTED = {
    "badges": _printed("Badges", badges("Cork", _PEOPLE, "https://x.example"), "badges", 3),
    "door": _printed("Door list", door_list("Cork", "1 May", _PEOPLE), "lists"),
    "agendas": _printed("Agendas", Lists("Agendas", "Cork", (_AGENDA, _NOBODY)), "lists"),
    "cards": _printed("Table cards", table_cards("Cork", [("Quay 7", "Quay")]), "cards"),
}

_PLATES = O(ordered=130, came=None, left_over=12, checked_in=118, heads=118)
FOOD = {
    "event": EVENT, "times": EventTimes(ZONE, several=False), "heads": HEADS,
    "basis": ("Answers: of those who said yes 90 % are counted on.", "Check-ins count in full."),
    "hours": (O(starts=at("13:00"), ends=at("14:00"), expected=120, low=112, high=127),
              O(starts=at("14:00"), ends=at("15:00"), expected=131, low=124, high=138)),
    "kitchen": O(people=143, plain=98, diets=(("vegetarian", 23), ("vegan", 9), ("halal", 4)),
                 allergens=(O(name="nuts", people=3, allergic=2),
                            O(name="kiwi", people=1, allergic=1)),
                 unclear=(("mostly vegetarian", 2), ("low FODMAP", 1))),
    "unclear": (("mostly vegetarian", 2),), "plates": _PLATES,
    "typed": {"ordered": "130", "came": "", "left_over": "12"},
    "verdict": "130 ordered, 118 came: 12 plates too many.",
    "earlier": (O(name="Cork Business Exchange 2025", zone=ZONE, at=at("18:00"), usual=104.5,
                  plates=O(ordered=120, came=97, left_over=None, checked_in=0, heads=97)),),
    "stamp": "4f1c", "errors": {},
}  # fmt: skip
FOOD_WRONG = FOOD | {
    "typed": {"ordered": "many", "came": "", "left_over": ""}, "verdict": "", "earlier": (),
    "errors": {"ordered": "Use a whole number."},
}  # fmt: skip
