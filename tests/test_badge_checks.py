"""What a site says of badge files and check links, and what it tells its owner."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from conftest import AS_OF, SiteFolder
from signing import (
    DOMAIN,
    credential,
    did_document,
    encoded_list,
    entry,
    method,
    signed,
    status_list,
)
from small_site import NO_VARIABLES, codes, without_package

from portfolio.content.badge_files import UNPROVED
from portfolio.domain.proof import CheckMark, Proof
from portfolio.options import Options
from portfolio.preview.live import Live
from portfolio.store.cache import Cache

FILE = "content/credentials/a.json"
DID = "content/evidence/example-edu.json"
PAGE = "credentials/a/index.html"
RECORD = {
    "title": "Machine Learning",
    "issuer": "Example University",
    "issued_date": "2024-05",
    "expiry_date": "2027-05-17",
}
"""The fields of the record of the badge."""
CHECK = "https://www.credly.com/badges/4f7c0c6e-2d7c-4f5e-9f43-7f1d0a3b9c11"


def write_links(site: SiteFolder, **row: str) -> None:
    """Put down what was seen of one link, as `portfolio verify` does."""
    found = {"url": f"{CHECK}/public_url", "checked": "2025-05-30", **row}
    site.write("content/evidence/links.json", json.dumps([found]))


def of_domain() -> bytes:
    """A badge of an issuer that is a domain, whose document has the key."""
    return signed(credential(DOMAIN), verificationMethod=method(DOMAIN))


def data(site: SiteFolder, name: str = "a") -> dict[str, Any]:
    """A credential in `credentials.json`."""
    found = json.loads(site.files()["credentials.json"])["credentials"]
    return next(one for one in found if one["id"] == name)


def put_badge(site: SiteFolder, content: bytes, **fields: object) -> None:
    """A record with a badge file."""
    site.write(FILE, content)
    site.record("a", **RECORD | {"badge_file": "a.json"} | fields)


def test_a_signed_badge_is_proved_here(site: SiteFolder) -> None:
    """The page says so in words, and the data carry the eight answers."""
    put_badge(site, signed())
    built = site.build(strict=True)
    assert built.diagnostics == ()
    page = site.files()[PAGE].decode()
    assert "Proved here" in page
    assert "The signature fits the content of the badge." in page
    assert "It was signed with a key that names nobody." in page
    assert "It has no list that would say whether it was revoked." in page
    assert data(site)["mark"] == "proved"
    answers = {name: found["answer"] for name, found in data(site)["checks"].items()}
    assert answers == {
        "form": "yes",
        "proof": "yes",
        "signer": "none",
        "terms": "yes",
        "status": "none",
        "time": "yes",
        "recipient": "none",
        "agreement": "yes",
    }


def test_a_badge_of_a_domain_names_it_once_its_document_is_kept(site: SiteFolder) -> None:
    """Without the document of the domain nothing is proved; with it the page names the domain."""
    put_badge(site, of_domain())
    built = site.build()
    assert codes(built.diagnostics) == ["badge-signature-unknown"]
    assert "Proved here" not in site.files()[PAGE].decode()
    site.write(DID, json.dumps(did_document()))
    assert site.build(strict=True).diagnostics == ()
    assert "It was signed for the domain example.edu." in site.files()[PAGE].decode()


def test_a_badge_whose_issuer_is_only_an_address_is_not_proved(site: SiteFolder) -> None:
    """A key that fits proves nothing if nobody can tell whether it is one of the issuer."""
    put_badge(site, signed(credential("https://example.edu/issuer")))
    assert codes(site.build().diagnostics) == ["badge-signature-unknown"]
    page = site.files()[PAGE].decode()
    assert "Proved here" not in page.split("<footer")[0]
    assert data(site)["mark"] == "none"


def test_a_signature_that_does_not_fit_stops_the_build(site: SiteFolder) -> None:
    """The site is not published with a forged badge, and stays as it was."""
    put_badge(site, signed())
    site.build()
    before = site.files()
    site.write(FILE, signed().replace(b"learn.", b"leap.."))
    built = site.build()
    assert codes(built.diagnostics) == ["badge-signature-fails"]
    assert site.files() == before


def test_a_forged_badge_can_be_shown_as_unproved(site: SiteFolder) -> None:
    """The owner may publish the credential without its file, and the page says nothing of it."""
    forged = signed().replace(b"learn.", b"leap..")
    put_badge(site, forged, badge_file_unproved="yes")
    assert site.build(strict=True).diagnostics == ()
    page = site.files()[PAGE].decode()
    assert "Proved here" not in page
    assert "signature" not in page
    assert "checks" not in data(site)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Deep Learning"),
        ("issuer", "Another University"),
        ("issued_date", "2023-05"),
        ("expiry_date", "2031-01-01"),
    ],
)
def test_a_record_that_says_otherwise_is_not_proved(
    field: str, value: str, site: SiteFolder
) -> None:
    """A warning names both places; the site does not call it proved."""
    put_badge(site, signed(), **{field: value})
    built = site.build()
    (problem,) = built.diagnostics
    assert problem.code == "badge-disagrees"
    assert f"`{field}`" in problem.message
    assert data(site)["mark"] == "none"


def test_what_no_standard_knows_is_named_and_never_counts(site: SiteFolder) -> None:
    """A property that the definitions do not have is not signed: a warning names it."""
    document = credential(honours="summa cum laude")
    put_badge(site, signed(document))
    built = site.build()
    (problem,) = built.diagnostics
    assert problem.code == "badge-terms-unsigned"
    assert "honours" in problem.message
    assert b"summa" not in site.files()[PAGE]


def test_a_badge_that_has_ended_is_not_proved_as_valid(site: SiteFolder) -> None:
    """A record without a date of expiry does not make an expired badge valid."""
    content = signed(credential(validUntil="2024-08-01T00:00:00Z"))
    put_badge(site, content, expiry_date=None)
    assert codes(site.build().diagnostics) == ["badge-not-in-time"]
    assert data(site)["mark"] == "none"


def test_a_badge_that_has_ended_is_proved_where_the_record_says_so(site: SiteFolder) -> None:
    """Expired is history, not an error."""
    put_badge(site, signed(credential(validUntil="2024-08-01T00:00:00Z")), expiry_date="2024-08-01")
    assert site.build(strict=True).diagnostics == ()
    assert (data(site)["mark"], data(site)["state"]) == ("proved", "expired")


LIST = "content/evidence/list.json"


def test_a_revoked_badge_is_revoked_whatever_its_record_says(site: SiteFolder) -> None:
    """A kept list decides: the state is revoked, nothing reads as valid, and a warning says so."""
    put_badge(site, signed(credential(credentialStatus=entry(5))))
    assert codes(site.build().diagnostics) == ["badge-status-unknown"]
    assert data(site)["mark"] == "proved"
    assert "Whether it was revoked could not be checked." in site.files()[PAGE].decode()
    site.write(LIST, status_list(encoded_list()))
    assert site.build(strict=True).diagnostics == ()
    assert "says that it is in force" in site.files()[PAGE].decode()
    site.write(LIST, status_list(encoded_list((5,))))
    assert codes(site.build().diagnostics) == ["badge-revoked"]
    assert (data(site)["state"], data(site)["mark"]) == ("revoked", "none")
    site.record("a", **RECORD | {"badge_file": "a.json", "status": "revoked"})
    assert site.build(strict=True).diagnostics == ()


def test_a_badge_file_that_is_none_is_told(site: SiteFolder) -> None:
    """A JSON file that is no credential gets a warning, and the credential no mark."""
    put_badge(site, b'{"name": "Machine Learning"}')
    assert codes(site.build().diagnostics) == ["badge-file-not-read"]
    assert data(site)["mark"] == "none"


def test_a_badge_file_stays_with_its_owner(site: SiteFolder) -> None:
    """It is published only if the record says so, and then as it is."""
    content = signed()
    put_badge(site, content)
    site.build()
    assert content not in site.files().values()
    put_badge(site, content, publish_badge_file="yes")
    site.build()
    (name,) = (name for name, found in site.files().items() if found == content)
    assert name in site.files()[PAGE].decode()


def test_an_address_in_a_published_badge_file_is_warned_of(site: SiteFolder) -> None:
    """A signature covers the recipient, so the address cannot be left out."""
    document = credential()
    document["credentialSubject"]["identifier"] = [
        {
            "type": "IdentityObject",
            "identityHash": "ada@example.org",
            "identityType": "emailAddress",
            "hashed": False,
        }
    ]
    put_badge(site, signed(document), publish_badge_file="yes")
    assert codes(site.build().diagnostics) == ["private-document"]


def test_a_missing_badge_file_is_an_error_with_its_place(site: SiteFolder) -> None:
    """Like every file that a record names."""
    site.record("a", badge_file="b.json")
    (problem,) = site.build().diagnostics
    assert (problem.code, problem.location.line) == ("missing-file", 5)


def test_an_unchanged_badge_is_proved_once(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cache keeps proofs; a changed document proves anew."""
    put_badge(site, of_domain())
    site.write(DID, json.dumps(did_document()))
    site.build()
    site.record("b", title="Another")
    site.build()
    asked: list[bytes] = []

    def _counted(content: bytes, documents: Mapping[str, object]) -> Proof:
        asked.append(content)
        return UNPROVED

    monkeypatch.setattr("portfolio.proving.prove.prove", _counted)
    site.record("c", title="A third")
    assert site.build().diagnostics == ()
    assert asked == []
    site.write(DID, json.dumps(did_document(name="other")))
    site.build()
    assert len(asked) == 1


