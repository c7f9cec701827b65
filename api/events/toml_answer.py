"""Answering with an event file to keep."""

from __future__ import annotations

from fastapi.responses import Response


def toml_answer(text: str, name: str) -> Response:
    """Give a file to download; its name is a slug and an ending."""
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="application/toml", headers=headers)
