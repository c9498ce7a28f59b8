"""Terms: skills, technologies, issuers and categories,
each with the credentials that evidence it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import examples
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace
from small_site import TODAY, codes, credential, front_matter, only, surveyed
from test_link import STATES

from portfolio.diagnostics import has_errors
from portfolio.domain.model import Content, Credential, Portfolio, Standing
from portfolio.domain.terms import TermKind
from portfolio.linking.link import EVIDENCE_ORDER, link
from portfolio.settings import Settings
from portfolio.text import fold

NAMES = st.text("aAbB cC+#.-éÉ’&ß!§", min_size=1, max_size=6).filter(str.strip) | st.sampled_from(
    [
        "C",
        "C++",
        "C#",
        "F#",
        ".NET",
        "Node.js",
        "R",
        "Go",
        "机器学习",
        "機器學習",
        "తెలుగు",
        "العربية",
        "React",
        "Caffè",
        "sklearn",
    ]
)
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
SPELLINGS = [
    str.upper,
    str.title,
    lambda name: f"  {name} ",
    lambda name: unicodedata.normalize("NFD", name),
    lambda name: name.translate(WIDE),
]
BASES = [credential("a", **fields) for fields in STATES]


def naming(number: int, names: list[str], state: int = 0) -> Credential:
    """A credential that names technologies."""
    base = BASES[state]
    written = tuple(dict.fromkeys(" ".join(name.split()) for name in names))
    record = replace(base.record, technologies=written)
    return replace(
        base,
        path=f"content/credentials/{number}.md",
        id=f"c{number}",
        slug=f"c{number}",
        record=record,
    )


def terms_of(credentials: list[Credential], kind: TermKind = TermKind.TECHNOLOGIES) -> Portfolio:
    """The portfolio of credentials, planned ones included."""
    return link(Content(tuple(credentials)), Settings(), TODAY, drafts=True)[0]


@examples(25)
@given(
    st.lists(
        st.tuples(st.lists(NAMES, min_size=1, max_size=3), st.integers(0, len(STATES) - 1)),
        min_size=1,
        max_size=5,
    )
)
def test_a_term_is_evidenced_by_what_names_it(named: list[tuple[list[str], int]]) -> None:
    """Each term lists exactly the credentials that name it, each once,
    valid ones first and then the newest.
    """
    credentials = [naming(number, names, state) for number, (names, state) in enumerate(named)]
    portfolio = terms_of(credentials)
    pairs = {
        (term.slug, entry.id)
        for term in portfolio.taxonomies[TermKind.TECHNOLOGIES].terms
        for entry in term.entries
    }
    assert pairs == {
        (address, entry.id)
        for entry in portfolio.entries
        for address in entry.terms.get(TermKind.TECHNOLOGIES, ())
    }
    for term in portfolio.taxonomies[TermKind.TECHNOLOGIES].terms:
        assert len({entry.id for entry in term.entries}) == len(term.entries) > 0
        newest = [entry.id for entry in portfolio.entries]
        assert list(term.entries) == sorted(
            term.entries,
            key=lambda entry: (EVIDENCE_ORDER.index(entry.standing), newest.index(entry.id)),
        )
        ranks = [EVIDENCE_ORDER.index(entry.standing) for entry in term.entries]
        assert ranks == sorted(ranks)
        assert term.valid_count == sum(entry.standing is Standing.VALID for entry in term.entries)


@examples(25)
@given(
    st.lists(st.lists(NAMES, min_size=1, max_size=3), min_size=1, max_size=4),
    st.lists(NAMES, min_size=1, max_size=3),
)
def test_another_record_moves_no_address(named: list[list[str]], more: list[str]) -> None:
    """Every address of a term stays when a record is added, whatever it names
    and however it spells it.
    """
    credentials = [naming(number, names) for number, names in enumerate(named)]
    before = {
        term.address for term in terms_of(credentials).taxonomies[TermKind.TECHNOLOGIES].terms
    }
    added = [*credentials, naming(99, more), naming(98, more)]
    after = {term.address for term in terms_of(added).taxonomies[TermKind.TECHNOLOGIES].terms}
    assert before <= after


@example("!", SPELLINGS[-1])
@example("Scrum\u2122", lambda name: "ScrumTM")
@examples(25)
@given(NAMES, st.sampled_from(SPELLINGS))
def test_spellings_of_one_name_are_one_term(name: str, spell: Callable[[str], str]) -> None:
    """Case, spaces and Unicode forms do not make two terms;
    the term has one name and one address.
    """
    other = spell(name)
    if fold(other) != fold(name):
        return
    portfolio = terms_of([naming(1, [name]), naming(2, [other]), naming(3, [name])])
    (term,) = portfolio.taxonomies[TermKind.TECHNOLOGIES].terms
    assert len(term.entries) == 3
    assert {
        t.slug for t in terms_of([naming(1, [other])]).taxonomies[TermKind.TECHNOLOGIES].terms
    } == {term.slug}


@examples(25)
@given(st.lists(NAMES, min_size=2, max_size=6))
def test_two_terms_never_share_an_address_in_silence(names: list[str]) -> None:
    """Terms have distinct addresses, or there is an error that says so."""
    portfolio, problems = link(Content((naming(1, names),)), Settings(), TODAY)
    addresses = [fold(term.slug) for term in portfolio.taxonomies[TermKind.TECHNOLOGIES].terms]
    assert len(set(addresses)) == len(addresses) or "one-address-for-two-terms" in codes(problems)


def test_names_that_look_alike_stay_apart(tmp_path: Path) -> None:
    """C, C++, C#, F#, .NET, Node.js and names in other scripts have
    readable addresses of their own.
    """
    names = ["C", "C++", "C#", "F#", ".NET", "Node.js", "R", "机器学习", "機器學習", "తెలుగు"]
    found = surveyed(tmp_path, {"a": front_matter(technologies=[f'"{name}"' for name in names])})
    assert found.diagnostics == ()
    addresses = {
        term.name: term.slug for term in found.portfolio.taxonomies[TermKind.TECHNOLOGIES].terms
    }
    assert [addresses[name] for name in names] == [
        "c", "c-plus-plus", "c-sharp", "f-sharp", "dot-net", "node-js", "r",
        "机器学习", "機器學習", "తెలుగు",
    ]  # fmt: skip


def test_the_most_used_spelling_is_shown(tmp_path: Path) -> None:
    """A term is shown as it is written most often, and the others are named in one warning."""
    files = {
        "a": front_matter(technologies=["NumPy"]),
        "b": front_matter(technologies=["numpy"]),
        "c": front_matter(technologies=["NumPy"]),
    }
    found = surveyed(tmp_path, files)
    (term,) = found.portfolio.taxonomies[TermKind.TECHNOLOGIES].terms
    assert term.name == "NumPy"
    warning = only(found.diagnostics, "spelled-two-ways")
    assert not has_errors(found.diagnostics)
    assert "`numpy`" in warning.message
    assert warning.location.path.endswith("b.md")


@pytest.mark.parametrize("most", ["Cafe\u0301", "Caf\u00e9"])
def test_a_name_in_two_unicode_forms_is_told_by_its_characters(tmp_path: Path, most: str) -> None:
    """Two spellings that look the same are not set side by side; the composed form is shown,
    whichever is written more often.
    """
    forms = [most, most, *({"Cafe\u0301", "Caf\u00e9"} - {most})]
    found = surveyed(
        tmp_path,
        {name: front_matter(technologies=[form]) for name, form in zip("abc", forms, strict=True)},
    )
    (term,) = found.portfolio.taxonomies[TermKind.TECHNOLOGIES].terms
    assert term.name == "Caf\u00e9"
    warning = only(found.diagnostics, "spelled-two-ways")
    assert (
        warning.message
        == "`Café` is written here with other characters that look the same (U+0301)"
    )
    assert warning.location.path.endswith("a.md" if most == "Cafe\u0301" else "c.md")


def test_a_clash_names_all_files(tmp_path: Path) -> None:
    """Different terms with one address are one error that names every one of them with its file."""
    files = {
        name: front_matter(technologies=[f'"{term}"'])
        for name, term in (("a", "Node.js"), ("b", "Node-js"), ("c", "Node (JS)"))
    }
    problem = only(surveyed(tmp_path, files).diagnostics, "one-address-for-two-terms")
    assert {problem.location.path, *(r.location.path for r in problem.related)} == {
        f"content/credentials/{n}.md" for n in "abc"
    }


def test_aliases_lead_to_one_term(tmp_path: Path) -> None:
    """Our aliases and the owner's make one term of several names, without a warning."""
    files = {
        "a": front_matter(technologies=["sklearn", "k8s", "Vessel"]),
        "b": front_matter(
            technologies=["scikit-learn", "Kubernetes", "Ship"], competencies=["sailing"]
        ),
        "portfolio.toml": '[aliases]\nvessel = "Ship"\nsailing = "Seamanship"\n',
    }
    found = surveyed(tmp_path, files)
    assert found.diagnostics == ()
    assert {
        t.name: len(t.entries) for t in found.portfolio.taxonomies[TermKind.TECHNOLOGIES].terms
    } == {
        "scikit-learn": 2,
        "Kubernetes": 2,
        "Ship": 2,
    }
    assert [t.name for t in found.portfolio.taxonomies[TermKind.SKILLS].terms] == ["Seamanship"]


