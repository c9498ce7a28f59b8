"""Platforms: which links check a credential, and which link a number amounts to."""

from __future__ import annotations

import tomllib
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from small_site import codes, front_matter, surveyed

from portfolio.dates import PartialDate
from portfolio.domain.model import LinkKind, Verification
from portfolio.domain.platforms import (
    Platform,
    Platforms,
    clean_link,
    compiled,
    derive_link,
    known_platforms,
    recognize,
    verification_of,
)
from portfolio.domain.records.credential import Record
from portfolio.paths import DATA_FOLDER
from portfolio.urls import is_web_address

CASES = tomllib.loads((Path(__file__).parent / "cases" / "platform_links.toml").read_text("utf-8"))
LINKS, DERIVED = CASES["link"], CASES["derive"]
TRACKING = ["utm_source", "utm_campaign", "trk", "lipi", "source", "_gl", "raw", "identity__email"]


def record_of(case: dict[str, str], **more: str) -> Record:
    """The record that a case of the table describes."""
    stated = {
        key: case[key] for key in ("platform", "issuer", "type", "credential_id") if case.get(key)
    }
    return Record.read({"title": "A", "issued_date": "2024"} | stated | more)


@pytest.mark.parametrize("case", LINKS, ids=lambda case: case["given"][:70])
def test_a_link_is_known_as_its_platforms(case: dict[str, str]) -> None:
    """A link as people write it has the platform, the canonical form,
    the kind and the number that the table says.
    """
    found = recognize(case["given"], known_platforms())
    keys = {platform.name: key for key, platform in known_platforms().items()}
    assert (keys[found.platform.name] if found else "") == case["platform"]
    shown = verification_of(case["given"], known_platforms())
    assert shown.url == case["canonical"]
    assert shown.kind == case["kind"]
    assert (found.id if found else "") == case["id"]


@pytest.mark.parametrize("case", LINKS, ids=lambda case: case["given"][:70])
def test_a_canonical_link_stays_as_it_is(case: dict[str, str]) -> None:
    """What is shown for a link is shown unchanged when it is given
    again, with the same platform.
    """
    once = verification_of(case["given"], known_platforms())
    assert verification_of(once.url, known_platforms()) == once


@pytest.mark.parametrize(
    "case",
    DERIVED,
    ids=lambda case: (
        f"{case['platform']}-{case['issuer']}-{case['type']}-{case['credential_id'][:8]}"
    ),
)
def test_a_number_amounts_to_a_link_where_there_is_just_one(case: dict[str, str]) -> None:
    """Platform or issuer, type and number give the link of the table,
    or none where it would be a guess.
    """
    found = derive_link(record_of(case), known_platforms())
    assert (found.url if found else "") == case["url"]
    if found:
        assert verification_of(found.url, known_platforms()) == found


@pytest.mark.parametrize(
    "number", ["0", "000000000000", "XXXXXXXXXXXX", "000000000000000000000000000000000"]
)
def test_a_placeholder_is_no_number(number: str) -> None:
    """A number of one repeated character is not turned into a link."""
    assert (
        derive_link(
            record_of({"platform": "Coursera", "issuer": "B", "credential_id": number}),
            known_platforms(),
        )
        is None
    )


@given(
    st.sampled_from(LINKS),
    st.lists(st.sampled_from(TRACKING), unique=True),
    st.text("abcXYZ019-", min_size=1, max_size=8),
    st.sampled_from(["", "#gs.abc", "#top"]),
)
def test_tracking_goes_and_the_rest_stays(
    case: dict[str, str], names: list[str], value: str, fragment: str
) -> None:
    """Known tracking parameters never reach the shown link;
    the shares' own parameter always does.
    """
    written = case["given"].partition("#")[0]
    tracked = "&".join(f"{name}={value}" for name in names)
    url = (
        written + ("&" if "?" in written else "?") + tracked + fragment
        if tracked
        else written + fragment
    )
    shown = verification_of(url, known_platforms())
    query = dict(parse_qsl(urlsplit(shown.url).query, keep_blank_values=True))
    assert not set(query) & set(TRACKING)
    given_query = dict(parse_qsl(urlsplit(written).query, keep_blank_values=True))
    if "sharingId" in given_query:
        assert query["sharingId"] == given_query["sharingId"]
    assert is_web_address(shown.url)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*TRACKING, "sharingId", "id", "number", "sources"]),
            st.text("aZ9%20+", max_size=5),
        ),
        max_size=6,
    )
)
def test_a_clean_link_is_clean(parameters: list[tuple[str, str]]) -> None:
    """Cleaning a link twice is cleaning it once, and leaves the other parameters
    in their order as written.
    """
    url = "https://verify.example.org/c?" + "&".join(
        f"{name}={value}" for name, value in parameters
    )
    clean = clean_link(url)
    assert clean_link(clean) == clean
    kept = [f"{name}={value}" for name, value in parameters if name not in TRACKING]
    assert urlsplit(clean).query == "&".join(kept)


