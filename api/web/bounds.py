"""How much of anything a request may bring, and what no text may hold: one place for all.

The body as a whole is bounded by ``body_limit`` of the settings, before anything reads it.
"""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import unquote_to_bytes

from fastapi import HTTPException
from fastapi import Path as PathPart
from starlette.datastructures import FormData, UploadFile
from starlette.types import Scope

PATH, PART = 500, 200
"""Letters of a path, and of one of its parts."""
QUERY, HEADERS, HEADER = 8_000, 32_000, 8_000
"""Bytes: of a query, of all headers, of one."""
FIELDS, FILES, NAME, FILE_NAME = 2_000, 2, 200, 150
"""Of a form: fields, files, letters of a field's name, letters of a file's."""
TEXT = 500_000
"""Letters of one field; each form says itself how many of these it keeps."""
LARGEST = 2**31 - 1
Number = Annotated[int, PathPart(ge=1, le=LARGEST)]
"""A number in an address, such as a version's; any other is an address that does not exist."""

# Databases store no NUL, and no half of a surrogate pair can be written as UTF-8.
_UNFIT = re.compile("[\0\ud800-\udfff]")
_NUL = "There is a character in it that cannot be stored (NUL). Type the text anew and send it."


def fitting(form: FormData) -> FormData:
    """Give a form back as it is, if it is within bounds.

    Raises
    ------
    HTTPException
        422, saying what to do.
    """
    for name, value in form.multi_items():
        if len(name) > NAME or _UNFIT.search(name):
            raise HTTPException(422, "The form has a field that is none of ours.")
        if isinstance(value, UploadFile):
            value.filename = _UNFIT.sub("", value.filename or "")[-FILE_NAME:]
        elif _UNFIT.search(value):
            raise HTTPException(422, _NUL)
        elif len(value) > TEXT:
            most = f"{TEXT:,}"
            raise HTTPException(422, f"A text has more than {most} letters. Shorten it.")
    return form


def refusal(scope: Scope) -> int:
    """Give the status to refuse a request with; 0 where it is within bounds."""
    path, query = scope["path"], scope["query_string"]
    if len(query) > QUERY:
        return 414
    lengths = [len(name) + len(value) for name, value in scope["headers"]]
    if sum(lengths) > HEADERS or max(lengths, default=0) > HEADER:
        return 431
    too_long = len(path) > PATH or any(len(part) > PART for part in path.split("/"))
    if too_long or _UNFIT.search(path) or b"\0" in unquote_to_bytes(query):
        # There is no such address, and a database cannot be asked for it.
        return 404
    return 0