@pytest.mark.parametrize(
    ("first", "second", "names"),
    [
        (
            {"issuer": "IBM", "issuer_id": "ibm"},
            {"issuer": "International Business Machines", "issuer_id": "ibm"},
            1,
        ),
        ({"issuer": "IBM", "issuer_id": "ibm"}, {"issuer": "IBM"}, 1),
        ({"issuer": "IBM", "issuer_id": "ibm"}, {"issuer": "Red Hat", "co_issuers": ["ibm"]}, 2),
        ({"issuer": "IBM"}, {"issuer": "Cisco"}, 2),
        ({"issuer": "IBM"}, {"issuer": "IBM", "co_issuers": ["IBM"]}, 1),
    ],
)
def test_one_issuer_is_one_term(
    first: dict[str, Any], second: dict[str, Any], names: int, tmp_path: Path
) -> None:
    """An issuer's id makes two spellings one, and a credential is listed under
    each of its issuers once.
    """
    found = surveyed(tmp_path, {"a": front_matter(**first), "b": front_matter(**second)})
    terms = found.portfolio.taxonomies[TermKind.ISSUERS].terms
    assert len(terms) == names
    assert not has_errors(found.diagnostics)
    assert sum(len(term.entries) for term in terms) == 2 + ("co_issuers" in second and names == 2)


