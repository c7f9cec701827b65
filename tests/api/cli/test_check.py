"""`confab check` on real set-ups that are right and wrong: each part is named, with what to do."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from sqlalchemy import text

from api.cli.checks.address import address_findings
from api.cli.checks.database import database_findings, missing_file
from api.cli.checks.finding import Finding
from api.cli.checks.machine import disk_findings, model_finding
from api.cli.checks.mail import mail_findings
from api.clock import now
from api.db.session import Database
from api.jobs.models import Job
from api.jobs.owners import new_worker, owning
from api.settings import Settings
from tests.mail_server import mail_server


def _states(findings: object) -> dict[str, str]:
    """Give the last state of each part."""
    assert not isinstance(findings, Finding)
    return {each.part: each.state for each in findings}  # type: ignore[attr-defined]


def _words(findings: object) -> str:
    return " ".join(f"{each.words} {each.remedy}" for each in findings)  # type: ignore[attr-defined]


def test_a_database_and_who_works_on_it(database: Database, settings: Settings) -> None:
    states = _states(database_findings(database))
    assert states == {"database": "good", "clock": "good", "workers": "look"}
    with owning(new_worker(database, settings)):
        assert _states(database_findings(database))["workers"] == "good"
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert "confab db upgrade" in _words(database_findings(database))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_clock_that_runs_behind_is_seen(database: Database) -> None:
    with database.write_session() as session:
        session.add(Job(kind="embed-texts", created_at=now() + dt.timedelta(hours=1)))
    assert _states(database_findings(database))["clock"] == "bad"


def test_looking_makes_no_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/data/confab.sqlite"
    assert missing_file(url) is not None
    settings = Settings(database_url=url, _env_file=None)
    assert _states(disk_findings(settings)) == {"disk": "good"}
    assert list(tmp_path.iterdir()) == []


def _site(**changed: object) -> Settings:
    return Settings(_env_file=None).model_copy(update=changed)


def test_mail_is_tried_up_to_where_one_would_follow() -> None:
    own = {"mail_from": "Meet <meet@example.org>", "contact": "host@example.org"}
    with mail_server() as server:
        good = server.settings(_site(**own))
        assert _states(mail_findings(good)) == {"mail": "good"}
        assert server.mails == []
        assert "nobody can answer" in _words(mail_findings(server.settings(_site())))
        wanted = good.model_copy(update={"smtp_security": "starttls"})
        assert "STARTTLS" in _words(mail_findings(wanted))
        tls = good.model_copy(update={"smtp_security": "tls"})
        assert "does not speak TLS" in _words(mail_findings(tls))
    assert "cannot be reached" in _words(mail_findings(good))
    assert _states(mail_findings(_site())) == {"mail": "look"}
    away = _site(base_url="https://meet.example.org")
    assert _states(mail_findings(away)) == {"mail": "bad"}


@pytest.mark.parametrize(
    ("base_url", "proxies", "said"),
    [
        ("http://127.0.0.1:8000", 0, "this machine alone"),
        ("http://meet.invalid", 0, "not https"),
        ("https://meet.invalid", 0, "CONFAB_BEHIND_PROXIES=1"),
        ("https://meet.invalid", 1, "leads nowhere"),
        ("https://meet.invalid/confab", 1, "has a path"),
    ],
)
def test_an_address_is_looked_at_as_a_visitor_would(base_url: str, proxies: int, said: str) -> None:
    found = list(address_findings(_site(base_url=base_url, behind_proxies=proxies)))
    assert said in _words(found)


def test_a_model_that_is_not_there_and_a_setting_that_is_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import typer

    from api.cli.check import check
    from api.settings import get_settings

    assert model_finding(_site(model="/nowhere")).state == "bad"
    monkeypatch.setenv("CONFAB_SMTP_PORT", "0")
    get_settings.cache_clear()
    with pytest.raises(typer.Exit) as ended:
        check(as_json=True)
    get_settings.cache_clear()
    assert ended.value.exit_code == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["good"], told["findings"][0]["part"]) == (False, "settings")
