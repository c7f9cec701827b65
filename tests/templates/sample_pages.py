"""Hand-made contexts of whole pages, by template; the gallery renders each of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace as O

from api.events.event_file import EventFile
from api.events.new_event import Base
from api.events.new_form import first_values, places_to_be, zone_fields
from api.events.preset import presets
from api.events.roles import CALLED, MAY, ROLES
from api.events.settings.forms import fields_of
from api.events.settings.shown import form_of, summary_of
from api.events.settings.themes import THEMES
from api.events.times_plan import plan_of
from api.insight.mix_examples import examples
from api.web.event_times import EventTimes
from api.web.paging import Pages
from api.web.qr import qr_code
from matcher.seeds import Link, Step, seed_of_meeting
from tests.templates import sample
from tests.templates.sample import NOW, ZONE, at

EVENT = O(
    slug="cork", name="Cork Business Exchange", place="The Customs House, Cork", zone=ZONE,
    starts=at("13:30"), ends=at("18:00"), slots=10, tables=45,
    about="One afternoon, ten short meetings at most. **Coats** go left of the door; coffee is "
          "where it smells of coffee.",
)  # fmt: skip
NO_ERRORS: dict[str, str] = {}

LANDING_VISITOR = {"events": (), "next_path": "/"}
LANDING = {
    "next_path": "/",
    "events": (
        O(name="Cork Business Exchange", href="/e/cork", role="You attend",
          place="The Customs House", starts=at("13:30"), zone=ZONE),
        O(name="Lee Valley Fitness Circle", href="/organise/lee-valley", role="You organise",
          place="", starts=at("18:00") + dt.timedelta(days=9), zone=ZONE),
    ),
}  # fmt: skip
SIGN_IN = {"email": "", "errors": NO_ERRORS, "next_path": "/"}
SIGN_IN_WRONG = {
    "email": "ana@", "next_path": "/",
    "errors": {"email": "“ana@” is not a whole address; add what comes after the @."},
}  # fmt: skip
CODE = {
    "email": "ana@example.com", "contact": "help@example.com", "errors": NO_ERRORS,
    "next_path": "/",
}  # fmt: skip
CODE_WRONG = CODE | {"errors": {"code": "This is not the code of the last mail; look again, or "
                                        "have a new one sent."}}  # fmt: skip
LINK = {"token": "t0ken", "usable": True, "signed_in_as": ""}
LINK_OLD = {"token": "t0ken", "usable": False, "signed_in_as": "Ana"}

_JOIN_EVENT = O(
    slug="cork", name="Cork Business Exchange", place="The Customs House, Cork", zone=ZONE,
    starts=at("13:30"), ends=at("18:00"), about="One afternoon. **Coats** go left of the door.",
    coming=83, minutes=20,
)  # fmt: skip
JOIN = {
    "event": _JOIN_EVENT, "shows": "form", "slug": "cork", "by_approval": False, "code": "",
    "signed_in_as": "", "contact": "help@example.com", "name": "", "email": "",
    "errors": NO_ERRORS,
}  # fmt: skip
JOIN_WRONG = JOIN | {
    "by_approval": True, "name": "Nia", "email": "nia@",
    "errors": {"email": "“nia@” is not a whole address; it looks like name@example.org."},
}  # fmt: skip
JOIN_CODE = JOIN | {"event": None, "shows": "code", "errors": {"code": "This is not the code."}}
JOIN_CLOSED = JOIN | {"event": None, "shows": "closed", "slug": ""}
JOIN_FULL = JOIN | {"shows": "full"}
JOIN_WAITING = JOIN | {"shows": "waiting", "signed_in_as": "nia@example.org"}
REGISTRATION = {
    "event": EVENT, "how": "approval", "places": 120, "coming": 83, "hindrance": "",
    "address": "https://confab.example.org/e/cork/join",
    "qr": qr_code("https://confab.example.org/e/cork/join"),
    "waiting": (
        O(account_id="a1", name="Nia Rees", address="nia@example.org", asked_at=at("09:12")),
        O(account_id="a2", name="Maximilian von Hohenstein-Zwiebelberg", asked_at=at("09:40"),
          address="maximilian.von.hohenstein-zwiebelberg@a-long-domain.example.org"),
    ),
    "total": 2, "pages": Pages(1, 1, 50), "mail_leaves": True,
}  # fmt: skip
REGISTRATION_CLOSED = REGISTRATION | {
    "how": "closed", "hindrance": "closed", "waiting": (), "total": 0, "mail_leaves": False,
}  # fmt: skip
SHEET_TO_HANG = {
    "event": EVENT, "place": EVENT.place, "starts": EVENT.starts, "ends": EVENT.ends,
    "address": REGISTRATION["address"], "qr": REGISTRATION["qr"], "code": "harbour-7",
    "typed": "confab.example.org/e/cork/join",
}  # fmt: skip

INVITATIONS = {
    "event": EVENT, "stage": "invited", "total": 61, "pages": Pages(1, 2, 50), "wave": 58,
    "funnel": O(everybody=150, invited=140, opened=79, begun=52, sent=41, stopped=2,
                without_address=1),
    "people": (
        O(id="p1", name="Ana Kovač", address="ana@kovac.example", can_be_sent=True,
          last=at("09:12") - dt.timedelta(days=4)),
        O(id="p2", name="Bo", address="", can_be_sent=False, last=None),
    ),
    "words": O(subject="You are invited: {event}", body="Hello {name},\n\n{link}\n\nSee you."),
    "preview": O(subject="You are invited: Cork Business Exchange",
                 body="Hello Ana,\n\nhttps://confab.example.org/e/cork/profile\n\nSee you."),
    "stamp": "4f1c", "places": ("{name}", "{event}"), "shown_for": "Ana Kovač",
    "wave_mark": "58-abc", "mail_leaves": True, "errors": NO_ERRORS,
}  # fmt: skip
INVITATIONS_DONE = INVITATIONS | {
    "stage": "sent", "people": (), "wave": 0, "total": 0, "mail_leaves": False,
    "errors": {"": "This has changed since you looked."},
}  # fmt: skip

HOME_BEFORE = {
    "event": EVENT, "phase": "before", "name": "Orla Nic Gabhann", "coming": "unknown",
    "profile_done": False,
    "matches": 0, "meetings": None, "following": None, "to_rate": (), "unread": 0,
}  # fmt: skip
HOME_DURING = {
    "event": EVENT, "phase": "during", "name": "Orla Nic Gabhann", "coming": "yes",
    "profile_done": True,
    "matches": 12, "meetings": 5, "following": sample.AGENDA[2], "unread": 2,
    "to_rate": (O(href="/e/cork/feedback/m1", name="Tadhg Ó Sé"),),
}  # fmt: skip

TIMES = tuple((slot.key, f"{slot.start:%H:%M}") for slot in sample.SLOTS)
PROFILE = {
    "stamp": "4f1c",
    "event": EVENT, "errors": NO_ERRORS, "slots": TIMES, "saved_at": at("11:05"), "sent": False,
    "edited": None,
    "form": O(
        name="Orla Nic Gabhann", organisation="Nic Gabhann Cold Store", role="Owner",
        offer="- cold storage by the pallet, short notice is fine\n"
              "- loading dock with a level door",
        need="Somebody to look over our customs paperwork for Norway before the first container "
             "goes. And a speaker for our apprentices' day.",
        interest="sea swimming, all winter", languages="English, Gaeilge", diet="vegetarian",
        private=("need",), when=("s01", "s02", "s03", "s04", "s05"), teaches=True,
    ),
    "own_fields": (
        O(id="stage", label="How far along is your firm?", kind="choice",
          options=(("new", "Just begun"), ("growing", "Growing"), ("old", "Here for years")),
          value=("old",), help="Where you are today."),
        O(id="topics", label="Which tables would you join?", kind="multi",
          options=(("export", "Export"), ("energy", "Energy"), ("people", "Finding people")),
          value=("export",), help=""),
    ),
    "items": {
        "offer": (O(text="cold storage by the pallet, short notice is fine", note=""),
                  O(text="loading dock with a level door", note="")),
        "need": (O(text="somebody to look over our customs paperwork for Norway before the first "
                        "container goes", note=""),
                 O(text="a speaker for our apprentices' day",
                   note="31 people could say this; add for whom or about what")),
        "interest": (),
    },
    "questions": {"need": "", "offer": "", "interest": "", "languages": ""},
}  # fmt: skip
PROFILE_WRONG = PROFILE | {
    "questions": {
        "need": "“tbd” says nothing to others yet. What would help you this month?", "offer": "",
        "interest": "", "languages": "We do not know “Elbisch” as a language. Write it in "
        "English, or as its speakers do; until then it keeps nobody from you.",
    },
    "saved_at": None, "items": {"offer": (), "need": (), "interest": ()}, "sent": True,
    "edited": (("organisation", "there at"), at("09:30")),
    "errors": {"name": "Say your name; it stands on the other person's agenda.",
               "when": "Tick at least one time, or nobody can meet you."},
}  # fmt: skip

MATCHES = {"event": EVENT, "matches": sample.MATCHES, "profile_done": True}
MATCHES_NONE = {"event": EVENT, "matches": (), "profile_done": False}

AGENDA = {
    "event": EVENT, "days": (O(date=at("12:00"), entries=sample.AGENDA, today=True),), "now": NOW,
    "changes": ("Ingrid Solheim-Casey is now at 15:10 instead of 15:35.",
                "Malachy Brannigan had to leave; 15:35 is free."),
    "room": sample.ROOM, "room_caption": "You sit at Window 2 at 14:20, with Ana Kovač.",
    "feed_path": "/e/cork/agenda.ics", "left_over": "", "mails_off": False,
}  # fmt: skip
AGENDA_NONE = AGENDA | {"days": (), "changes": (), "room": (), "feed_path": "", "now": None}

MEETING = O(id="m1", name="Tadhg Ó Sé", detail="Ó Sé & Daughters, Bakers", table="Quay 7",
            start=at("13:30"), end=at("13:50"), begun=True, reasons=sample.BAKER)  # fmt: skip
FEEDBACK = {
    "stamp": "4f1c",
    "event": EVENT, "meeting": MEETING, "errors": NO_ERRORS, "answered": False,
    "form": O(happened="yes", worth=4, go_on="yes", note="",
              next_step="Tadhg comes by on Monday to see the dock"),
}  # fmt: skip

THREADS = {
    "event": EVENT, "now": NOW,
    "threads": (
        O(id="t1", title="Customs for Norway", kind="meeting", others=("Ana Kovač",), posts=3,
          last_at=at("14:25"), unread=True),
        O(id="t2", title="Freezer space over Christmas", kind="meeting", others=("Tadhg Ó Sé",),
          posts=1, last_at=at("13:55"), unread=False),
        O(id="t3", title="Winter swimmers", kind="niche",
          others=("Ingrid Solheim-Casey", "Bo", "Nuala Tierney"), posts=12,
          last_at=NOW - dt.timedelta(days=1), unread=False),
    ),
    "groups": (
        O(id="g1", title="Packaging, recycled, paper", people=7, joined=3, quotes=(
            "boxes from recycled paper that survive a wet quay",
            "anyone who has moved to compostable packaging")),
        O(id="g2", title="Export, Norway", people=4, joined=0, quotes=()),
    ),
}  # fmt: skip
THREADS_NONE = {"event": EVENT, "now": NOW, "threads": (), "groups": ()}
THREAD = {
    "event": EVENT, "now": NOW, "reasons": sample.CUSTOMS, "body": "", "errors": NO_ERRORS,
    "thread": O(id="t1", title="Customs for Norway", kind="meeting", others=("Ana Kovač",), more=0),
    "earlier": False, "later": False,
    "posts": (
        O(id="p0", author="", by_host=True, mine=False, at=at("14:41") - dt.timedelta(hours=1),
          body=seed_of_meeting(
              "Ana Kovač", "Orla Nic Gabhann",
              [Link("Orla", sample.CUSTOMS[0].mine, "Ana", sample.CUSTOMS[0].theirs)],
              [Step("Ana Kovač", "send the tariff list by Friday"),
               Step("Orla Nic Gabhann", "look at the paperwork together, Monday 9:00")]).post),
        O(id="p1", author="Ana Kovač", by_host=False, mine=False,
          at=at("14:01"), body="Here is the list: https://example.com/tariffs\n\n- lines 4 to 9 "
          "are yours\n- **EUR.1** is needed above 6,000 euro"),
        O(id="p2", author="Orla Nic Gabhann", by_host=False, mine=True, at=at("14:25"),
          body="That saves me a week. Monday it is.\n<script>alert(1)</script>"),
    ),
}  # fmt: skip

TEAM = {
    "event": EVENT, "me": "a1", "my_role": "owner", "begin_at": "https://meet.example.org/organise/cork",
    "mail_leaves": True, "email": "", "role": "editor", "errors": NO_ERRORS,
    "roles": tuple((role, CALLED[role].capitalize(), MAY[role]) for role in ROLES),
    "members": (
        O(account_id="a1", name="Fidelma Roche", address="fidelma@example.org", role="owner",
          pending=False, mail_error=""),
        O(account_id="a2", name="Aoife Byrne", address="aoife.byrne@example.org", role="editor",
          pending=False, mail_error=""),
        O(account_id="a3", name="piotr.w@example.org", address="piotr.w@example.org", role="door",
          pending=True, mail_error="There is no such mailbox."),
    ),
}  # fmt: skip
LOG = {
    "event": EVENT, "found": 64, "pages": Pages(1, 2, 50), "errors": NO_ERRORS,
    "asked": O(topic="settings", by="", since="", until="2026-11-29",
               query="topic=settings&until=2026-11-29&"),
    "topics": (("", "Everything"), ("settings", "Settings and room")),
    "people": (("", "Everybody"), ("a1", "Fidelma Roche"),
               ("itself", "Attendees, commands, the site itself")),
    "entries": (
        O(at=at("14:02"), text="Room and promise changed: tables 38 → 40, times 11 → 12",
          by="Fidelma Roche"),
        O(at=at("09:15"), text="Event made", by=""),
    ),
}  # fmt: skip
LOG_NONE = LOG | {"found": 0, "pages": Pages(1, 1, 50), "entries": (), "errors": NO_ERRORS}
TEAM_DOOR = TEAM | {"me": "a3", "my_role": "door"}
TEAM_WRONG = TEAM | {
    "email": "aoife.byrne@example.org",
    "errors": {"": "They are in the team already. Change what they may do in the list."},
}
FIRST_RUN = {"code": "K7QM-2F9X-TRB4", "name": "", "email": "", "errors": NO_ERRORS}
FIRST_RUN_WRONG = FIRST_RUN | {
    "name": "Fidelma Roche", "email": "fidelma@example.org",
    "errors": {"code": "This is not the code. It is the one that “confab serve” printed last; "
                       "those before are void."},
}  # fmt: skip
STEWARDS = {
    "stewards": (
        O(id="a1", name="Fidelma Roche", address="fidelma@example.org", seen=True, me=True),
        O(id="a2", name="aoife@example.org", address="aoife@example.org", seen=False, me=False),
    ),
    "site": "https://meet.example.org", "everybody": False, "email": "", "errors": NO_ERRORS,
}  # fmt: skip
MINE_FIRST = {"events": (), "may_make": True, "steward": True, "no_mail": "nowhere"}
MINE = {"may_make": True, "steward": True, "no_mail": "mailbox",
        "events": (O(slug="cork", name="Cork Business Exchange", place="The Customs House",
                     zone=ZONE, starts=at("13:30"), people=150, published=3, role="owner"),
                   O(slug="lee-valley", name="Lee Valley Fitness Circle", place="", zone=ZONE,
                     starts=at("18:00"), people=1, published=None, role="door"))}  # fmt: skip
HEADS = O(invited=150, coming=131, unsure=12, declined=7, checked_in=0, low=126, high=139)
ORGANISE = {
    "waiting": 2,
    "event": EVENT, "phase": "before", "running": "", "errors": NO_ERRORS,
    "heads": HEADS, "profiles": O(complete=121, thin=17, empty=4),
    "diets": (("vegetarian", 23), ("vegan", 9), ("pescatarian", 4), ("no nuts", 2)),
    "obstacles": (
        O(text="Nuala Tierney is there at three times but is promised four meetings; lower her "
               "number or ask her to stay longer.", remedies=(), stops=False),
    ),
    "current": O(number=3, made_at=at("11:20"), published_at=None), "cert": sample.CERTIFICATE,
    "shown": 2,
    "run_path": "", "day_path": "/organise/cork/day", "off": 1,
    "history": (O(at=at("11:20"), text="Version 3 of the timetable made", by="Aoife Byrne"),
                O(at=at("10:02"), text="People list brought up to date, 4 added", by="")),
}  # fmt: skip
ORGANISE_EMPTY = ORGANISE | {"current": None, "cert": None, "obstacles": (), "diets": (),
                             "history": (), "run_path": "/organise/cork/runs/7",
                             "day_path": ""}  # fmt: skip
ORGANISE_STOPPED = ORGANISE_EMPTY | {
    "run_path": "",
    "obstacles": (
        O(text="To promise 4 meetings to each of 60 people takes 120 places; the room has 80.",
          remedies=(O(label="Add tables", href="/organise/cork/room#tables"),
                    O(label="Add times", href="/organise/cork/room#field-more_times"),
                    O(label="Promise fewer", href="/organise/cork/room#field-promised")),
          stops=True),
    ),
}  # fmt: skip
ROOM = {
    "event": EVENT, "stamp": "4f1c", "times": 8, "promised": "4", "most": "8", "more_times": "0",
    "places": O(promised=4, people=60, needed=120, room=80, filled=80), "errors": NO_ERRORS,
    "zones": (O(name="tables-0", zone="Quay", tables="6"),
              O(name="tables-1", zone="Snug", tables="4")),
}  # fmt: skip
ROOM_WRONG = ROOM | {"promised": "9", "errors": {
    "promised": "This is more than the most that one person may have."}}  # fmt: skip
NEW = {
    "presets": tuple(
        O(key=each.key, title=each.title, summary=each.summary, times=10, minutes=20, promised=4,
          most=8) for each in presets()
    ),
    "own": (O(slug="cork", name="Cork Business Exchange", zone=ZONE, starts=at("13:30")),),
    "faults": (),
}  # fmt: skip
NEW_FAULTS = NEW | {
    "faults": ("event.toml, slots.starts[1]: “25:00” is not a time such as 14:30. Correct it.",)
}
_PRESET = presets()[0].file.model_dump()
_BASE = Base("preset:business-exchange", "Business exchange", _PRESET, plan=plan_of(_PRESET))
_TYPED = first_values(_BASE, ZONE)
NEW_EVENT = {
    "base": _BASE, "typed": _TYPED, "zones": zone_fields(_BASE, _TYPED), "errors": NO_ERRORS,
    "places": places_to_be(_BASE, _TYPED), "time_zones": ("Europe/Dublin", "Europe/Ljubljana"),
}  # fmt: skip
NEW_EVENT_WRONG = NEW_EVENT | {
    "base": replace(_BASE, plan=None), "places": places_to_be(_BASE, _TYPED | {"people": "400"}),
    "errors": {"name": "Fill this in.", "timezone": "Not a time zone such as Europe/Dublin."},
}  # fmt: skip
_SETTINGS = EventFile.model_validate(_PRESET | {"event": _PRESET["event"] | {"slug": "cork"}})
SETTINGS = {
    "event": EVENT, "may_edit": True, "faults": (),
    "themes": tuple(summary_of(theme, _SETTINGS.model_dump()) for theme in THEMES),
}  # fmt: skip
SETTINGS_READ = SETTINGS | {"may_edit": False, "faults": ("event.toml, zones: Field required.",)}
SETTINGS_THEMES = {
    theme.key: {
        "event": EVENT, "stamp": "4f1c", "touches": (), "errors": NO_ERRORS,
        "moved": theme.key == "questions",
        "form": form_of(theme, _SETTINGS, fields_of(theme, _SETTINGS.model_dump())),
        "examples": examples("0.8") if theme.key == "mix" else (),
    } for theme in THEMES
}  # fmt: skip
SETTINGS_WRONG = SETTINGS_THEMES["room"] | {
    "touches": (O(text="Hall 20 is in the published timetable: 3 meetings.", stops=False),),
    "errors": {"zones-0-tables": "The least is 0.", "sure": "Tick the box if you mean it."},
}
SETTINGS_FILE = {
    "event": EVENT, "text": "[event]", "stamp": "4f1c", "stopped": False,
    "differences": (
        O(theme="How many, how fair", label="Promised to each", before="4", after="3"),
        O(theme="The room", label="Zone Yard", before="not there", after="tables 4"),
    ),
    "touches": (O(text="12 people answered “Level”. The answers no longer count.", stops=False),),
}  # fmt: skip
SETTINGS_FILE_SAME = SETTINGS_FILE | {"differences": (), "touches": ()}
PEOPLE = {
    "event": EVENT, "total": 142, "found": 142, "faults": (),
    "pages": O(number=2, last=3, before=50),
    "wanted": O(q="", label="", group="", state="", sort="", narrows=False, query=""),
    "labels": (("press", "press (3)"), ("speaker", "speaker (1)")),
    "groups": (("seller", "seller"),), "states": (("sent", "Profile sent"),),
    "sorts": (("", "By name"), ("newest", "Newest first")),
    "actions": (("label", "Add a label"), ("withdraw", "Withdraw")),
    "people": (
        O(id="1", name="Ana Kovač", organisation="Kovač Customs", role="Founder",
          email="ana@example.org", coming="yes", profile="complete", meetings=5, mail=None,
          sent=True, left=False, labels=("speaker", "press")),
        O(id="2", name="Malachy Brannigan", organisation="Brannigan Foyle Accountants",
          role="Senior partner", email="", coming="no", profile="thin", meetings=None, sent=False,
          left=False, labels=(), mail=O(
              id="m1", tried_on=False,
              reason="The mailbox is unknown (550). Look for a slip in the address.")),
        O(id="3", name="Bo", organisation="", role="",
          email="bo@example.org", coming="unknown", profile="empty", meetings=2, mail=None,
          sent=False, left=True, labels=()),
    ),
}  # fmt: skip
PEOPLE_FAULTS = PEOPLE | {"people": (), "total": 0, "faults": (
    "people.csv, row 7, column id: “bx-076” stands in row 3 too. Give each person an id of their "
    "own.",
    "people.csv, row 12: the profile is empty. Fill in offers, needs or interests.")}  # fmt: skip
LIST = {
    "event": EVENT, "file": "people.csv", "done": False, "people": 142, "seen": "0f", "faults": (),
    "faulty_rows": 0, "aside": False, "tool": "pretix", "remembered": True,
    "pages": Pages(1, 1, 30),
    "columns": (
        O(field="column-0", heading="Attendee name", samples="Ada Byrne, Bo Lund", held="name"),
        O(field="column-1", heading="Shoe size", samples="38, 44", held=""),
    ),
    "options": (("", "Not used"), ("name", "Name"), ("email", "Address")),
    "readings": (("cp1252", "Western (Windows): Tomás Ó Briain"),
                 ("mac-roman", "Western (Mac): Tom·s ” Briain")),
    "parts": (
        O(sentence="1 person would be added.", lines=("Ada Byrne",)),
        O(sentence="3 changed.", lines=(
            "Maeve O'Dowd: email maeve@example.org → m.odowd@example.org",
            "Nell D'Arcy: role Owner → Founder, needs", "Bo: id 7 → 8, offers")),
        O(sentence="138 as they were.", lines=("Tomás Ó Briain", "and 137 more")),
        O(sentence="1 has sent their profile themselves: it stays as they wrote it, though the "
                   "list says otherwise.", lines=("Ana Kovač: offers, needs",)),
    ),
    "notices": ("people.csv, row 1, column Shoe size: This column is not used.",),
    "alike": ("Rows 2 and 5 look like one person: Nell D'Arcy (Darcy Books), id 5, n@example.org "
              "and id 2, nell@example.org.",),
    "others": (O(name="Ana Kovač", address="ana.kovac@example.org",
                 path="/organise/cork/people/1/move?to=ana.kovac%40example.org"),),
}  # fmt: skip
TAKE_BACK = {
    "event": EVENT, "file": "people.csv", "seen": "0f",
    "removed": 2, "removed_lines": ("Nora Quill", "Bo Lund"),
    "staying": 1, "staying_lines": ("Ana Kovač: has sent their profile",),
    "restored": 1, "restored_lines": ("Nell D'Arcy: role, needs",),
    "unchanged": 1, "unchanged_lines": ("Tadhg Ó Sé: address (changed since)",),
}  # fmt: skip
TAKE_BACK_NONE = TAKE_BACK | {"file": ""}
LIST_DONE = LIST | {"done": True, "alike": (), "others": ()}
LIST_FAULTS = LIST | {
    "faults": ("people.csv, row 7, column groups: “sellr” is not a label.",), "faulty_rows": 1,
}  # fmt: skip
LIST_ASIDE = LIST | {"faulty_rows": 2, "aside": True, "tool": "", "readings": ()}
MOVE = {
    "event": EVENT, "to": "ana.kovac@example.org",
    "ready": True, "errors": {},
    "moves": O(name="Ana Kovač", organisation="Kovač Customs", address="ana@example.org",
               signed_in=True, lines=(
                   "The profile: offers, needs (private).",
                   "They have sent it themselves; it stays as they wrote it.",
                   "5 meetings of the timetable.",
                   "Matches and wishes, answers after meetings, private notes and threads.")),
}  # fmt: skip
ADD = {
    "event": EVENT, "labels": (("seller", "seller"), ("first time", "first time")),
    "told": {"name": "Bo Lund", "email": "", "organisation": "Lund Ropes", "role": "",
             "offers": "Ropes, spliced while you wait", "needs": "", "interests": ""},
    "groups": ("seller",),
    "errors": {"sure": "Bo Lund of Lund Ropes is in the event already. Tick that this is another."},
}  # fmt: skip
PERSON = {
    "event": EVENT, "id": "1", "name": "Ana Kovač", "address": "ana@example.org",
    "listed_id": "bx-017", "gone": False, "can_restore": False,
    "states": (O(text="In the event", at=at("08:00")), O(text="Has signed in", at=at("08:30")),
               O(text="Has sent their profile", at=at("09:10")), O(text="Comes", at=None)),
    "facts": (("Organisation", "Kovač Customs"), ("What they do there", "Founder"),
              ("Languages", "English, Hrvatski"), ("There at", "13:30, 13:50, 14:10")),
    "words": (("What they offer", "Customs papers for small exporters\nA lorry on Tuesdays", False),
              ("What they need", "", True)),
    "edited": (("organisation", "there at"), at("09:30")),
    "meetings": (O(at=at("13:30"), other="Nell D'Arcy", other_id="2", table="Window 2", off=False),
                 O(at=at("13:50"), other="Somebody who has left", other_id="", table="Hall 1",
                   off=True)),
    "mails": (O(id="m1", tried_on=False, about="agendas and their changes",
                reason="The mailbox is unknown (550). Look for a slip in the address."),),
    "labels": ("speaker", "brings a pram"), "known_labels": ("press",),
    "notes": (O(id="n1", text="Asked for a table near the door.", by="Team Editor",
                at=at("10:00")),),
    "entries": (O(text="Edited by hand: bx-017 in your list (organisation, there at)",
                  by="Team Editor", at=at("09:30")),),
    "note": "", "errors": NO_ERRORS,
}  # fmt: skip
PERSON_GONE = PERSON | {
    "gone": True, "can_restore": True, "facts": (), "words": (), "edited": None, "mails": (),
    "states": (O(text="Withdrawn by the team", at=at("11:00")),),
}  # fmt: skip
EDIT = {
    "event": EVENT, "id": "1", "called": "Ana Kovač", "address": "ana@example.org",
    "form": PROFILE["form"], "sector": "Logistics", "groups": ("seller",),
    "labels": (("seller", "seller"), ("first time", "first time")), "slots": TIMES,
    "own_fields": PROFILE["own_fields"], "own": frozenset(), "private": (), "sent": False,
    "stamp": "0f", "agreed": False, "errors": NO_ERRORS,
}  # fmt: skip
EDIT_SENT = EDIT | {
    "own": frozenset({"offer", "need", "interest"}), "private": ("need",), "sent": True,
    "errors": {"agreed": "They have sent this themselves. Tick that they know of it: name."},
}  # fmt: skip
WITHDRAW = {
    "event": EVENT, "id": "1", "name": "Ana Kovač", "signed_in": True, "stamp": "0f",
    "ahead": (PERSON["meetings"][0],), "changed": True,
}  # fmt: skip
_ONE = O(
    id="1",
    name="Ana Kovač",
    organisation="Kovač Customs",
    address="ana@example.org",
    listed_id="bx-017",
)
_OTHER = O(
    id="2", name="Ana Kovac", organisation="", address="a.kovac@example.org", listed_id="guest-3"
)
MERGE = {
    "event": EVENT, "one": _ONE, "other": _OTHER, "find": "", "choices": (), "error": "",
    "changed": True, "plan": O(refused="", keeps="one", stamp="0f", fields=(
        O(name="name", label="Name", one="Ana Kovač", other="Ana Kovac", stays="one",
          fixed=False),
        O(name="address", label="Address", one="ana@example.org", other="a.kovac@example.org",
          stays="one", fixed=True))),
}  # fmt: skip
MERGE_REFUSED = MERGE | {"changed": False, "plan": O(
    refused="Both have signed in, each with an address of their own.", keeps="one", stamp="0f",
    fields=())}  # fmt: skip
MERGE_ASKS = MERGE | {"other": None, "plan": None, "choices": (_OTHER,), "find": "bo",
                      "error": "Nobody else is called like that."}  # fmt: skip
MANY = {
    "event": EVENT, "action": "withdraw", "title": "Withdraw 3 people", "more": 1,
    "names": ("Ana Kovač", "Bo"), "meeting": 2, "seen": "0f", "changed": True,
}  # fmt: skip
MANY_FILE = MANY | {"action": "csv", "title": "142 people as CSV", "changed": False}
MOVE_ASKS = MOVE | {"to": "bo@example.org", "ready": False,
                    "errors": {"to": "Bo is in the event with this address."}}  # fmt: skip

VERSIONS = {
    "event": EVENT, "run_path": "",
    "versions": (
        O(number=3, label="Keeps what people have in version 2", meetings=504, shown=False,
          made_at=at("11:20"), published_at=None, share=0.9941, optimal=False, short=2),
        O(number=2, label="Made afresh", meetings=498, made_at=at("09:10"), shown=True,
          published_at=at("09:30"), share=1.0, optimal=True, short=0),
        O(number=1, label="Made afresh", meetings=481, made_at=at("08:00"), shown=False,
          published_at=at("08:20"), share=0.981, optimal=False, short=1),
    ),
}  # fmt: skip
NAMES = ("Ana Kovač", "Tadhg Ó Sé", "Orla Nic Gabhann", "Piotr Wójcik", "Ingrid Solheim-Casey",
         "Nuala Tierney", "Gavin Stokes-Daly", "Malachy Brannigan")  # fmt: skip
TIMETABLE = {
    "stamp": "4f1c",
    "event": EVENT, "cert": sample.CERTIFICATE, "errors": NO_ERRORS, "by": "time", "mails": 142,
    "unarrived": 3, "pages": O(number=1, last=1), "departures": None,
    "times": EventTimes(ZONE),
    "version": O(number=3, made_at=at("11:20"), published_at=None, shown=False, parent=2,
                 by_hand=True, later=(), label="As version 2, Ana Kovač and Orla moved to 15:20"),
    "warnings": ("Two people have fewer meetings than promised.",),
    "diff": ("12 meetings move to another time", "3 meetings are cancelled, 9 are new",
             "119 people see no change"),
    "slots": tuple(
        O(key=slot.key, start=slot.start, end=slot.end, number=4, meetings=tuple(
            O(table=f"Quay {n + 1}", a=NAMES[2 * n], b=NAMES[2 * n + 1], a_key="1", b_key="2")
            for n in range(4)))
        for slot in sample.SLOTS[:3]
    ),
    "people": tuple(
        O(key=f"bx-{n}", name=name, organisation="Kovač Customs",
          meetings=() if name == "Bo" else tuple(
            O(start=slot.start, end=slot.end, other=NAMES[(n + 3) % 8], table=f"Quay {n + 1}")
            for slot in sample.SLOTS[:4]))
        for n, name in enumerate((*NAMES, "Bo"))
    ),
    "room": sample.ROOM,
    "downloads": (("Spreadsheet", "/organise/cork/timetable/3.xlsx"),
                  ("PDF", "/organise/cork/timetable/3.pdf")),
}  # fmt: skip
TIMETABLE_PERSON = TIMETABLE | {
    "by": "person", "version": O(number=2, made_at=at("09:10"), published_at=at("09:30"),
                                 shown=True, parent=None, by_hand=False, later=(3,),
                                 label="Made afresh"), "cert": sample.OPTIMAL,
    "departures": O(sentence="61 of 142 agendas have left.", fraction=0.43,
                    moving=True)}  # fmt: skip
RUN = {"event": EVENT, "job": sample.RUNNING}
RUN_FAILED = {"event": EVENT, "job": sample.FAILED}
RUN_DONE = {"event": EVENT, "job": sample.DONE}
FORESEEN = O(
    low=0.4, high=0.58, left_out="meetings",
    judges=(O(key="learned", label="This lesson", sure=0.563, place=0.91),
            O(key="prior", label="The score as it comes", sure=0.488, place=0.49),
            O(key="popularity", label="How wanted each person is", sure=0.521, place=0.67),
            O(key="constant", label="The share of good meetings", sure=0.527, place=0.71)),
)  # fmt: skip
NOT_FORESEEN = O(
    low=0.47, high=0.55, left_out="events",
    judges=(O(key="learned", label="This lesson", sure=0.519, place=0.61),
            O(key="prior", label="The score as it comes", sure=0.521, place=0.64),
            O(key="popularity", label="How wanted each person is", sure=0.535, place=0.81),
            O(key="constant", label="The share of good meetings", sure=0.482, place=0.15)),
)  # fmt: skip
LESSONS = {
    "event": EVENT, "stamp": "4f1c", "older": "", "used": 2, "matched": True,
    "matched_by": 1, "learning": False,
    "outcome": "Lesson 3 still stands: fewer than 10 answers are new since.",
    "lessons": (
        O(number=3, made_at=at("14:05"), answers=412, events=3, better=False, active=False,
          why="Not used: it foresaw answers of events it had not seen no better than the score as "
              "it comes.", changes=("Nothing to speak of.",), figures=NOT_FORESEEN),
        O(number=2, made_at=at("11:20"), answers=380, events=2, better=True, active=True,
          why="Better than before: it foresaw answers of meetings it had not seen better than the "
              "score as it comes, by more than chance explains.", figures=FORESEEN,
          changes=("What two people share counts for more than before: where it is strong rather "
                   "than weak, the odds of going on are 1.8 times higher than the score alone "
                   "would say.",)),
        O(number=1, made_at=at("10:02"), answers=96, events=1, better=True, active=False,
          why="Better than before: it foresaw answers of meetings it had not seen better than the "
              "score as it comes, by more than chance explains.", figures=FORESEEN,
          changes=("The score as a whole tells meetings apart less than it claimed.",)),
    ),
}  # fmt: skip
LESSONS_NONE = LESSONS | {"lessons": (), "used": None, "matched_by": None, "outcome": ""}
OUTBOX = {"mails": (
    O(id="9", to="ana@example.com", subject="Sign in to Confab", kind="sign-in", state="kept",
      at=NOW, text="Sign in to Confab: open\n\nhttp://127.0.0.1:8000/sign-in/code?token=8f2c\n\n"
      "or type this code where you asked for it: 482 913"),
    O(id="8", to="orla@example.com", subject="Your agenda for Cork Business Exchange",
      kind="agenda", state="sent", at=at("11:30"), text="Orla, here is your agenda"),
)}  # fmt: skip
GROUPS = {
    "event": EVENT, "looking": False, "looked": True, "error": "", "stamp": "4f1c",
    "older": "", "only": "", "pages": O(number=1, last=2),
    "groups": (
        O(id="n1", title="Packaging, recycled, paper", joined=3, members=NAMES[:7], people=21,
          quotes=(
            "boxes from recycled paper that survive a wet quay",
            "anyone who has moved to compostable packaging")),
        O(id="n2", title="Export, Norway", joined=0, members=NAMES[3:7], people=4,
          quotes=("customs for Norway",)),
    ),
}  # fmt: skip
GROUPS_NONE = GROUPS | {"groups": (), "looked": False}
GROUPS_LOOKING = GROUPS | {"groups": (), "looked": False, "looking": True}
GROUP_THREAD = THREAD | {
    "reasons": (),
    "thread": O(
        id="t3", title="Winter swimmers", kind="niche", others=("Bo", "Nuala Tierney"), more=31
    ),
    "earlier": True,
    "later": True,
}
CONFLICT = {
    "back": "/e/cork/profile", "stamp": "4f1c", "hidden": (("need", "a crew and a cook"),),
    "both": (
        O(keep="keep.need", label="What do you need?", yours="a crew and a cook",
          stored="somebody to look over our customs paperwork\na boat"),
        O(keep="keep.role", label="What you do there", yours="Host", stored=""),
    ),
}  # fmt: skip
PROBLEM = {"status": 500, "heading": "That went wrong, and it is our fault",
           "text": "Nothing you had stored is lost. Try again in a minute.",
           "request_id": "019abc", "contact": "host@example.com", "way": None}  # fmt: skip
BACK = {"event": EVENT, "over": False}
GUESTS = tuple(
    O(key=f"bx-{n:03}", name=name, organisation="Kovač Customs" if n % 2 else "", to_come=n % 5,
      said_no=n == 3, here=n != 5, known=n != 6)
    for n, name in enumerate(sorted(NAMES))
)  # fmt: skip
EMPTY_DAY = O(
    absent=("bx-003",), back=(), new=(), lost=(), notice="10",
    stays=(O(person="", kind="late", slot=""),) * 3,
    tables=(O(table="", slot="", only=""),) * 2,
    off=(O(a="", b=""),) * 2, meet=(O(a="", b=""),) * 2,
)  # fmt: skip
WAITING = O(
    some=(O(name="Ana Kovač", place="Quay 3, 14:20", missing=("Bo", "Cleo Marchetti")),), more=3
)
DAY = {
    "stamp": "4f1c",
    "event": EVENT, "state": "open", "form": EMPTY_DAY, "errors": NO_ERRORS,
    "look": "", "marked": {"absent": GUESTS[3:4], "back": (), "new": GUESTS[6:7]},
    "found": GUESTS[:3] + GUESTS[4:6] + GUESTS[7:], "more": 132,
    "missing": O(some=(O(key="bx-099", name="Bo Lindqvist", organisation=""),), more=0),
    "newcomers": O(some=(O(key="bx-200", name="Cleo Marchetti", organisation="Lee"),), more=3),
    "said_no": 12, "names": {g.key: g.name for g in GUESTS}, "several": {},
    "slots": (("s03", "14:20"), ("s04", "14:45")),
    "tables": ("Quay 1", "Quay 2"),
    "coming": (("s04", "14:45"),), "minutes": (("10", "10 minutes"), ("15", "15 minutes")),
    "late": ("", "15"), "off": 1, "waiting": WAITING,
    "moves": ("14:45 becomes 15:00; 3 times move.",),
    "delayed": O(since="14:45", now="15:00", minutes=15),
    "away": O(some=("Nuala Tierney (15:20)", "Bo (15:20, 15:40)"), number=14),
}  # fmt: skip
DAY_WRONG = DAY | {
    "several": {"meet_a_0": (("bx-001", "Bo (Lee)"), ("bx-002", "Bo (Kovač Customs)"))},
    "form": O(absent=(), back=(), new=(), lost=("s04",), notice="10",
              stays=(O(person="bx-001", kind="early", slot=""),
                     *(O(person="", kind="late", slot=""),) * 2),
              tables=EMPTY_DAY.tables, meet=EMPTY_DAY.meet,
              off=(O(a="bx-001", b="bx-001"), O(a="", b=""))),
    "errors": {"delay_sure": "Tick the box if you mean it: everybody is told at once.",
               "stay_person_0": "Choose a person and a time.",
               "off_a_0": "Choose two different people.",
               "meet_a_0": "Several people are called like “Bo”. Choose one."},
}  # fmt: skip
DAY_UNPUBLISHED = DAY | {"state": "unpublished", "marked": {}}
DAY_OVER = DAY_UNPUBLISHED | {"state": "over"}
_ARRIVED = O(key="bx-001", name="Ana Kovač", organisation="Kovač Customs",
             mark="2026-11-12T13:20:00+00:00", since=NOW, said_no=False)  # fmt: skip
_EXPECTED = O(key="bx-002", name="Caoimhe Ní Dhubhghaill-Featherstonehaugh", mark="", since=None,
              organisation="The Very Long Name of a Firm by the Quay", said_no=True)  # fmt: skip
DOOR = {
    "event": EVENT, "turnout": O(here=112, expected=150), "look": "a", "scanned": False,
    "waiting": WAITING,
    "found": O(some=(_ARRIVED, _EXPECTED), more=7, number=9), "errors": NO_ERRORS,
    "one": O(person=_ARRIVED, standing="", next="14:20 at Quay 3, with Bo, who is not here yet."),
}  # fmt: skip
DOOR_NEW = {
    "event": EVENT, "errors": {"sure": "Ana Kovač is in the event already."},
    "told": {"name": "Ana Kovač", "organisation": "", "offers": "", "needs": "", "email": ""},
}  # fmt: skip
DOOR_WAITING = {
    "event": EVENT, "state": "waiting", "person": _ARRIVED, "job_id": "7", "message": "",
    "agenda": None, "looked": False,
}  # fmt: skip
DOOR_AGENDA = DOOR_WAITING | {
    "state": "done",
    "agenda": O(standing="", more=True, meetings=(
        O(time="14:20–14:40", table="Quay 3", zone="Quay", other="Bo", organisation="", here=True),
        O(time="14:45–15:05", table="Snug 1", zone="Snug", other="Caoimhe Ní Dhubhghaill-Casey",
          organisation="The Very Long Name of a Firm by the Quay", here=False),
    )),
}  # fmt: skip
DOOR_NO_AGENDA = DOOR_AGENDA | {"looked": True, "agenda": O(standing="new", more=True, meetings=())}
DOOR_FAILED = DOOR_WAITING | {"state": "failed", "message": "The worker is gone."}
DOOR_SCANNED = DOOR | {
    "look": "",
    "found": O(some=(), more=0, number=0),
    "scanned": True,
    "one": O(person=_EXPECTED, standing="missing", next=""),
    "errors": {"": "Ana Kovač was noted anew meanwhile. Look again before you take it back."},
}
BOARD = {
    "event": EVENT, "home": "/organise/cork/board", "ways": "/organise/cork/board/link",
    "seconds": 12, "stays": False,
    "board": O(
        state="open", clock="14:12", when="Next", time="14:20", by="name", pause="Tea, until 14:20",
        lines=(O(label="Ana Kovač", what="Quay 3"), O(label="Caoimhe Ní Dhubhghaill-"
               "Featherstonehaugh", what="The Upstairs Room 12")), number=1, last=3),
}  # fmt: skip
BOARD_TABLES = BOARD | {
    "stays": True, "ways": "",
    "board": O(state="open", clock="14:25", when="Now", time="14:20", by="table", pause="",
               lines=(O(label="Quay 3", what="Ana Kovač and Bo"),), number=2, last=3),
}  # fmt: skip
BOARD_OVER = BOARD | {
    "board": O(state="over", clock="18:00", when="", time="", by="name", pause="", lines=(),
               number=1, last=1),
}  # fmt: skip
BOARD_LINK = {"event": EVENT, "address": "https://meet.example.org/board/k7qm2xwd9pk7qm2x"}
REPAIR = {
    "event": EVENT, "job_id": "7", "state": "ready", "message": "", "version": 4, "mails": 2,
    "others": 0,
    "reported": ("Ana Kovač is not here.", "Quay 3 cannot be used from 14:20 on."),
    "summary": ("4 meetings are off.", "1 meeting is new.", "Nobody else has to move."),
    "told": (
        O(name="Tadhg Ó Sé", mail=True, lines=(
            "14:20 with Ana Kovač no longer takes place: Ana is not here.",
            "New at 14:45: Nuala Tierney, Quay 2.")),
        O(name="Nuala Tierney", mail=True, lines=("New at 14:45: Tadhg Ó Sé, Quay 2.",)),
        O(name="Bo", mail=False, lines=(
            "15:10 with Ana Kovač no longer takes place: Ana is not here.",)),
    ),
    "cert": sample.CERTIFICATE,
}  # fmt: skip
WHY = {
    "event": EVENT, "version": 3, "shown": True, "can_ask": True, "message": "", "several": {},
    "person": "bx-001", "other": "bx-002", "names": {g.key: g.name for g in GUESTS},
    "answer": O(title="Gavin Stokes-Daly and Ingrid Solheim-Casey do not meet", met=False,
                reason="Gavin Stokes-Daly has another meeting in all 4 common slots, worth at "
                "least as much.", without_rules=True, moved=("Ana Kovač",),
                remedy="Give up the meeting of Ana Kovač and Gavin Stokes-Daly, which no "
                "guarantee needs."),
}  # fmt: skip
WHY_NOBODY = WHY | {"person": "", "other": "", "answer": None}
WHY_WRONG = WHY_NOBODY | {
    "message": "Several people are called like that. Choose whom you mean.",
    "person": "Bo",
    "several": {"person": (("bx-001", "Bo (Lee)"), ("bx-002", "Bo (Kovač Customs)"))},
}
REPAIR_APPLIED = REPAIR | {"state": "applied"}
REPAIR_STALE = REPAIR | {
    "state": "stale", "message": "Meetings that this would change have begun in the meantime.",
}  # fmt: skip
REPAIR_WAITING = REPAIR | {"state": "waiting", "cert": None, "told": (), "summary": ()}
REPAIR_FAILED = REPAIR_WAITING | {"state": "failed", "message": "There is no table “Quay 9”."}
