"""Organisations: which names are the same one, and which words name none."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from cleanco.clean import get_unique_terms, normalize_terms, normalized, strip_punct

from matcher.text.silence import is_placeholder

# Endings that cleanco does not list; and words it lists that end names too ("Bread at the UK").
_MORE = (
    "clg dac teoranta cuideachta ug ek ekfm ekfr gmbh mbh ggmbh kdg stiftung eg haftungsbeschränkt "
    "spa sarl srl bv nv sl sas plc pty pvt lda kft doo sro spzoo ltd limited oyj"
)
_NO_ENDINGS = frozenset(("at", "da", "et", "vat", "ok", "uk", "nl", "private", "obrt", "sd"))
_ENDINGS = (
    frozenset(" ".join(term.split()) for term in normalize_terms(get_unique_terms()))
    | frozenset(_MORE.split())
    | {"sa rl", "ev"}
) - _NO_ENDINGS
_LONGEST = max(len(ending.split()) for ending in _ENDINGS)

# What people write who belong to no organisation; spelled without case, spaces and punctuation.
_TYPED = (
    # English
    "freelance freelancer freelancing freelanced selfemployed selfemployment self myself me mine "
    "ownbusiness myownbusiness runmyownbusiness workformyself independent indie soletrader "
    "soleproprietor soleproprietorship individual private privateperson privately retired retiree "
    "pensioner unemployed betweenjobs betweenroles jobseeker jobseeking jobhunting "
    "lookingforwork lookingforajob opentowork careerbreak onacareerbreak sabbatical onsabbatical "
    "student students housewife househusband homemaker stayathomeparent parent volunteer "
    "x unaffiliated noaffiliation nocompany noorganisation noorganization noemployer nofirm "
    "nobusiness notemployed notworking various other others any personal home contractor "
    "consultant nobody person "
    # German
    "freiberufler freiberuflerin freiberuflich freiberufliche freischaffend freischaffender "
    "freischaffende freiemitarbeiterin freiermitarbeiter selbständig selbständiger selbständige "
    "selbstständig selbstständiger selbstständige selbstaendig selbststaendig einzelunternehmer "
    "einzelunternehmerin einzelunternehmen kleinunternehmer kleinunternehmerin privat "
    "privatperson privatier rentner rentnerin pensionär pensionärin pensioniert imruhestand "
    "inrente arbeitslos arbeitssuchend arbeitsuchend student studentin studierend hausfrau "
    "hausmann ohne ohnefirma keinefirma keineorganisation eigenefirma unabhängig "
    # French
    "indépendant indépendante independante freelances autoentrepreneur autoentrepreneuse "
    "autoentrepreneure microentrepreneur microentrepreneuse travailleurindépendant "
    "travailleuseindépendante professionlibérale libéral libérale àmoncompte retraité retraitée "
    "alaretraite àlaretraite sans sansemploi chômeur chômeuse demandeurdemploi étudiant étudiante "
    "particulier "
    # Spanish, Portuguese, Italian
    "autónomo autónoma autonomo autonoma independiente porcuentapropia trabajadorautónomo jubilado "
    "jubilada desempleado desempleada estudiante particular sinempresa autônomo autônoma "
    "independente aposentado aposentada reformado reformada desempregado estudante "
    "contaprópria liberoprofessionista liberaprofessionista pensionato pensionata disoccupato "
    "disoccupata studente studentessa partitaiva inproprio privato "
    # Dutch, Danish, Norwegian, Swedish, Finnish, Polish, Czech, Irish, Turkish
    "zzp zzper zelfstandig zelfstandige zelfstandigondernemer gepensioneerd werkloos werkzoekend "
    "particulier selvstændig selvstændigerhvervsdrivende selvstendig selvstendignæringsdrivende "
    "pensjonist pensioneret arbejdsløs arbeidsledig egenföretagare egenforetagare egenföretag "
    "frilans frilanser frilansare enskildfirma pensionist arbetslös eläkeläinen "
    "työtön opiskelija samozatrudniony samozatrudniona wolnystrzelec emeryt emerytka bezrobotny "
    "bezrobotna osobaprywatna osvč živnostník duchodce důchodce féinfhostaithe saoroibrí scortha "
    "serbest serbestmeslek emekli işsiz öğrenci bağımsız "
    # Cyrillic, Greek, Hebrew, Arabic, Chinese, Japanese, Korean
    "фрилансер фриланс самозанятый самозанятая ип пенсионер пенсионерка безработный безработная "
    "студент студентка фрілансер самозайнятий самозайнята пенсіонер αυτοαπασχολούμενος "
    "ελεύθεροςεπαγγελματίας συνταξιούχος עצמאי עצמאית פרילנסר פרילנס פנסיונר פנסיונרית "
    "مستقل مستقلة حر متقاعد متقاعدة 自由职业 自由职业者 自由職業 自雇 自僱 个体户 退休 学生 "
    "個人 個人事業主 フリーランス 自営業 無職 無所属 프리랜서 자영업 은퇴 무직"
)
_NOBODYS = frozenset(_TYPED.split())
_FREE = re.compile(
    r"^(?:freelance|freelancer|freelancing|self employed|selfemployed|independent|"
    r"freiberufliche[rn]?|freie[rn]?|freischaffende[rn]?|selbst?ständige[rn]?|retired|unemployed)"
    # Two words at most, the last of which is a trade: a "Freelance Theatre" is a firm.
    r"(?: \w+)? \w*(?:er|or|ist|ant|ent|ian|ect|man|woman|eur|euse|in|ee|ess|yst)$"
)


_BESIDE = re.compile(r"[/,;|&+()]+|\s(?:and|or|und|et)\s")


@lru_cache(maxsize=1 << 15)
def organisation_key(name: str) -> str:
    """Spell an organisation so that two spellings of one are equal.

    Unicode form, case, spacing, punctuation and the legal ending make no difference ("Quay Bread
    Ltd.", "ＱＵＡＹ ＢＲＥＡＤ limited"); endings are those of cleanco.

    Returns
    -------
    str
        Empty for what is no organisation ("Freelance", "n/a", "retired").
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    words = [word for raw in re.split(r"[\s,;]+", plain) if (word := strip_punct(raw))]
    if _is_none(plain) or all(_is_none(part) for part in _BESIDE.split(plain)):
        return ""
    while (shorter := _without_ending(words)) != words:
        words = shorter
    joined = "".join("and" if word == "&" else _letters(word) for word in words)
    return joined or plain


def _is_none(plain: str) -> bool:
    """Tell whether words say that there is no organisation."""
    spaced = " ".join(re.sub(r"[\W_]+", " ", plain).split())
    return spaced.replace(" ", "") in _NOBODYS or bool(_FREE.match(spaced)) or is_placeholder(plain)


def _without_ending(words: list[str]) -> list[str]:
    bare = [_bare(word) for word in words[1:][-_LONGEST:]]
    for size in range(len(bare), 0, -1):
        if " ".join(bare[-size:]) in _ENDINGS:
            return words[:-size]
    # "Slate & Co": what joined the ending goes with it.
    return words[:-1] if len(words) > 1 and words[-1] in ("&", "+", "|") else words


def _bare(word: str) -> str:
    return str(strip_punct(normalized(word))).strip("()[]")


def _letters(word: str) -> str:
    return "".join(
        letter
        for letter in word
        if letter.isalnum() or unicodedata.category(letter).startswith("M")
    )
