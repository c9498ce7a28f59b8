"""The domain of a site that GitHub serves: from its address, and never lost."""

from __future__ import annotations

import pytest
from conftest import examples
from hypothesis import given
from hypothesis import strategies as st

from portfolio.deploy.cname import CnameChoice, choose_domain, derived_domain, is_github


@pytest.mark.parametrize(
    ("host", "address", "expected"),
    [
        ("none", "git@github.com:ada/site.git", True),
        ("none", "https://github.com/ada/site.git", True),
        ("none", "https://ada:token@GitHub.com/ada/site.git", True),
        ("none", "ssh://git@github.com:22/ada/site.git", True),
        ("", "git@github.com:ada/site.git", True),
        ("github", "git@work:ada/site.git", True),
        ("none", "git@gitlab.com:ada/site.git", False),
        ("none", "https://notgithub.com/ada/site.git", False),
        ("none", "https://github.com.example/ada/site.git", False),
        ("none", "../github.git", False),
        ("netlify", "git@github.com:ada/site.git", False),
        ("gitlab", "git@github.com:ada/site.git", False),
    ],
)
def test_whether_github_serves_the_site(host: str, address: str, *, expected: bool) -> None:
    """The setting decides; without it, the address of the remote does."""
    assert is_github(host, address) is expected


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [
        ("https://ada.example.org/", "ada.example.org"),
        ("https://Ada.Example.org:443/", "ada.example.org"),
        ("https://xn--bcher-kva.example/", "xn--bcher-kva.example"),
        ("https://ada.github.io/", ""),
        ("https://github.io/", ""),
        ("https://ada.github.io/site/", ""),
        ("https://ada.example.org/site/", ""),
        ("http://localhost/", ""),
        ("", ""),
    ],
)
def test_the_domain_in_the_address_of_a_site(base_url: str, expected: str) -> None:
    """A domain of the owner's needs a CNAME; one of GitHub's, and one of another site, does not."""
    assert derived_domain(base_url, "github", "") == expected
    assert derived_domain(base_url, "netlify", "git@github.com:ada/site.git") == ""


@pytest.mark.parametrize(
    ("derived", "known", "before", "expected"),
    [
        ("", "", "", CnameChoice()),
        ("", "", "a.example", CnameChoice("a.example")),
        ("a.example", "", "", CnameChoice("a.example", is_derived=True)),
        ("a.example", "", "A.example", CnameChoice("A.example", is_derived=True)),
        ("a.example", "b.example", "b.example", CnameChoice("a.example", is_derived=True)),
        ("a.example", "b.example", "", CnameChoice("a.example", is_derived=True)),
    ],
)
def test_the_domain_that_a_branch_gets(
    derived: str, known: str, before: str, expected: CnameChoice
) -> None:
    """The domain follows the address of the site; where there is none, the branch keeps its own."""
    assert choose_domain(derived, known, before) == expected


def test_a_domain_that_somebody_set_is_kept_and_told() -> None:
    """A domain on the branch that no publication derived is kept, and the owner is told."""
    choice = choose_domain("a.example", "", "b.example")
    assert (choice.domain, choice.is_derived) == ("b.example", False)
    assert "keeps the domain b.example, although `base_url` names a.example" in choice.note


DOMAINS = st.sampled_from(["", "a.example", "b.example"])


@given(DOMAINS, DOMAINS, DOMAINS)
@examples(30)
def test_a_domain_is_never_lost(derived: str, known: str, before: str) -> None:
    """A branch with a domain always gets one, and the same again the next time."""
    first = choose_domain(derived, known, before)
    assert bool(first.domain) == bool(before or derived)
    again = choose_domain(derived, first.domain if first.is_derived else "", first.domain)
    assert again.domain == first.domain
