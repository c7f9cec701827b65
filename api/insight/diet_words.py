"""Words about food in English, German, French and Spanish, without accents, case and hyphens."""

from __future__ import annotations

import re

_NO = r"(?:no|non|not|without|w/o|free of|avoid\w*|kein\w*|ohne|sans|pas de|sin|nada de)"


def _free(*things: str) -> str:
    """Match "no X", "X free", "X frei"."""
    thing = "|".join(things)
    return rf"\b{_NO} (?:any |de |d')?(?:{thing})\w*|\b(?:{thing})\w* ?(?:free|frei\w*|los\w*)\b"


def _words(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(parts))


DIETS: dict[str, re.Pattern[str]] = {
    "pescatarian": _words(r"\bp[ei]s[ck][aeio]t\w*r\w*", r"\bpes[ck]o ?veg\w*"),
    "vegan": _words(
        r"\bvegan\w{0,3}\b", r"\bvegetalien\w*", r"\bplant based\b", r"\bpflanzlich\w*"
    ),
    "vegetarian": _words(
        r"\b(?:lacto |ovo |lakto )*veg[ei]t[ae]r\w*",
        r"\bvegg?ies?\b",
        r"\bveg\b",
        _free("meat", "fleisch", "viande", "carne"),
    ),
    "halal": _words(r"\bhall?all?\b"),
    "kosher": _words(r"\bkos(?:her|cher|her)\b", r"\b[ck]as?c?her\b"),
    "gluten-free": _words(
        _free("gluten"),
        r"\bgluten\w* ?(?:intoleran\w*|unvertrag\w*|sensitiv\w*)",
        r"\b(?:intoleran\w*|unvertrag\w*) (?:to |au |al |a |gegen )?gluten",
        r"\bgf\b",
        r"\bcoeliac\w*|\bceliac\w*|\bceliaqu\w*|\bcoeliaqu\w*|\bzoliak\w*",
    ),
    "lactose-free": _words(
        _free("lactos", "laktos"),
        r"\bla[ck]tos\w* ?(?:intoleran\w*|unvertrag\w*|sensitiv\w*)",
        r"\b(?:intoleran\w*|unvertrag\w*) (?:to |au |a la |a |gegen )?la[ck]tos\w*",
    ),
    "dairy-free": _words(
        _free("dairy", "milk", "milch", "lait", "produits laitiers", "leche", "lacteos")
    ),
    "no pork": _words(_free("pork", "schwein", "porc", "cerdo")),
    "no beef": _words(_free("beef", "rind", "boeuf", "ternera", "vacuno")),
}
"""Name -> how it is said; those before are taken out of the text before those after are sought."""
AVOIDED = {"gluten-free": "gluten", "dairy-free": "milk"}
"""Diets that say of an allergen that it is avoided, and of no allergy."""