@given(
    st.from_regex(
        (
            r"https?://[a-z]{1,8}(\.[a-z]{2,5}){1,2}(:[0-9]{1,4})?(/[A-Za-z0-9._~%-]{0,9}){0,3}"
            r"(\?[a-z]=[A-Z0-9]{0,5})?"
        ),
        fullmatch=True,
    )
)
def test_a_foreign_link_is_shown_as_given(url: str) -> None:
    """A link that is of no known platform is shown as it is, with its host,
    and never as a known check.
    """
    found = recognize(url, known_platforms())
    if found is None:
        shown = verification_of(url, known_platforms())
        assert shown == Verification(url, (urlsplit(url).hostname or "").removeprefix("www."))


@pytest.mark.parametrize(
    "scheme",
    ["javascript:alert(1)", "data:text/html,x", "ftp://example.org/x", "//example.org/x", "/check"],
)
def test_only_web_addresses_are_taken(scheme: str, tmp_path: Path) -> None:
    """A check link that is not http or https is an error, whatever field it stands in."""
    for field in ("verification_url", "badge_url", "course_url"):
        found = surveyed(tmp_path, {"a": front_matter(**{field: scheme})})
        assert codes(found.diagnostics) in (["unsafe-url"], ["invalid-url"])


@pytest.mark.parametrize(
    "body",
    [
        "[x](http://[bad)",
        "<http://[::1/>",
        "[x](https://a:99999999/x)",
        "[x](https://www.credly.com:abc/)",
        "[x](https://)",
    ],
)
def test_a_broken_link_in_a_body_never_stops_the_program(body: str, tmp_path: Path) -> None:
    """A body may hold any link; one that is no web address is not offered as a check."""
    found = surveyed(tmp_path, {"a": front_matter(f"## Verification\n\n{body}\n")})
    (entry,) = found.portfolio.entries
    assert entry.verification is None or is_web_address(entry.verification.url)


OWN = (
    '[platforms.guild]\nname = "Guild of Sailors"\nhosts = ["guild.example"]\n'
    "issuers = [\"Guild\"]\nlinks = [{{ path = '{path}', id = '{id}', url = \"{url}\" }}]\n"
)


def test_the_owner_adds_platforms(tmp_path: Path) -> None:
    """A platform in portfolio.toml derives links of numbers and recognizes its own,
    as the built-in ones do.
    """
    own = OWN.format(path="/c/(?P<id>[0-9]{4})", id="[0-9]{4}", url="https://guild.example/c/{id}")
    files = {
        "a": front_matter(platform="guild of sailors", credential_id="0042"),
        "b": front_matter(issuer="Guild", credential_id="0043"),
        "c": front_matter(verification_url="https://www.guild.example/c/0044/?utm_source=x"),
        "portfolio.toml": own,
    }
    found = surveyed(tmp_path, files)
    assert found.diagnostics == ()
    links = {entry.id: entry.verification for entry in found.portfolio.entries}
    assert links == {
        name: Verification(f"https://guild.example/c/{number}", "Guild of Sailors", LinkKind.CHECK)
        for name, number in (("a", "0042"), ("b", "0043"), ("c", "0044"))
    }


def test_hosts_of_the_owner_may_be_written_with_www(tmp_path: Path) -> None:
    """A host is the same with and without `www.`, in the settings as in a link."""
    own = OWN.format(path="/c/(?P<id>[0-9]{4})", id="[0-9]{4}", url="https://guild.example/c/{id}")
    for url in ("https://guild.example/c/0044", "https://www.guild.example/c/0044"):
        files = {
            "a": front_matter(verification_url=url),
            "portfolio.toml": own.replace('["guild.example"]', '["WWW.guild.example"]'),
        }
        (entry,) = surveyed(tmp_path, files).portfolio.entries
        assert entry.verification == Verification(
            "https://guild.example/c/0044", "Guild of Sailors", LinkKind.CHECK
        )


