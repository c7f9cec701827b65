"""Settings of the site, from the environment (CONFAB_...) or a file .env."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Settings(BaseSettings):
    """What differs from one installation to the next; the defaults suit one machine."""

    model_config = SettingsConfigDict(
        env_prefix="CONFAB_", env_file=".env", extra="ignore", frozen=True
    )

    database_url: SecretStr = SecretStr("sqlite:///data/confab.sqlite")
    """``sqlite:///PATH`` or ``postgresql://USER:PASSWORD@HOST/NAME``."""
    base_url: str = "http://127.0.0.1:8000"
    """The site's address as people see it; links in mails begin with it."""
    contact: str = ""
    """An e-mail address for questions, shown on error pages and in mails."""

    smtp_host: str = ""
    """Mail server; empty keeps all mail in the developer's mailbox, /outbox."""
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = 587
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    mail_from: str = "Confab <confab@localhost>"

    model: str = ""
    """Folder of a sentence-transformers model, or its hub name; empty takes the packaged one."""
    model_online: bool = False
    """Whether a model given by name may be fetched."""

    event_makers: Literal["stewards", "signed-in"] = "stewards"
    """Who may make events: ``stewards`` of the site, or ``signed-in``, whoever has an account."""
    body_limit: Annotated[int, Field(ge=10_000)] = 20 * 1024 * 1024
    """Largest request body, in bytes."""
    session_days: Annotated[int, Field(ge=1, le=365)] = 30
    """Days without a visit after which a person signs in again."""
    behind_proxies: Annotated[int, Field(ge=0, le=5)] = 0
    """How many trusted proxies stand before the site and add to X-Forwarded-For."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    metrics_token: SecretStr = SecretStr("")
    """Who sends it as ``Authorization: Bearer`` may read /metrics (Prometheus); empty: nobody."""
    tracing: bool = False
    """Whether traces are sent by OTLP to where ``OTEL_EXPORTER_OTLP_ENDPOINT`` says."""

    @field_validator("base_url")
    @classmethod
    def _plain_origin(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("not an address such as https://meet.example.org")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value().startswith(("sqlite:///", "postgresql")):
            raise ValueError("begins with neither sqlite:/// nor postgresql://")
        return value

    @property
    def secure(self) -> bool:
        """Whether people reach the site by https."""
        return self.base_url.startswith("https://")

    @property
    def origin(self) -> str:
        """Scheme, host and port of the site, as browsers send them in ``Origin``."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def shows_outbox(self) -> bool:
        """Whether the developer's mailbox is served: no mail server, only this machine."""
        return not self.smtp_host and urlsplit(self.base_url).hostname in LOOPBACK


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Read the settings once a process."""
    return Settings()
