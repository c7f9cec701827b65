"""Why a mail could not be handed over, in words for the organiser, and whether to try again."""

from __future__ import annotations

import re
from dataclasses import dataclass

import aiosmtplib

_UNKNOWN = re.compile(
    r"\b5\.1\.(1|2|3|6|10)\b|unknown|no such|not found|does ?n[o']t exist|"
    r"invalid (recipient|mailbox)",
    re.IGNORECASE,
)
_FULL = re.compile(r"\b[45]\.2\.2\b|full|quota", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What went wrong; ``for_good`` where trying again by ourselves is pointless.

    The words never quote the server: what it says may hold addresses and worse.
    """

    words: str
    for_good: bool


NEEDS_UTF8 = Refusal(
    "The address has letters outside ASCII before the @, and the mail server cannot send to such "
    "addresses (it lacks SMTPUTF8). Ask the person for another address.",
    True,
)
NOT_AN_ADDRESS = Refusal(
    "The address cannot be written in a mail. Look for a slip in it and correct it in the list.",
    True,
)


def of_recipient(refused: aiosmtplib.SMTPRecipientsRefused) -> Refusal:
    """Say why the server does not take the address."""
    answer = refused.recipients[0]
    for_good = all(each.code >= 500 for each in refused.recipients)
    if not for_good:
        return Refusal(f"The mail server asks us to try this address later ({answer.code}).", False)
    if _FULL.search(answer.message) or answer.code == 552:
        return Refusal(f"The mailbox is full ({answer.code}).", True)
    if _UNKNOWN.search(answer.message):
        words = f"The mailbox is unknown ({answer.code}). Look for a slip in the address."
        return Refusal(words, True)
    return Refusal(f"The mail server refused the address ({answer.code}).", True)


def of_answer(answer: aiosmtplib.SMTPResponseException) -> Refusal:
    """Say what the server had against the mail, or against us."""
    if isinstance(answer, aiosmtplib.SMTPAuthenticationError):
        # Nothing is wrong with the mail: it leaves once the password is put right.
        words = f"The mail server did not let us in ({answer.code}): its user or password is wrong."
        return Refusal(words, False)
    if isinstance(answer, aiosmtplib.SMTPSenderRefused):
        words = f"The mail server refused our own address ({answer.code}), CONFAB_MAIL_FROM."
        return Refusal(words, answer.code >= 500)
    words = "refused the mail" if answer.code >= 500 else "asks us to try later"
    return Refusal(f"The mail server {words} ({answer.code}).", answer.code >= 500)


def of_trouble(trouble: Exception) -> Refusal:
    """Say that nobody answered."""
    return Refusal(f"The mail server cannot be reached ({type(trouble).__name__}).", False)