def test_the_owners_platform_goes_before_ours(tmp_path: Path) -> None:
    """A table `[platforms.credly]` in portfolio.toml is heeded, and not dropped
    because we have one of that name.
    """
    own = OWN.format(
        path="/c/(?P<id>[0-9]{4})", id="[0-9]{4}", url="https://guild.example/c/{id}"
    ).replace("platforms.guild", "platforms.credly")
    found = surveyed(
        tmp_path,
        {
            "a": front_matter(platform="Guild of Sailors", credential_id="0042"),
            "portfolio.toml": own,
        },
    )
    (entry,) = found.portfolio.entries
    assert entry.verification == Verification(
        "https://guild.example/c/0042", "Guild of Sailors", LinkKind.CHECK
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://guild.example/{kind}/{id}",
        "https://guild.example/{}",
        "https://guild.example/{id",
        "javascript:alert({id})",
    ],
)
@pytest.mark.parametrize(
    "field",
    [
        {"platform": "Guild of Sailors", "credential_id": "0042"},
        {"verification_url": "https://guild.example/e/0042"},
    ],
)
def test_a_platform_with_an_impossible_link_is_an_error_in_the_settings(
    url: str, field: dict[str, str], tmp_path: Path
) -> None:
    """A `url` of the owner's that cannot be filled in from a number, or is no web address,
    is an error in portfolio.toml.
    """
    own = OWN.format(path="/(?P<kind>e)/(?P<id>[0-9]{4})", id="[0-9]{4}", url=url)
    found = surveyed(tmp_path, {"a": front_matter(**field), "portfolio.toml": own})
    assert [problem.location.path for problem in found.diagnostics] == ["portfolio.toml"]


def test_the_table_of_platforms_is_sound() -> None:
    """Every platform of ours is read without a problem and unchanged, as an owner's would be,
    and has a link for every number that it knows.
    """
    table = tomllib.loads(Path(DATA_FOLDER, "platforms.toml").read_text("utf-8"))
    for key, platform in known_platforms().items():
        assert Platform.read(table[key]) == platform, key
        assert platform.name, key
        assert all(host == host.lower().removeprefix("www.") for host in platform.hosts), key
        assert all(link.url is not None for link in platform.links if link.id), key


def test_only_patterns_of_the_host_are_compiled() -> None:
    """A link costs the patterns of its platform, however many other platforms the table has."""
    compiled.cache_clear()
    credly = known_platforms()["credly"]
    verification_of("https://www.credly.com/users/someone", Platforms(known_platforms()))
    forms = sum(len(link.patterns) for link in credly.links)
    assert 0 < compiled.cache_info().currsize <= forms


def test_every_form_of_link_has_a_day_and_a_case() -> None:
    """Each row of the table says when such a link was last seen, and without the row some link
    or number of the cases would be taken for something else.
    """
    assert {case["platform"] for case in LINKS} - {""} == set(known_platforms())
    given_ = {
        key: [case["given"] for case in LINKS if case["platform"] == key]
        for key in known_platforms()
    }
    for key, platform in known_platforms().items():
        for at, link in enumerate(platform.links):
            row = (key, link.path)
            assert link.seen is not None, row
            assert PartialDate.parse(link.seen).day, row
            rest = replace(platform, links=platform.links[:at] + platform.links[at + 1 :])
            without = Platforms({**known_platforms(), key: rest})
            assert _known(given_[key], without) != _known(given_[key], known_platforms()), row


def _known(links: list[str], platforms: Platforms) -> list[object]:
    """What links and numbers are by a table of platforms."""
    return [
        *(verification_of(link, platforms) for link in links),
        *(derive_link(record_of(case), platforms) for case in DERIVED),
    ]


def test_the_given_link_wins_and_names_its_place(tmp_path: Path) -> None:
    """Given, derived and written in the body: the first that there is becomes the check link."""
    body = (
        "## Verification & Credentials\n\n"
        "- [Badge](https://www.credly.com/badges/c963cfe0-afae-4a3b-b909-6a04e7d80068)\n"
    )
    files = {
        "a": front_matter(
            body,
            verification_url="https://example.org/1",
            platform="Coursera",
            credential_id="BX9ZM9E5ZAHE",
        ),
        "b": front_matter(body, platform="Coursera", credential_id="BX9ZM9E5ZAHE"),
        "c": front_matter(body),
        "d": front_matter(
            "See [Badge](https://www.credly.com/badges/c963cfe0-afae-4a3b-b909-6a04e7d80068).\n"
        ),
    }
    shown = {
        entry.id: entry.verification.url if entry.verification else None
        for entry in surveyed(tmp_path, files).portfolio.entries
    }
    assert shown == {
        "a": "https://example.org/1",
        "b": "https://www.coursera.org/account/accomplishments/verify/BX9ZM9E5ZAHE",
        "c": "https://www.credly.com/badges/c963cfe0-afae-4a3b-b909-6a04e7d80068/public_url",
        "d": "https://www.credly.com/badges/c963cfe0-afae-4a3b-b909-6a04e7d80068/public_url",
    }
