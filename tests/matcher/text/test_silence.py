"""What says nothing is no statement."""

from __future__ import annotations

import pytest

from matcher import Profile
from matcher.people import items_of
from matcher.text.items import split
from matcher.text.silence import says_nothing

FILLERS = (
    "|-|--|- \n- |…|?|???|n/a|N/A|n.a.|none|None.|nothing|Nothing yet|tbd|TBD!|T.B.D.|tba|"
    "to be confirmed|x|xxx|xx|aa|0|1|abc|nil|No, thanks|nothing in particular|not sure yet|"
    "I don't know|don’t know|coming soon|[private] tbd|keine|k.A.|nichts|noch offen|weiß nicht|"
    "rien|à définir|nada|niente|geen|ingen|nic|нет|ничего|אין|无|なし|tbd\nn/a\n- ?|🤷|:-)"
)
STATEMENTS = (
    "tea|R|C++|茶|bread|no sugar please, we bake|None of my friends bake|AI|IT help|3D|"
    "nothing beats bread|a bar to rent|testing|tbd\nbread|x-rays|later opening hours|"
    "Anything with wool|- a van"
)


@pytest.mark.parametrize("text", FILLERS.split("|"))
def test_a_filler_says_nothing(text: str) -> None:
    assert says_nothing(text)
    assert split(Profile(id="a", offers=text, needs=text, interests=text, bio=text)) == ()
    assert items_of(Profile(id="a", role=text, sector="-")) == ()


@pytest.mark.parametrize("text", STATEMENTS.split("|"))
def test_few_words_may_say_something(text: str) -> None:
    assert not says_nothing(text)
    assert split(Profile(id="a", offers=text))


def test_a_heading_of_what_is_not_wanted_stays_one() -> None:
    (item,) = split(Profile(id="a", needs="No:\n- agencies"))
    assert (item.text, item.polarity) == ("agencies", -1)


def test_what_is_said_beside_a_filler_counts() -> None:
    items = split(Profile(id="a", offers="tbd\nTwo chilled vans", needs="-"))
    assert [item.text for item in items] == ["Two chilled vans"]
