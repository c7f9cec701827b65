"""What people send to sign in."""

from __future__ import annotations

from typing import Annotated

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, Field


def plain_address(text: str) -> str:
    """Normalise an e-mail address to the form accounts are known by.

    Raises
    ------
    ValueError
        In words for the person who typed it.
    """
    try:
        return validate_email(
            text.strip(), check_deliverability=False, test_environment=True
        ).normalized.lower()
    except EmailNotValidError as error:
        raise ValueError(
            f'"{text[:60]}" is not a whole address; it looks like name@example.org.'
        ) from error


Address = Annotated[str, Field(min_length=1, max_length=320), AfterValidator(plain_address)]


class AskForLink(BaseModel):
    """The form of the sign-in page."""

    email: Address
    next: Annotated[str, Field(max_length=500)] = "/"


class EnterCode(BaseModel):
    """The form of the code page."""

    email: Address
    code: Annotated[str, Field(min_length=1, max_length=20)]
    next: Annotated[str, Field(max_length=500)] = "/"


class MakeFirst(BaseModel):
    """The form of the first run."""

    code: Annotated[str, Field(min_length=1, max_length=40)]
    email: Address
    name: Annotated[str, Field(min_length=1, max_length=200)]


class NameSteward(BaseModel):
    """The form that names another steward."""

    email: Address