def test_a_credential_with_two_issuers_counts_once(tmp_path: Path) -> None:
    """Co-issuers list the credential too, and the total stays one."""
    found = surveyed(
        tmp_path, {"a": front_matter(issuer="Stanford Online", co_issuers=["DeepLearning.AI"])}
    )
    assert [term.slug for term in found.portfolio.taxonomies[TermKind.ISSUERS].terms] == [
        "deeplearning-ai",
        "stanford-online",
    ]
    assert sum(entry.is_counted for entry in found.portfolio.entries) == 1


def test_last_evidenced_is_the_newest_of_what_is_done(tmp_path: Path) -> None:
    """The newest issue date among earned and completed credentials, with its precision,
    and none of what is underway.
    """
    files = {
        "a": front_matter(technologies=["SQL"], issued_date="2023-03-01"),
        "b": front_matter(technologies=["SQL"], issued_date="2025-03", status="completed"),
        "c": front_matter(
            technologies=["SQL", "Zig"],
            issued_date=None,
            status="in_progress",
            target_date="2025-09",
        ),
    }
    sql, zig = surveyed(tmp_path, files).portfolio.taxonomies[TermKind.TECHNOLOGIES].terms
    assert (str(sql.last_evidenced), sql.valid_count, zig.last_evidenced) == ("2025-03", 1, None)


def test_terms_are_listed_by_their_evidence(tmp_path: Path) -> None:
    """Terms with most valid proofs come first, then those with most credentials, then by name."""
    files = {
        "a": front_matter(technologies=["SQL", "Go", "Zig"]),
        "b": front_matter(technologies=["SQL", "Awk"]),
        "c": front_matter(technologies=["Zig"], expiry_date="2025-01"),
    }
    terms = surveyed(tmp_path, files).portfolio.taxonomies[TermKind.TECHNOLOGIES].terms
    assert [term.name for term in terms] == ["SQL", "Zig", "Awk", "Go"]


def test_categories_have_the_address_of_their_key(tmp_path: Path) -> None:
    """A category's page has the address of its key, so that a new label does not move it."""
    files = {
        "a": front_matter(category="ai_ml"),
        "portfolio.toml": '[labels]\nai_ml = "Thinking machines"\n',
    }
    (term,) = surveyed(tmp_path, files).portfolio.taxonomies[TermKind.CATEGORIES].terms
    assert (term.name, term.address) == ("Thinking machines", "categories/ai-ml/")
