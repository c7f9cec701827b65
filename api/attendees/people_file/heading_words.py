"""The words that other tools and other people use for our columns: one place, nothing else."""

from __future__ import annotations

import re
import unicodedata

FIRST, LAST = "first name", "last name"
"""Columns that only make a name together."""
STATUS = "status"
"""Whether somebody comes, in the words of another tool; see `status_words`."""
MENDED = "Confab: what is wrong"
"""Heading of the column that a list to mend has more; it is never read."""

_WORDS = {
    "id": "id|user id|attendee id|attendee no|participant id|participant no|person id|guest id|"
    "member id|api id|guest api id|badge no|registration id|reference|ref|key|teilnehmernummer|"
    "kennung",
    "name": "name|full name|complete name|display name|first and last name|name full name|"
    "name and surname|vollständiger name|vor und nachname|nom complet|nom et prénom|"
    "nombre completo|nombre|nom|nome|naam|navn|namn|imię i nazwisko|teilnehmername|"
    "name des teilnehmers|nombre y apellidos|nome completo|nome e cognome|ainm",
    FIRST: "name vorname|teilnehmername vorname|"
    "first name|given name|forename|fore name|name given name|"
    "name first name|christian name|vorname|rufname|prénom|nombre de pila|primeiro nome|voornaam|"
    "imię|fornavn|förnamn",
    LAST: "name nachname|teilnehmername nachname|"
    "last name|surname|family name|second name|name family name|"
    "name last name|nachname|familienname|zuname|nom de famille|apellido|apellidos|cognome|"
    "sobrenome|apelido|achternaam|nazwisko|etternavn|efternamn|efternavn",
    "email": "email|e mail|mail|mails|emails|email address|e mail address|mail address|email id|"
    "work email|business email|contact email|e mail adresse|email adresse|mailadresse|courriel|"
    "adresse e mail|adresse email|adresse mail|adresse électronique|correo|correo electrónico|"
    "indirizzo email|e mailadres|ríomhphost|электронная почта|邮箱",
    "organisation": "organisation|organization|organisations|organizations|company|companies|"
    "company name|organisation name|organization name|name of organisation|name of organization|"
    "name of company|company organisation|company organization|organisation company|"
    "organization company|employer|firm|firm name|business|business name|affiliation|institution|"
    "institute|workplace|firma|unternehmen|firmenname|arbeitgeber|einrichtung|institution firma|"
    "unternehmen organisation|firma organisation|entreprise organisation|entreprise|société|"
    "organisme|empresa|organización|organizacion|compañía|azienda|società|organizzazione|bedrijf|"
    "organisatie|eagraíocht|компания|организация|公司",
    "sector": "sector|industry|branch of industry|line of business|business sector|"
    "industry sector|branche|wirtschaftszweig|secteur|secteur d activité|industria|settore",
    "role": "role|roles|job|job title|jobtitle|job role|job position|position|position title|"
    "occupation|profession|designation|function|beruf|berufsbezeichnung|rolle|funktion|tätigkeit|"
    "poste|fonction|profession métier|cargo|puesto|ruolo|functie",
    "languages": "languages|language|spoken languages|languages spoken|language s|speaks|"
    "languages i speak|languages you speak|which languages do you speak|sprache|sprachen|"
    "welche sprachen sprechen sie|welche sprachen sprichst du|gesprochene sprachen|"
    "quelles langues parlez vous|qué idiomas hablas|langue|langues|langues parlées|idioma|"
    "idiomas|lingua|lingue|talen|teangacha",
    "offers": "offers|offer|offering|offerings|can offer|what i offer|what you offer|"
    "what we offer|i can offer|we can offer|i offer|we offer|can help with|help with|can bring|"
    "brings|bring|gives|give|expertise|skills|strengths|ask me about|biete|ich biete|wir bieten|"
    "angebot|angebote|das biete ich|was bieten sie an|was bieten sie|was bietest du an|"
    "was bietest du|was ich biete|was wir bieten|was können sie anbieten|was kannst du anbieten|"
    "que proposez vous|qu offrez vous|que pouvez vous offrir|que pouvez vous proposer|"
    "ce que je propose|ce que j offre|que propose tu|que proposes tu|qué ofreces|qué ofrece|"
    "qué puedes ofrecer|lo que ofrezco|cosa offri|cosa offre|offre|offres|j offre|je propose|"
    "ofrece|ofrezco|oferta|offro|offerte",
    "needs": "needs|need|needed|want|wants|wanted|looking for|seeking|seeks|search for|"
    "searching for|what i need|what you need|what we need|i need|we need|i am looking for|"
    "what i am looking for|in search of|asks|ask|help needed|needs help with|need help with|"
    "suche|ich suche|wir suchen|gesucht|bedarf|das suche ich|was suchen sie|was suchst du|"
    "was ich suche|was wir suchen|was brauchen sie|was brauchst du|ich brauche|wir brauchen|"
    "que cherchez vous|que recherchez vous|ce que je cherche|ce que je recherche|que cherches tu|"
    "qué buscas|qué busca|qué necesitas|lo que busco|cosa cerchi|cosa cerca|besoin|besoins|"
    "cherche|je cherche|recherche|busca|busco|necesita|necesito|cerco|zoekt",
    "interests": "interests|interest|interested in|hobbies|hobby|topics|topics of interest|"
    "areas of interest|fields of interest|interessen|hobbys|themen|intérêts|centres d intérêt|"
    "intereses|aficiones|interessi",
    "bio": "bio|biography|short bio|about|about me|about you|about yourself|profile|description|"
    "introduction|self description|tell us about yourself|über mich|kurzbiografie|beschreibung|"
    "à propos|biographie|biografía|sobre mí|biografia",
    "availability": "availability|available|available times|available from to|times|time slots|"
    "slots|when available|when can you come|when can you be there|verfügbarkeit|verfügbar|zeiten|"
    "anwesenheit|disponibilité|disponibilités|disponibilidad|disponibilità",
    "groups": "groups|group|labels|label|tags|tag|gruppe|gruppen|groupe|groupes|grupos",
    STATUS: "status|attendee status|rsvp|rsvp status|registration status|approval status|"
    "order status|ticket status|booking status|teilnahmestatus|anmeldestatus|buchungsstatus|statut|"
    "estado|stato",
    "diet": "diet|dietary|dietary needs|dietary requirements|dietary requirement|"
    "dietary restrictions|dietary preferences|dietary preference|special diet|food|"
    "food preferences|allergies|ernährung|essen|régime|régime alimentaire|dieta",
}  # fmt: skip

