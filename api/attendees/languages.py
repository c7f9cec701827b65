"""Languages as people write them ("English", "de", "français, Gaeilge") to codes that compare.

Names are Unicode's (CLDR, by Babel), in English, in the language itself and in the other languages
of `_NAMED_IN`; nothing that is not understood may keep two people apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from matcher.text.silence import says_nothing

_NAMED = (
    "ga de fr es it nl pt pl da sv nb nn fi is et lv lt cs sk sl hr sr bs mk sq bg ro hu el tr "
    "uk ru be ca eu gl cy gd lb mt ar he fa ur hi bn pa ta te ml gu mr ne si th vi id ms fil zh ja "
    "ko ka hy az kk uz sw am so ha yo ig zu xh af br fy rm"
)
_NAMED_IN = _NAMED.split()
# Speakers of these understand one another at a table.
_ONE = {"nb": "no", "nn": "no", "gsw": "de", "tl": "fil", "cmn": "zh", "prs": "fa", "arz": "ar"}
_ALSO = {
    "mandarin": "zh", "putonghua": "zh", "farsi": "fa", "castilian": "es", "castellano": "es",
    "flemish": "nl", "vlaams": "nl", "valencian": "ca", "valencià": "ca", "plattdeutsch": "nds",
    "schwyzerdütsch": "de", "gaelic": "ga", "irish gaelic": "ga", "hochdeutsch": "de",
    "serbo-croatian": "hr", "moldovan": "ro", "dari": "fa", "filipino": "fil", "sign": "sgn",
    "british sign language": "bfi", "bsl": "bfi", "irish sign language": "isg",
    "american sign language": "ase", "asl": "ase", "deutsche gebärdensprache": "gsg", "dgs": "gsg",
    # Countries' codes that are no language's.
    "cz": "cs", "dk": "da", "gr": "el", "jp": "ja", "cn": "zh", "kr": "ko", "ua": "uk", "gb": "en",
    "us": "en", "at": "de", "uk english": "en", "us english": "en",
}  # fmt: skip
_NOT_ONE = ("und", "mul", "zxx", "root")
_CODE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{2,8})*")
_APART = re.compile(r"[,;/|\n&•·、،]+|\s+[-–—]\s+(?=\w)|\s\+\s")
_MARKS = " .:!*-?"
_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]?")
_AND = re.compile(
    r"\s+(?:and|und|et|en|y|e|og|och|ja|i|a|agus|plus|or|oder|ou|as well as|with|mit)\s+"
)
_LEVEL = re.compile(
    r"\b(?:[abc][12]\+?|fluent(?:ly)?|native|basic|basics|good|very|excellent|mother|tongue|"
    r"speaker|beginner|intermediate|advanced|conversational|bilingual|proficient|proficiency|"
    r"business|working|level|knowledge|a little|a bit of|some|little|only|mainly|mostly|also|"
    r"spoken|written|language|fließend|muttersprache|muttersprachlich|grundkenntnisse|gut|sehr|"
    r"etwas|ein bisschen|bisschen|nur|auch|sprache|courant|maternelle|langue|notions|bases|bon|"
    r"un peu(?: d[eu'])?|fluido|nativo|básico|materno|un poco de|madrelingua)\b"
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """Codes of the languages that were understood, and the words that were not, as written."""

    codes: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()


def spoken(given: Iterable[str]) -> Spoken:
    """Understand languages, each by its name or code; several may stand in one text.

    Empty ``codes`` means not stated: whoever's languages are not understood fits everybody.
    """
    return _spoken(tuple(given))


@lru_cache(maxsize=1 << 14)
def _spoken(given: tuple[str, ...]) -> Spoken:
    codes: list[str] = []
    strange: list[str] = []
    for text in given:
        # "Chinese (simplified, Mandarin)" is one language.
        if says_nothing(text) and not _code(text.strip().casefold()):
            continue
        for part in _APART.split(_BRACKETS.sub(" ", text)):
            written = " ".join(part.split())
            plain = unicodedata.normalize("NFKC", written).casefold().strip(_MARKS)
            found = _found(plain)
            codes.extend(found)
            if not found and _LEVEL.sub("", plain).strip(_MARKS):
                strange.append(written)
    return Spoken(tuple(dict.fromkeys(codes)), tuple(dict.fromkeys(strange)))


def _found(text: str) -> list[str]:
    """Give the codes of a text; none where any of it is not understood."""
    for words in (text, " ".join(_LEVEL.sub(" ", text).split()).strip(_MARKS)):
        if code := _code(words):
            return [code]
        for parts in (_AND.split(words), words.split()):
            # "en de" are codes and "English German" names; "UK English" is not Ukrainian too.
            alike = {len(part) > 3 for part in parts}
            codes = [_code(part.strip()) for part in parts]
            if len(parts) > 1 and len(alike) == 1 and all(codes):
                return codes
    return []


def _code(word: str) -> str:
    shaped = _CODE.fullmatch(word)
    code = _aliases().get(shaped[1], shaped[1]) if shaped else ""
    code = _ONE.get(code, code)
    return (
        _ALSO.get(word)
        or _english().get(word)
        or (code if code in _codes() else "")
        or _names().get(word, "")
    )


@cache
def _english() -> dict[str, str]:
    from babel import Locale

    return dict(_of_locale(Locale.parse("en").languages))


@cache
def _names() -> dict[str, str]:
    """Map names in all languages to codes; a language's own name comes before other people's."""
    from babel import Locale

    named = [Locale.parse(code) for code in _NAMED_IN]
    names: dict[str, str] = {}
    for locale in named:
        own = locale.languages.get(locale.language)
        if own:
            names.setdefault(own.casefold(), _ONE.get(locale.language, locale.language))
    for locale in named:
        for name, code in _of_locale(locale.languages):
            names.setdefault(name, code)
    return names


def _of_locale(languages: Mapping[str, str]) -> list[tuple[str, str]]:
    bases = ((name.casefold(), code.partition("_")[0]) for code, name in languages.items())
    return [(name, _ONE.get(code, code)) for name, code in bases if code not in _NOT_ONE]


@cache
def _codes() -> frozenset[str]:
    return frozenset(_english().values())


@cache
def _aliases() -> dict[str, str]:
    from babel.core import get_global

    return {old: new.partition("_")[0] for old, new in get_global("language_aliases").items()}
