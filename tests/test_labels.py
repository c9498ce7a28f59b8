"""Words: labels of keys, and one name for terms that are spelled in several ways."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import portfolio
from portfolio.domain.labels import key_in_words, label, skill_name, technology_name
from portfolio.locale.messages import Messages
from portfolio.text import fold

DATA = Path(portfolio.__file__).parent / "data"
ALIASES = tomllib.loads((DATA / "aliases.toml").read_text("utf-8"))["technologies"]
LABELS = tomllib.loads((DATA / "labels.toml").read_text("utf-8"))
NAMES = sorted(set(ALIASES.values()))


@pytest.mark.parametrize(
    ("key", "group", "own", "words"),
    [
        ("professional_certification", "types", {}, "Professional certification"),
        ("micromasters", "types", {}, "MicroMasters"),
        ("devops", "categories", {}, "DevOps"),
        ("machine_learning", "categories", {}, "Machine learning"),
        ("a_kind_of_my_own", "types", {}, "A kind of my own"),
        ("mlops", "categories", {"mlops": "ML Ops"}, "ML Ops"),
        ("badge", "types", {"badge": "Medal"}, "Medal"),
        ("élan_vital", "categories", {}, "Élan vital"),
        ("applied_ai", "categories", {}, "Applied AI"),
        ("api_certificate", "types", {}, "API certificate"),
    ],
)
def test_a_key_becomes_words(key: str, group: str, own: dict[str, str], words: str) -> None:
    """The owner's label goes before ours, and ours before the key's own words."""
    assert label(key, group, Messages("en", own)) == words


@pytest.mark.parametrize(
    ("written", "own", "words"),
    [
        ("supervised_learning", {}, "Supervised learning"),
        ("data science", {}, "Data science"),
        ("Data Science", {}, "Data Science"),
        ("mlops", {}, "MLOps"),
        ("nlp", {}, "NLP"),
        ("ml_system_design", {}, "ML system design"),
        ("ml system design", {}, "ML system design"),
        ("advanced_sql_on_aws", {}, "Advanced SQL on AWS"),
        ("ci_cd_pipelines", {}, "CI/CD pipelines"),
        ("ai-driven testing", {}, "AI-driven testing"),
        ("ios_development", {}, "iOS development"),
        ("html5", {}, "Html5"),
        ("maintenance", {}, "Maintenance"),
        ("ml_system_design", {"ml_system_design": "System design for ML"}, "System design for ML"),
        ("etl", {"etl": "ETL jobs"}, "ETL jobs"),
        ("sailing", {"sailing": "Seamanship"}, "Seamanship"),
    ],
)
def test_a_competence_is_shown_as_words(written: str, own: dict[str, str], words: str) -> None:
    """snake_case becomes words, abbreviations keep their capitals, and a name
    that is written out stays.
    """
    assert skill_name(written, own) == words


@pytest.mark.parametrize(
    ("written", "own", "name"),
    [
        ("sklearn", {}, "scikit-learn"),
        ("SKLearn", {}, "scikit-learn"),
        ("k8s", {}, "Kubernetes"),
        ("  Node   JS ", {}, "Node.js"),
        ("ＰＯＳＴＧＲＥＳ", {}, "PostgreSQL"),
        ("js", {}, "JavaScript"),
        ("PySpark", {}, "PySpark"),
        ("TF", {}, "TF"),
        ("R", {}, "R"),
        ("C", {}, "C"),
        ("Go", {}, "Go"),
        ("go", {}, "go"),
        ("JS", {}, "JS"),
        ("tf", {"tf": "TensorFlow"}, "TensorFlow"),
        ("TF", {"tf": "TensorFlow"}, "TensorFlow"),
        ("postgres", {"Postgres": "Postgres"}, "Postgres"),
        ("Ships", {"ships": "Vessels"}, "Vessels"),
    ],
)
def test_an_alias_leads_to_the_usual_name(written: str, own: dict[str, str], name: str) -> None:
    """Exact aliases without regard to case, spaces and width; short names only as written;
    the owner's before ours.
    """
    assert technology_name(written, own) == name


@given(st.text(max_size=12))
def test_what_is_no_alias_stays(written: str) -> None:
    """A technology that nobody lists is shown exactly as it is written."""
    if fold(written) not in {fold(alias) for alias in ALIASES}:
        assert technology_name(written, {}) == written


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_its_own_name(name: str) -> None:
    """The name that an alias leads to leads nowhere else,
    so that no alias has to be followed twice.
    """
    assert technology_name(name, {}) == name


def test_an_alias_means_one_thing() -> None:
    """No two aliases are the same spelling, and none is an alias of itself."""
    folded = [fold(alias) for alias in ALIASES]
    assert len(folded) == len(set(folded))
    assert all(fold(alias) != fold(name) for alias, name in ALIASES.items())


def test_labels_are_words_for_keys() -> None:
    """Every label is of a known group, for a snake_case key, and is not what the key
    would read anyway by mistake.
    """
    assert set(LABELS) == {"types", "categories", "skills", "initialisms"}
    for group, words in LABELS.items():
        for key, shown in words.items():
            assert key == key.lower(), (group, key)
            assert " " not in key, (group, key)
            assert shown.strip() == shown != "", (group, key)


def test_a_label_says_more_than_the_words_of_its_key() -> None:
    """No label repeats what the words of its key, with capitals for initialisms, say already."""
    assert [
        key
        for group in ("categories", "skills")
        for key, shown in LABELS[group].items()
        if key_in_words(key) == shown
    ] == []
