"""Common words: those that tell nothing of what a text is about."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"\w\w+")
COMMON = frozenset(
    _TOKEN.findall(
        "about above after again against all also always am an and any anybody anyone anything "
        "are around as at back be because been before being below between both but by can come "
        "could did do does doing done down each either else every everybody everyone few for "
        "from get give go good had has have having he help helping helps her here hers him his "
        "how if in into is "
        "it its just know like look looking lot made make many may me meet meeting might mine "
        "more most much must my need needs never no nobody none nor not nothing now of off "
        "offer offers often on once one only or other our out over own people please really "
        "same see seek seeking several she should so some somebody someone something still "
        "such take than thank that the their them then there these they thing things this "
        "those through to too two under until up us use very want was way we well were what "
        "when where which while who whom whose why will with without would yes yet you your"
    )
)
