"""Sample contexts of the pages about mail."""

from __future__ import annotations

from tests.templates.sample_pages import EVENT, O, at

OWN_MAIL = {
    "address": "orla@example.com",
    "kinds": (
        O(id="agenda", label="agendas and their changes", on=True,
          about="When a timetable is published, and whenever your own meetings change."),
        O(id="thread", label="posts in your threads", on=False,
          about="When somebody writes to you. Posts of a few minutes come as one mail."),
    ),
}  # fmt: skip
STOP = {
    "token": "k8Zr", "label": "posts in your threads", "address": "orla@example.com",
    "stopped": False,
}  # fmt: skip
STOPPED = STOP | {"stopped": True}
STOP_UNKNOWN = STOP | {"token": "", "label": "", "address": ""}
UNDELIVERED = {
    "event": EVENT, "total": 54, "pages": O(number=1, last=2), "of": "",
    "mails": (
        O(id="m1", name="Ana Kovač", address="ana@kovac.example", about="agendas and their changes",
          reason="The mailbox is unknown (550). Look for a slip in the address.",
          since=at("11:20"), tried_on=False, can_send_again=True),
        O(id="m2", name="Bo", address="bo@example.org", about="signing in",
          reason="The mail server refused the address (554).",
          since=at("11:25"), tried_on=False, can_send_again=False),
        O(id="m3", name="Tadhg Ó Sé", address="tadhg@example.org", about="posts in your threads",
          reason="The mail server cannot be reached (SMTPConnectError).",
          since=at("11:40"), tried_on=True, can_send_again=False),
        O(id="m4", name="Zoë Quill", address="zoë@example.org", about="agendas and their changes",
          reason="The address has letters outside ASCII before the @, and the mail server cannot "
          "send to such addresses (it lacks SMTPUTF8). Ask the person for another address.",
          since=at("11:41"), tried_on=False, can_send_again=True),
    ),
}  # fmt: skip
UNDELIVERED_NONE = UNDELIVERED | {"mails": (), "total": 0, "pages": O(number=1, last=1)}
