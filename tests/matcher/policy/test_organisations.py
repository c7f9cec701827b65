"""Organisations: what is one, what is the same one."""

from __future__ import annotations

import numpy as np
import pytest

from matcher import Profile
from matcher.policy.masks import Colleagues
from matcher.policy.organisations import organisation_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Quay Ltd", "quay limited"),
        ("Quay  Bread GmbH", "QUAY BREAD"),
        ("Co", "CO"),
        ("S.A.R.L. Dupont, S.A.R.L.", "sarl dupont"),
        ("Slate & Sons Inc.", "Slate and Sons"),
        ("Ｑuay Ｂread Ｌtd", "quay bread"),
        ("Bäckerei Müller e.K.", "Ba\u0308ckerei  MÜLLER"),
        ("Quay Bread GmbH & Co. KG", "Quay-Bread"),
        ("Kovač d.o.o.", "kovač"),
        ("Baz Teoranta", "BAZ"),
        ("Quay Bread Company Limited", "Quay Bread"),
        ("O’Neill, Sons & Daughters; Ltd", "O'Neill Sons and Daughters"),
        ("Café Ltd", "Cafe\u0301"),
        ("株式会社 パン", "株式会社ﾊﾟﾝ"),
    ],
)
def test_one_organisation_in_two_spellings(one: str, other: str) -> None:
    assert organisation_key(one) == organisation_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Co", "Ltd"),
        ("Bread", "Breads"),
        ("Freelance Theatre Ltd", "Freelance Garden Ltd"),
        ("Retired Greyhounds Trust", "Greyhounds Trust"),
        ("हिन्दी", "हनद"),
        ("AA", "AAA"),
    ],
)
def test_different_organisations_stay_apart(one: str, other: str) -> None:
    assert organisation_key(one) != organisation_key(other)
    assert organisation_key(one)


NOBODYS = (
    "|-|n/a|N/A|none|Freelance|freelancer|Self-employed|SELF EMPLOYED|Self-Employed.|"
    "independent|Independent consultant|Freelance designer|self-employed (photographer)|"
    "Freelance / Consultant|freelance, self-employed|retired|Retired teacher|unemployed|student|"
    "sole trader|tbd|?|various|Freiberufler|freiberuflich|selbständig|Selbstständig|"
    "freischaffende Künstlerin|privat|keine|k. A.|indépendant|Indépendante|auto-entrepreneur|"
    "retraitée|aucune|autónomo|jubilado|ninguna|libero professionista|zzp|ZZP'er|gepensioneerd|"
    "egenföretagare|selvstændig|frilans|féinfhostaithe|фрилансер|самозанятый|нет|自由职业者|"
    "フリーランス|個人事業主|Ｆｒｅｅｌａｎｃｅ"
)


@pytest.mark.parametrize("name", NOBODYS.split("|"))
def test_who_belongs_to_none(name: str) -> None:
    assert organisation_key(name) == ""
    people = [Profile(id=each, organisation=name) for each in "ab"]
    assert not Colleagues.of(people).refuses(np.array([0]), np.array([1])).any()
