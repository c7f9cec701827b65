"""The page of settings that says who may register by themselves."""

from __future__ import annotations

from api.events.settings.parts import Column, Single, Theme

REGISTRATION = Theme(
    "registration",
    "Registration",
    "Whether people may register by themselves, and how many.",
    (
        Single(
            ("registration", "how"),
            Column(
                "how",
                "Who may register?",
                "choice",
                "",
                (
                    ("closed", "Nobody: you bring people in (usual)"),
                    ("open", "Whoever has the link"),
                    ("code", "Whoever has the link and knows a code"),
                    ("approval", "Whoever has the link, once you have said yes to each"),
                ),
            ),
        ),
        Single(
            ("registration", "code"),
            Column(
                "code",
                "The code",
                hint="Six letters or digits or more. The link and its QR code carry it.",
                told=False,
            ),
        ),
        Single(
            ("registration", "places"),
            Column(
                "places",
                "Places",
                "number",
                "When so many come, nobody can register any more. Empty: no end.",
            ),
        ),
    ),
)
