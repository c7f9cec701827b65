"""Silence: what people type where they have nothing to say ("-", "tbd", "n/a"), told from words."""

from __future__ import annotations

import re
import unicodedata

from matcher.text.statements import PRIVATE_MARK, lines

_TYPED = (
    # English
    "na none nothing nil null no nope not nan undefined blank empty unknown unsure idk dunno "
    "tbd tba tbc tbh todo wip pending later soon tofollow tocome comingsoon tobeconfirmed "
    "tobedetermined tobedefined tobeannounced tobeadded tobedone tobedecided notsure dontknow "
    "idontknow idontknowyet donotknow noidea nocomment notapplicable notavailable nodata noanswer "
    "notprovided noinput nothingtosay nothingtooffer nothingtoadd inprogress "
    "xxx asdf qwerty loremipsum placeholder "
    # German
    "nichts nix kein keine keiner keines keineangabe keineangaben ka entfällt entfaellt folgt "
    "folgtnoch kommtnoch offen nochoffen unbekannt weißnicht weissnicht weißnochnicht "
    "weissnochnicht keineahnung nochnicht nein "
    # French
    "rien aucun aucune néant neant nc sansobjet àdéfinir adefinir àvenir avenir àpréciser "
    "jenesaispas jesaispas pasencore nonapplicable non "
    # Spanish, Italian, Portuguese
    "nada ninguno ninguna nosé pendiente pordefinir pordeterminar noaplica sindatos "
    "niente nessuno nessuna dadefinire nonso nonapplicabile nenhum nenhuma nãosei naosei adefinir "
    # Dutch, Danish, Norwegian, Swedish, Finnish, Polish, Czech, Irish, Turkish
    "niets geen nvt nogniet weetniet nee intet ingen ingenting inget vedikke vetikke vetinte nej "
    "nei eimitään eimitaan eitietoa nic brak niewiem nevím nevim žádný nníl níl faic yok hiçbiri "
    "bilmiyorum "
    # Cyrillic, Greek, Hebrew, Arabic, Chinese, Japanese, Korean
    "нет ничего незнаю немає нічого незнаю τίποτα κανένα אין לא כלום לאיודע لا لاشيء لايوجد "
    "无 沒有 没有 無 待定 未定 不知道 なし 無し 特になし ない わからない 없음 미정"
)
_AROUND = (
    "at the moment present right now yet for really thanks thank you in particular special "
    "specific so far currently just as of all noch zurzeit zur zeit im momento pour le pas"
)
_LONGEST = 60
_WORDS = frozenset(_TYPED.split())
_FILLERS = frozenset(_AROUND.split())
# "R" and "C" are languages that people write in; "x", "??" and "0" are nobody's.
_MARKS = re.compile("[^a-z0-9]")
_KEY = re.compile(r"[xyz0-9]|([a-z0-9])\1+|abc|123+")


def says_nothing(text: str) -> bool:
    """Tell whether a text holds no statement: each of its lines is a mark or a filler.

    Parameters
    ----------
    text
        A statement, or a facet of several lines; empty text says nothing.
    """
    return all(is_placeholder(line) or _is_key(line) for line, _ in lines(text))


def _is_key(line: str) -> bool:
    return bool(_KEY.fullmatch(line.casefold().strip(" .!?-_/")))


def is_placeholder(line: str) -> bool:
    """Tell whether a line is a word such as "tbd" or "none", or no word at all."""
    if len(line) > _LONGEST:
        return not any(letter.isalnum() for letter in line)
    plain = unicodedata.normalize("NFKC", line).casefold().removeprefix(PRIVATE_MARK)
    kept = _spaced(plain.replace("'", ""))
    whole = kept.replace(" ", "")
    # Marks without a letter that carries them, as in an emoticon, are no word either.
    if whole in _WORDS or not any(letter.isalnum() for letter in whole):
        return True
    left = "".join(word for word in kept.split() if word not in _FILLERS)
    return left in _WORDS


def _spaced(plain: str) -> str:
    """Put a space in place of whatever is no part of a word."""
    if plain.isascii():
        return _MARKS.sub(" ", plain)
    return "".join(letter if _is_part(letter) else " " for letter in plain)


def _is_part(letter: str) -> bool:
    # Vowel signs of many scripts are marks of their own.
    return letter.isalnum() or unicodedata.category(letter).startswith("M")