def test_all_new_proofs_are_kept_at_once(site: SiteFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many badge files are new, a build writes their proofs into its cache in one go."""
    sizes: list[int] = []
    put = Cache.put

    def _counted(cache: Cache, entries: Mapping[str, bytes], *, anew: bool = False) -> None:
        sizes.append(len(entries))
        put(cache, entries, anew=anew)

    for name in ("a", "b", "c"):
        site.record(name, title=name)
    site.build()
    monkeypatch.setattr(Cache, "put", _counted)
    for name in ("a", "b", "c"):
        site.write(f"content/credentials/{name}.json", signed(credential(id=f"urn:uuid:{name}")))
        site.record(name, title=name, badge_file=f"{name}.json")
    site.build()
    texts_with_bodies, proofs = 6, 3
    assert sizes[:2] == [texts_with_bodies, proofs]
    assert 1 not in sizes


def test_without_what_checks_signatures_a_site_builds_and_says_so_once(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One warning for all badge files, with the command that installs it; nothing is proved."""
    without_package("pyld", monkeypatch)
    for name in ("a", "b"):
        site.write(f"content/credentials/{name}.json", signed())
        site.record(name, title=name, badge_file=f"{name}.json")
    (problem,) = site.build().diagnostics
    assert problem.code == "badge-files-not-checked"
    assert "credential-portfolio[verify]" in (problem.help or "")
    assert data(site)["mark"] == "none"


@pytest.mark.parametrize(
    ("row", "mark", "words"),
    [
        ({"state": "alive"}, CheckMark.LINK_CHECKED, "Link checked on 30 May 2025"),
        (
            {"state": "moved", "moved_to": "https://www.credly.com/b"},
            CheckMark.LINK_CHECKED,
            "Link checked on 30 May 2025",
        ),
        ({"state": "refused"}, CheckMark.CHECKABLE, "did not answer a program"),
        (
            {"state": "dead", "dead_since": "2025-05-30"},
            CheckMark.CHECKABLE,
            "there was no page at the link",
        ),
        (
            {"state": "dead", "dead_since": "2025-05-20"},
            CheckMark.VANISHED,
            "Could be checked at Credly until its page vanished",
        ),
    ],
)
def test_a_link_has_the_mark_of_what_was_seen(
    row: dict[str, str], mark: CheckMark, words: str, site: SiteFolder
) -> None:
    """Dead once is not vanished, and a refusal is nothing that speaks against it."""
    site.record("a", verification_url=CHECK)
    write_links(site, **row)
    assert site.build(strict=True).diagnostics == ()
    page = site.files()[PAGE].decode()
    assert data(site)["mark"] == mark
    assert words in page
    assert (f'href="{CHECK}' in page) is (mark is not CheckMark.VANISHED)


def test_the_page_for_readers_explains_every_mark_that_is_used(site: SiteFolder) -> None:
    """Whoever follows a mark finds what it means."""
    site.record("a", verification_url=CHECK)
    site.record("b", title="Another")
    site.build()
    page = site.files()["checks/index.html"].decode()
    assert 'href="../../checks/' in site.files()[PAGE].decode()
    assert "Not checked by this site" in page
    assert "No public check known" in page


def test_the_preview_shows_evidence_as_it_comes(site: SiteFolder) -> None:
    """A document that is kept, and a badge that is replaced, change the page at once."""
    put_badge(site, of_domain())
    live = Live(site.root, Options(as_of=AS_OF), NO_VARIABLES, lambda: None)
    live.open()

    def _page() -> str:
        answer = live.at_hand("credentials/a/") or live.answer("credentials/a/")
        assert answer is not None
        return answer.content.decode()

    assert "Proved here" not in _page()
    site.write(DID, json.dumps(did_document()))
    assert live.update(frozenset([DID])) == (DID,)
    assert "Proved here" in _page()
    site.write(FILE, b"{}")
    assert live.update(frozenset([FILE])) == (FILE,)
    assert "Proved here" not in _page()
    write_links(site, state="alive", url="https://example.org/check")
    assert live.update(frozenset(["content/evidence/links.json"]))


def test_states_hold_on_the_day_of_the_build(site: SiteFolder) -> None:
    """The same files on a later day: a badge that has ended by then is no longer proved."""
    put_badge(site, signed(credential(validUntil="2026-01-01T00:00:00Z")), expiry_date=None)
    assert site.build(as_of=date(2025, 6, 1)).diagnostics == ()
    assert codes(site.build(as_of=date(2026, 6, 1)).diagnostics) == ["badge-not-in-time"]
