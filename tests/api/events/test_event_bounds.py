"""What an event file may not be: deep, huge, out of the world, or with what no database keeps."""

from __future__ import annotations

import datetime as dt

import pytest

from api.events.event_reading import parse_event
from api.faults import InputFaults

ZONE = '[[zones]]\nname = "Quay"\ntables = 2\n'
DAY = '[slots]\ndate = 2027-03-18\nminutes = 10\nstarts = ["10:00"]\n'
ABOUT = '[event]\nslug = "cork"\nname = "Cork"\ntimezone = "UTC"\n'
PLAIN = ABOUT + DAY + ZONE
DEEP = ".".join("a" * 5000)


def faults(text: str) -> str:
    with pytest.raises(InputFaults) as refused:
        parse_event(text, "event.toml")
    return "\n".join(map(str, refused.value.faults))


@pytest.mark.parametrize(
    "text",
    [
        PLAIN + DEEP + " = 1\n",
        PLAIN + f"[{DEEP}]\n",
        PLAIN + f"x = {{{DEEP} = 1}}\n",
        PLAIN + ".".join(['"a"'] * 5000) + " = 1\n",
        PLAIN + f'# """\n{DEEP} = 1\n# """\n',
        PLAIN + f'x = "\\""\n{DEEP} = 1\n',
    ],
)
def test_a_key_of_thousands_of_parts_is_refused_before_it_is_read(text: str) -> None:
    """Reading one takes memory by the square of its parts."""
    assert "has a key of too many parts" in faults(text)


def test_dots_in_texts_and_comments_are_no_parts() -> None:
    told = "and so on. " * 200
    text = PLAIN.replace('"Cork"', f'"Cork"\nabout = "{told}"') + "# " + "." * 300 + "\n"
    assert parse_event(text, "event.toml").event.about == told


def days(number: int, starts: int) -> str:
    clock = ", ".join(f'"{10 + at // 6}:{at % 6}0"' for at in range(starts))
    first = dt.date(2027, 1, 1)
    return "".join(
        f"[[slots]]\ndate = {first + dt.timedelta(days=at)}\nminutes = 10\nstarts = [{clock}]\n"
        for at in range(number)
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ABOUT + days(61, 1) + ZONE, "There are 61 of them; 60 is the most"),
        (ABOUT + days(50, 11) + ZONE, "550 times are too many"),
        (ABOUT + DAY + "".join(ZONE.replace("Quay", f"Z{at}") for at in range(501)), "501 of them"),
        (
            ABOUT + DAY + "".join(
                ZONE.replace("Quay", f"Z{at}").replace("= 2", "= 2000") for at in range(26)
            ),
            "52,000 tables are too many",
        ),
        (PLAIN + "[rules]\nmax_meetings = 0x" + "f" * 6000, "less than or equal to 10000"),
        (PLAIN.replace("= 2\n", "= " + "9" * 5000 + "\n"), "This is not TOML"),
        (PLAIN.replace('"UTC"', '"Africa"'), "not a time zone"),
        (PLAIN.replace('"UTC"', f'"{"a" * 300}"'), "not a time zone"),
        (PLAIN.replace('"Cork"', '"Cork\\u0000X"'), "event.name: There is a character"),
        (PLAIN.replace('"Quay"', '"Quay\\u0000"'), "zones[0].name: There is a character"),
        (PLAIN.replace('"Cork"', '"Cork\\nBcc: x@example.org"'), "event.name: There is a"),
        (PLAIN + '[rules]\ngroups = [{name = ""}]\n', "at least 1 character"),
    ],
)  # fmt: skip
def test_what_is_too_much_or_cannot_be_kept_is_named(text: str, words: str) -> None:
    assert words in faults(text)


def test_an_event_of_the_greatest_size_is_read() -> None:
    pauses = "".join(
        f'[[breaks]]\nname = "B{at}"\nstart = "11:00"\nend = "11:10"\n' for at in range(60)
    )
    file = parse_event(ABOUT + days(60, 8) + pauses + ZONE, "event.toml")
    assert len(file.slot_times()) == 480
    assert len(file.break_times()) == 3600