# "What do you need?", "Your name", "Attendee email": what stands around the word itself.
_FRAME = re.compile(
    r"^(?:(?:what|which|who|please|do|does|can|could|would|will|are|is|am|you|your|yours|i|we|my|"
    r"our|the|a|an|s|tell|us|enter|others|like|to|question|frage|antwort|answer) )+"
)
_TAIL = re.compile(
    r"(?: (?:to|for|from|with|at|in|of|do|you|others|other|people|participants|attendees|guests|"
    r"the|this|our|event|us|everyone|work|today|here|short|one|per|line))+$"
)
_PERSON = re.compile(
    r"^(?:attendees?|participants?|guests?|delegates?|registrants?|visitors?|teilnehmers?|"
    r"teilnehmende|ticket holders?)(?: s)? "
)
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


def spelled(heading: str) -> str:
    """Spell a heading as it is compared: no case, accents' form, punctuation or brackets."""
    text = unicodedata.normalize("NFKC", heading).casefold().replace("#", " no ")
    outside = _BRACKETS.sub(" ", text)
    kept = outside if any(letter.isalnum() for letter in outside) else text
    words = "".join(letter if letter.isalnum() else " " for letter in _joined(kept))
    return " ".join(words.split())


def joined(heading: str) -> str:
    """Spell a heading without its spaces too: "E-Mail", "E mail" and "email" are one."""
    return spelled(heading).replace(" ", "")


def column_of(heading: str) -> str:
    """Name the column that a heading means; empty where we know of none."""
    whole = spelled(heading)
    inner = _FRAME.sub("", f"{_PERSON.sub('', whole)} ").strip()
    for words in (whole, _PERSON.sub("", whole), inner, _TAIL.sub("", inner)):
        if words and (column := _BY_WORDS.get(words.replace(" ", ""))):
            return column
    return ""


def is_of_the_person(heading: str) -> bool:
    """Tell whether a heading says that it is the person's, not the buyer's of the ticket."""
    return bool(_PERSON.match(spelled(heading)))


def _joined(text: str) -> str:
    # Marks that join nothing: a soft hyphen, a zero-width space, the mark of a file's beginning.
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf")


_BY_WORDS = {
    joined(words): column for column, listed in _WORDS.items() for words in listed.split("|")
}
ALL_WORDS = tuple(_BY_WORDS)
"""Every word that is understood, as `joined` spells it."""
