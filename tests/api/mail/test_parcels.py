"""The words of a parcel: in as few goes as there are changes, and few made for nothing."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy.orm import Session

from api.mail.composing import Mail, ParcelComposer, Source, Verdict, compose_parcels
from api.mail.parcels import ParcelWords
from api.settings import Settings

KIND = "counted"
MAILS: dict[str, tuple[str, Source | None]] = {f"m{n}": (KIND, {"n": n}) for n in range(200)}


class _Counter:
    """Words mails by what is so, and counts those of each go."""

    def __init__(self) -> None:
        self.now = 0
        self.goes: list[int] = []

    def word(
        self, _session: Session, sources: Sequence[Source], _site: Settings
    ) -> list[Mail | Verdict]:
        self.goes.append(len(sources))
        return [Mail(f"{s['n']}", KIND, "", text=f"{s['n']} {self.now}") for s in sources]

    def stamp(self, _session: Session, _source: Source) -> object:
        return self.now


_counter = _Counter()
compose_parcels(KIND, ParcelComposer(_counter.word, _counter.stamp))


@pytest.mark.parametrize(
    ("every", "goes", "made"), [(1000, 4, 200), (50, 4, 200), (10, 20, 420), (1, 200, 450)]
)
def test_the_more_often_things_change_the_fewer_are_worded_ahead(
    every: int, goes: int, made: int
) -> None:
    _counter.goes.clear()
    words = ParcelWords(MAILS, Settings(_env_file=None))
    for number, mail_id in enumerate(MAILS):
        _counter.now = number // every
        with Session() as session:
            worded = words.of(session, mail_id)
        assert isinstance(worded, Mail)
        assert worded.text == f"{number} {_counter.now}"
    assert (len(_counter.goes), sum(_counter.goes) <= made) == (goes, True), _counter.goes
