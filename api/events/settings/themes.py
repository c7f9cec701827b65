"""The pages of settings: together they ask for all that an event file says."""

from __future__ import annotations

from api.events.settings.parts import ALL_SLOTS, Column, Part, Single, Theme
from api.events.settings.registration import REGISTRATION

_ABOUT = Theme(
    "about",
    "What it is",
    "Name, place and what people read when they arrive.",
    (
        Single(("event", "name"), Column("name", "Name")),
        Single(("event", "place"), Column("place", "Place")),
        Single(
            ("event", "about"),
            Column("about", "What people read", "area", "Some sentences. **Bold** and lists work."),
        ),
        Single(
            ("event", "languages"),
            Column("languages", "Languages", "words", "Names or codes, commas between: en, de."),
        ),
    ),
)
_TIMES = Theme(
    "times",
    "Times",
    "When people meet, on which days, and the breaks that agendas show.",
    (
        Single(
            ("event", "timezone"), Column("timezone", "Time zone", hint="Such as Europe/Dublin.")
        ),
    ),
    (
        Part(
            "slots",
            "Days",
            "Day",
            ("slots",),
            (
                Column("date", "Date", "date"),
                Column("minutes", "Minutes each", "number"),
                Column("starts", "Talks begin at", "words", "Commas between: 13:40, 14:00, 14:20."),
            ),
            "date",
            "Times after midnight stand under the next date. Empty a date to take the day away.",
        ),
        Part(
            "breaks",
            "Breaks",
            "Break",
            ("breaks",),
            (
                Column("name", "Name"),
                Column("start", "From", "time"),
                Column("end", "To", "time"),
                Column("date", "Only on", "date"),
            ),
            "name",
            "Without a date it is on every day. Empty a name to take the break away.",
        ),
    ),
)
_ROOM = Theme(
    "room",
    "The room",
    "Zones and their tables, which of them are closed, and who keeps one.",
    (),
    (
        Part(
            "zones",
            "Zones",
            "Zone",
            ("zones",),
            (
                Column("name", "Name"),
                Column("tables", "Tables", "number"),
                Column("quiet", "Quiet", "tick"),
                Column("step_free", "Step-free", "tick"),
            ),
            "name",
            "Tables are called by their zone and a number. Empty a name to take the zone away.",
        ),
        Part(
            "closed",
            "Closed tables",
            "Closed table",
            ("closed",),
            (
                Column("table", "Table", hint="Such as Hall 3."),
                Column("slots", "Closed at", "slots", "", ((ALL_SLOTS, "all times"),)),
            ),
            "table",
            "Nobody sits there at these times.",
            mapping=True,
        ),
        Part(
            "hosts",
            "Hosts",
            "Host",
            ("rules", "hosts"),
            (
                Column("who", "Who", hint="Their id or address in your list.", told=False),
                Column("table", "Table", hint="Such as Hall 3.", told=False),
            ),
            "who",
            "A table that is theirs alone: they receive all others there.",
            mapping=True,
        ),
    ),
)
_PROMISE = Theme(
    "promise",
    "How many, how fair",
    "What everybody is promised, what nobody has to bear, and who comes first.",
    (
        Single(
            ("rules", "min_meetings"),
            Column(
                "promised",
                "Promised to each",
                "number",
                "At least so many, where it can be done; the certificate names the others.",
            ),
        ),
        Single(("rules", "max_meetings"), Column("most", "Most for each", "number")),
        Single(
            ("rules", "max_consecutive"),
            Column("row", "Most in a row", "number", "Then a pause. Empty: no limit."),
        ),
        Single(
            ("rules", "fairness"),
            Column(
                "fairness",
                "Who comes first?",
                "choice",
                "",
                (
                    ("0.0", "The best talks, whoever has them"),
                    ("0.3", "Good talks first, and few left behind"),
                    ("0.5", "Good talks for many, nobody far behind (usual)"),
                    ("0.7", "Those who would have little"),
                    ("1.0", "Whoever would have least, before anything else"),
                ),
            ),
        ),
        Single(
            ("rules", "suggestions"), Column("suggestions", "Matches that each is shown", "number")
        ),
    ),
)
_WHO = Theme(
    "who",
    "Who meets whom",
    "Groups and how many of them one meets, sides, colleagues, competitors.",
    (
        Single(
            ("rules", "same_organisation"),
            Column(
                "same",
                "Colleagues",
                "choice",
                "",
                (("never", "do not meet each other"), ("allowed", "may meet each other")),
            ),
        ),
        Single(
            ("rules", "met_before"),
            Column(
                "before",
                "Who met at an earlier event of yours",
                "choice",
                "",
                (("never", "does not meet again"), ("allowed", "may meet again")),
            ),
        ),
        Single(
            ("rules", "competitors"),
            Column(
                "competitors",
                "Competitors",
                "sets",
                "A line for each set of firms that do not meet: Quay Foods; Harbour Bread.",
            ),
        ),
    ),
    (
        Part(
            "groups",
            "Groups",
            "Group",
            ("rules", "groups"),
            (
                Column("name", "Name"),
                Column("cap", "Most that one meets", "number", "Empty: no limit."),
                Column("side", "A side", "tick", "Its people do not meet one another."),
                Column("label", "By label", "tick", "Who has the word under “groups” in a list."),
                Column("sectors", "By sector", "lines", "One to a line."),
                Column("roles", "By role", "lines", "One to a line."),
            ),
            "name",
            "Sellers, buyers, students. Empty a name to take the group away.",
        ),
    ),
)
MIX = Theme(
    "mix",
    "Need or interest",
    "What makes a good match: that one has what the other needs, or that both care for the same.",
    (Single(("event", "mix"), Column("mix", "How much need and offer count", "share")),),
)
_QUESTIONS = Theme(
    "questions",
    "Your own questions",
    "Asked on everybody’s profile, beside what they need, offer and enjoy.",
    (),
    (
        Part(
            "fields",
            "Questions",
            "Question",
            ("fields",),
            (
                Column("id", "Id", "id"),
                Column("label", "The question"),
                Column("help", "A sentence under it"),
                Column(
                    "kind",
                    "Answered by",
                    "select",
                    "",
                    (
                        ("choice", "one of the choices"),
                        ("multi", "some of the choices"),
                        ("text", "words of their own"),
                    ),
                ),
                Column("options", "Choices", "lines", "A line each."),
                Column(
                    "counts",
                    "In matching",
                    "select",
                    "",
                    (
                        ("not at all", "does not count"),
                        ("should match", "like with like"),
                        ("should differ", "unlike with unlike"),
                        ("must match", "only like with like"),
                    ),
                ),
                Column("weight", "How much", "share", "0 to 1; 0.2 is a little, 0.8 a lot."),
                Column(
                    "ordered", "A scale", "tick", "Steps in their order: neighbours are half alike."
                ),
            ),
            "label",
            "Empty a question to take it away.",
            ordered=True,
        ),
    ),
)
THEMES = (_ABOUT, _TIMES, _ROOM, _PROMISE, _WHO, MIX, _QUESTIONS, REGISTRATION)


def theme_of(key: str) -> Theme | None:
    """Find a theme by its key."""
    return next((theme for theme in THEMES if theme.key == key), None)