ALLERGENS: dict[str, re.Pattern[str]] = {
    "peanuts": _words(r"\bpea ?nuts?\b|\berdnuss\w*|\barachide\w*|\bcacahuete\w*|\bmani\b"),
    "nuts": _words(
        r"(?<!pea )\b(?:tree ?)?nuts?\b|\bnuss\w*|\b(?:hasel|wal|baum|schalen)nuss\w*",
        r"\b(?:hazel|wal)nuts?\b|\balmonds?\b|\bmandel\w*|\bcashews?\b|\bpistac\w*|\bpecans?\b",
        r"\bfruits a coque|\bnoix\b|\bnoisette\w*|\bamande\w*|\bnuec\w*|\bnuez|\bfrutos secos",
        r"\bavellana\w*|\balmendra\w*",
    ),
    "milk": _words(
        r"\bmilk\b|\bdairy\b|\bmilch\w*|\blait\w*|\bleche\b|\blacteos?\b|\bcasein\w*|\bwhey\b"
    ),
    "eggs": _words(r"\beggs?\b|\beier\w*|\bei\b|\boeufs?\b|\bhuevos?\b|\bhuhnerei\w*"),
    "fish": _words(r"\bfish\b|\bfisch\w*|\bpoissons?\b|\bpescados?\b"),
    "shellfish": _words(
        r"\bshell ?fish\b|\bcrustace\w*|\bprawns?\b|\bshrimps?\b|\bcrabs?\b|\blobsters?\b",
        r"\bsea ?food\b|\bkrustentier\w*|\bschalentier\w*|\bmeeresfruchte\w*|\bgarnele\w*",
        r"\bfruits de mer\b|\bcrevette\w*|\bmarisco\w*|\bgamba\w*|\bmollus\w*|\bmussels?\b",
        r"\boysters?\b|\bmuschel\w*",
    ),
    "soya": _words(r"\bsoya?\b|\bsoja\w*"),
    "sesame": _words(r"\bsesam\w*|\btahini\b"),
    "celery": _words(r"\bcelery\b|\bceleriac\b|\bsellerie\w*|\bceleri\b|\bapio\b"),
    "mustard": _words(r"\bmustard\b|\bsenf\w*|\bmoutarde\b|\bmostaza\b"),
    "lupin": _words(r"\blupin\w*|\baltramu\w*"),
    "sulphites": _words(r"\bsul(?:ph|f)it\w*"),
    "gluten": _words(
        r"\bgluten\w*|\bwheat\b|\bweizen\w*|\bble\b|\btrigo\b",
        r"\bcoeliac\w*|\bceliac\w*|\bceliaqu\w*|\bcoeliaqu\w*|\bzoliak\w*",
    ),
}
"""The fourteen that European law names (crustaceans and molluscs as one)."""
ALLERGIC = re.compile(
    r"\w*all?erg\w*|\banaph?[fy]?\w*la[xc]\w*|\bepi ?pens?\b|\bintoleran\w*|\bunvertrag\w*"
)
NO = re.compile(rf"\b{_NO}\b|\b\w*(?:free|frei)\b")
EATEN = re.compile(r"\b(?:eats?|eating|ok|okay|fine|likes?|loves?|mange|esse|isst|como|gerne?)\b")
"""Said of what somebody does eat."""
NEGATED_DIET = re.compile(
    r"\b(?:not|no longer|nicht|kein\w*|pas|no|non) (?:a |an |strictly |de )?"
    r"(?:vegan|veget|vegetar|pesc|halal|kosher|koscher)\w*"
)
NOTHING = re.compile(
    r"[\W\d_]*|none|no|non|nein|nope|nothing(?: special)?|n ?/? ?a|nil|null|all|anything|everything"
    r"|any|omnivore?|omnivor|normal|standard|regular|no (?:preference|restriction|requirement)s?"
    r"|(?:no|none|keine?|sans|aucune?|sin|ninguna?|pas d') ?(?:known |food |bekannten? )?"
    r"(?:all?erg\w*|diet\w*|special diet|restriction\w*|unvertrag\w*)"
    r"|(?:i |we )?eats? (?:everything|anything|all)|(?:ich )?esse alles|alles|keine?|aucun\w*|rien"
    r"|je mange (?:de )?tout|tout|ningun\w*|nada|(?:como )?(?:de )?todo|ohne"
)
FILLERS = re.compile(
    r"a|al|all|am|an|any|are|au|auf|aux|bad|be|bin|bitte|carries|carry|carrying|comida|das|"
    r"de|der|des|die|diet|dieta|disease|do|does|du|eat|ein|eine|einen|el|enfermedad|"
    r"ernahrung|esse|essen|favor|food|foods|for|fuerte|gegen|got|grave|hab|habe|has|have|i|"
    r"i'm|ich|im|intolerance|is|it|je|kind|kost|krankheit|l'alimentation|la|las|le|leichte|"
    r"les|leve|los|maladie|me|meal|meals|mild|my|nur|o|oder|of|only|option|or|ou|people|"
    r"person|please|por|preference|product|products|regime|repas|required|requirement|"
    r"requirements|schwere|serious|severe|severely|soy|starke|strict|strictly|strong|suis|"
    r"svp|thank|thanks|the|to|un|una|une|vegetales|version|very|we|with|you"
)
