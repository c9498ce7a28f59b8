"""The command `verify`: badges with their documents from hosts on this machine, links, and what is kept."""

from __future__ import annotations

import base64
import gzip
import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import SiteFolder
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from played_hosts import PlayedHost, answer, make_tls, played_host, redirect
from small_site import NO_VARIABLES
from test_links import PAGE, here

from portfolio.content.evidence import LINKS_FILE, document_path, read_evidence
from portfolio.diagnostics import PortfolioError
from portfolio.domain.proof import LinkState, Proof
from portfolio.paths import EVIDENCE_FOLDER
from portfolio.proving.prove import prove
from portfolio.verifying.run import VerifyRequest, VerifyResult, verify_files
from portfolio.verifying.verify_report import (
    answers_as_json,
    answers_as_table,
    speaks_against,
    verify_summary,
)
from portfolio.verifying.visits import Limits, Visitor

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
NEXT_DAY = NOW + timedelta(days=1)
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
HOST = "localhost"
QUESTIONS = "form proof signer terms status time recipient agreement".split()


def b64(content: bytes) -> str:
    """Bytes in base64url without padding."""
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def signed(payload: Any, did: str) -> str:
    """A compact JWS with the key of a domain."""
    header = {"alg": "EdDSA", "kid": f"{did}#k", "typ": "vc+jwt"}
    body = ".".join(b64(json.dumps(part).encode()) for part in (header, payload))
    return f"{body}.{b64(KEY.sign(body.encode()))}"


class Issuer:
    """An issuer at a played host: its DID, its key and its lists."""

    def __init__(self, host: PlayedHost) -> None:
        self.host = host
        self.start = f"https://{HOST}:{host.port}"
        self.did = f"did:web:{HOST}%3A{host.port}"
        jwk = {"kty": "OKP", "crv": "Ed25519", "x": b64(KEY.public_key().public_bytes_raw())}
        method = {
            "id": f"{self.did}#k",
            "type": "JsonWebKey",
            "controller": self.did,
            "publicKeyJwk": jwk,
        }
        document = {
            "id": self.did,
            "verificationMethod": [method],
            "assertionMethod": [f"{self.did}#k"],
        }
        host.behaviours["/.well-known/did.json"] = answer(200, json.dumps(document))
        self.set_list()

    def set_list(self, revoked: bytes = bytes(16384)) -> None:
        """Serve a status list with these bits."""
        said = {
            "id": f"{self.start}/list",
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": self.did,
            "credentialSubject": {
                "id": f"{self.start}/list#list",
                "type": "BitstringStatusList",
                "statusPurpose": "revocation",
                "encodedList": "u" + b64(gzip.compress(revoked)),
            },
        }
        self.host.behaviours["/list"] = answer(200, signed(said, self.did))

    def badge(self, name: str = "Title a", **more: Any) -> str:
        """A badge that this issuer has signed."""
        entry = {
            "id": f"{self.start}/list#7",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "7",
            "statusListCredential": f"{self.start}/list",
        }
        said = {
            "@context": [
                "https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
            ],
            "id": "urn:uuid:0b1f6f3c-1111-4222-8333-444455556666",
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "issuer": {"id": self.did, "type": ["Profile"], "name": "Issuer"},
            "validFrom": "2024-05-17T00:00:00Z",
            "credentialSubject": {
                "type": ["AchievementSubject"],
                "email": "ada@example.org",
                "achievement": {"id": "urn:x", "type": ["Achievement"], "name": name},
            },
            "credentialStatus": entry,
        }
        return signed({**said, **more}, self.did)


@pytest.fixture
def issuer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Issuer]:
    """An issuer at a host with a certificate that is trusted here."""
    tls, trusted = make_tls(tmp_path / "tls", HOST)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with played_host({}, tls) as host:
        yield Issuer(host)


def run(
    site: Path | None, *paths: Path, now: datetime = NOW, offline: bool = False, **options: Any
) -> VerifyResult:
    """A verification by a visitor for whom every name leads to this machine."""
    limits = Limits(seconds=2.0, pause=0.0, wait=0.1)
    visitor = None if offline else Visitor(limits, allow_private=True, resolve=here)
    request = VerifyRequest(paths, **options)
    return verify_files(site, request, NO_VARIABLES, now, visitor)


def answers(done: VerifyResult, number: int = 0) -> dict[str, str]:
    """The answers of a file to all questions."""
    checks = json.loads(answers_as_json(done))[number]["checks"]
    return {name: check["answer"] for name, check in checks.items()}


PROVED = {
    **dict.fromkeys(QUESTIONS, "yes"),
    "recipient": "none",
}


def evidence_files(site: SiteFolder) -> dict[str, bytes]:
    """The files of evidence of a site by name."""
    folder = site.root / EVIDENCE_FOLDER
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


def test_a_badge_of_a_domain_is_proved_and_kept(site: SiteFolder, issuer: Issuer) -> None:
    """The key and the status list are fetched once; a second run asks nobody and writes nothing."""
    site.record(badge_file="a.jwt")
    site.write("content/credentials/a.jwt", issuer.badge())
    done = run(site.root)
    assert answers(done) == PROVED
    assert done.files[0].file == "content/credentials/a.md"
    assert sorted(issuer.host.requests) == ["/.well-known/did.json", "/list"]
    list_address = f"{issuer.start}/list"
    assert sorted(done.written) == sorted([document_path(issuer.did), document_path(list_address)])
    evidence, problems = read_evidence(site.root)
    assert problems == ()
    assert {one.fetched for one in evidence.documents.values()} == {NOW.date()}
    before = evidence_files(site)
    again = run(site.root)
    assert (answers(again), again.written) == (PROVED, ())
    assert len(issuer.host.requests) == 2
    assert evidence_files(site) == before
    assert answers(run(site.root, offline=True, now=NEXT_DAY)) == PROVED
    assert len(issuer.host.requests) == 2


def test_a_revocation_is_seen_on_the_next_day(site: SiteFolder, issuer: Issuer) -> None:
    """A list is asked for once a day, or with `again`; without it the last known one counts."""
    site.record(badge_file="a.jwt")
    site.write("content/credentials/a.jwt", issuer.badge())
    run(site.root)
    issuer.set_list(b"\x01" + bytes(16383))
    assert answers(run(site.root))["status"] == "yes"
    done = run(site.root, again=True)
    assert answers(done)["status"] == "no"
    assert speaks_against(done.files[0])
    issuer.set_list()
    assert answers(run(site.root, now=NEXT_DAY))["status"] == "yes"
    del issuer.host.behaviours["/list"]
    done = run(site.root, now=NEXT_DAY + timedelta(days=1))
    assert answers(done)["status"] == "yes"
    assert done.links[f"{issuer.start}/list"].state is LinkState.DEAD
    issuer.set_list()
    done = run(site.root, now=NEXT_DAY + timedelta(days=2))
    assert done.links == {}
    assert json.loads(evidence_files(site)["links.json"]) == []


def test_a_hosted_badge_is_what_its_host_says(site: SiteFolder, issuer: Issuer) -> None:
    """The host is asked for the assertion, its badge and its issuer; once it is gone, it is revoked."""
    urls = {name: f"{issuer.start}/{name}" for name in ("assertion", "badge", "issuer")}
    assertion = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": urls["assertion"],
        "recipient": {"type": "email", "hashed": False, "identity": "ada@example.org"},
        "issuedOn": "2024-05-17T00:00:00Z",
        "verification": {"type": "hosted"},
        "badge": urls["badge"],
    }
    badge = {"type": "BadgeClass", "id": urls["badge"], "name": "Title a", "issuer": urls["issuer"]}
    profile = {"type": "Profile", "id": urls["issuer"], "name": "Issuer"}
    for name, said in (("assertion", assertion), ("badge", badge), ("issuer", profile)):
        issuer.host.behaviours[f"/{name}"] = answer(200, json.dumps(said))
    site.record(badge_file="a.json")
    site.write("content/credentials/a.json", json.dumps(assertion, indent=1))
    done = run(site.root)
    found = answers(done)
    assert (found["proof"], found["status"], found["agreement"]) == ("yes", "yes", "yes")
    assert sorted(issuer.host.requests) == ["/assertion", "/badge", "/issuer"]
    assert len(done.written) == 3
    run(site.root)
    assert len(issuer.host.requests) == 3
    issuer.host.behaviours["/assertion"] = answer(410)
    assert answers(run(site.root, now=NEXT_DAY))["status"] == "no"


def test_what_a_refusal_leaves_unknown(site: SiteFolder, issuer: Issuer) -> None:
    """A host that does not answer makes nothing false, and is not asked again on that day."""
    issuer.host.behaviours["/.well-known/did.json"] = answer(403)
    site.record(badge_file="a.jwt")
    site.write("content/credentials/a.jwt", issuer.badge())
    done = run(site.root)
    found = answers(done)
    assert (found["proof"], found["agreement"]) == ("unknown", "unknown")
    assert not speaks_against(done.files[0])
    url = f"{issuer.start}/.well-known/did.json"
    assert done.links[url].why == f"{HOST} answered 403"
    asked = len(issuer.host.requests)
    run(site.root)
    assert len(issuer.host.requests) == asked


def test_links_are_looked_at_and_kept(site: SiteFolder) -> None:
    """Each check link has its state with the day; on the next day it is looked at again."""
    with played_host({"/c/1": PAGE, "/c/2": redirect(301, "/c/1")}) as host:
        start = f"http://badges.example:{host.port}/c/"
        for number in (1, 2, 3):
            site.record(str(number), verification_url=f"{start}{number}")
        site.record("4", course_url=f"{start}4")
        done = run(site.root)
        assert sorted(host.requests) == ["/c/1", "/c/1", "/c/2", "/c/3"]
        rows = json.loads(evidence_files(site)["links.json"])
        assert [(row["url"], row["state"], row["checked"]) for row in rows] == [
            (f"{start}1", "alive", "2026-11-30"),
            (f"{start}2", "moved", "2026-11-30"),
            (f"{start}3", "dead", "2026-11-30"),
        ]
        assert done.written == (LINKS_FILE,)
        count = len(host.requests)
        assert run(site.root).written == ()
        assert len(host.requests) == count
        done = run(site.root, now=NEXT_DAY)
        assert len(host.requests) == 2 * count
        assert [url for url, one in done.links.items() if one.has_vanished] == [f"{start}3"]
        (site.root / "content/credentials/3.md").unlink()
        run(site.root, now=NEXT_DAY)
        assert len(json.loads(evidence_files(site)["links.json"])) == 2
        record = site.root / "content/credentials/1.md"
        done = run(site.root, record, again=True, now=NEXT_DAY)
        assert done.files[0].file == str(record)
        assert len(json.loads(evidence_files(site)["links.json"])) == 2


def test_each_badge_file_is_proved_once(
    site: SiteFolder, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A badge is proved with all that was fetched, and not before, in a site of many records."""
    asked: list[bytes] = []

    def _counted(content: bytes, *others: Any) -> Proof:
        asked.append(content)
        return prove(content, *others)

    for name in ("a", "b"):
        site.record(name, badge_file=f"{name}.jwt")
        site.write(f"content/credentials/{name}.jwt", issuer.badge())
    for module in ("portfolio.proving.prove", "portfolio.verifying.run"):
        monkeypatch.setattr(f"{module}.prove", _counted)
    assert answers(run(site.root))["proof"] == "yes"
    assert len(asked) == 2


def test_files_of_no_site(tmp_path: Path, issuer: Issuer) -> None:
    """A badge file anywhere is proved; so is the one beside a record; nothing is written."""
    badge = tmp_path / "loose" / "x.jwt"
    badge.parent.mkdir()
    badge.write_text(issuer.badge())
    record = badge.with_name("r.md")
    record.write_text(
        "---\ntitle: Other\nissuer: Issuer\nissued_date: 2024-05-17\nbadge_file: x.jwt\n---\n"
    )
    done = run(None, badge, record, tmp_path / "none.json")
    assert answers(done) == {**PROVED, "agreement": "none"}
    assert answers(done, 1) == {**PROVED, "agreement": "no"}
    assert set(answers(done, 2).values()) == {"unknown"}
    assert [speaks_against(one) for one in done.files] == [False, True, True]
    assert "title: the record says `Other`, the file `Title a`" in answers_as_table(done)
    assert sorted(path.name for path in badge.parent.iterdir()) == ["r.md", "x.jwt"]
    with pytest.raises(PortfolioError, match="is a folder"):
        run(None, tmp_path)
    with pytest.raises(PortfolioError, match="there is no folder content/credentials/"):
        run(None)


def test_a_foreign_file_leaves_no_trace_in_the_site(site: SiteFolder, issuer: Issuer) -> None:
    """What was fetched for a file that is not in the site is not kept with it."""
    site.record(badge_file="a.jwt")
    site.write("content/credentials/a.jwt", issuer.badge())
    loose = site.write("downloads/b.jwt", issuer.badge("Another"))
    done = run(site.root, loose)
    assert answers(done) == {**PROVED, "agreement": "none"}
    assert (done.written, evidence_files(site)) == ((), {})
    own = site.root / "content/credentials/a.jwt"
    done = run(site.root, own)
    assert answers(done) == PROVED
    assert len(done.written) == 2


def test_documents_at_hand(tmp_path: Path, site: SiteFolder, issuer: Issuer) -> None:
    """Documents that are given are matched by their own ids, and nobody is asked for them."""
    site.record(badge_file="a.jwt")
    site.write("content/credentials/a.jwt", issuer.badge())
    run(site.root)
    given = []
    for number, document in enumerate(read_evidence(site.root)[0].documents.values()):
        given.append(tmp_path / f"{number}.jws")
        given[-1].write_text(document.text)
    shutil.rmtree(site.root / EVIDENCE_FOLDER)
    issuer.host.requests.clear()
    assert answers(run(site.root, offline=True))["proof"] == "unknown"
    assert answers(run(site.root, offline=True, given=tuple(given))) == PROVED
    done = run(site.root, given=tuple(given))
    assert (answers(done), issuer.host.requests, done.written) == (PROVED, [], ())
    for name, content in (("a.json", "{"), ("b.json", "{}"), ("c.txt", "words")):
        (tmp_path / name).write_text(content)
        with pytest.raises(PortfolioError, match="is no document that proofs need"):
            run(site.root, given=(tmp_path / name,))
    with pytest.raises(PortfolioError):
        run(site.root, given=(tmp_path / "none.json",))


def test_the_address_of_the_recipient_is_written_nowhere(site: SiteFolder, issuer: Issuer) -> None:
    """It is compared, and is in no file, no request and no report."""
    site.record(badge_file="a.jwt")
    site.write("content/credentials/a.jwt", issuer.badge())
    for address, said in (("ada@example.org", "yes"), ("eve@elsewhere.example", "no")):
        done = run(site.root, recipient=address, again=True)
        assert answers(done)["recipient"] == said
        assert speaks_against(done.files[0]) == (said == "no")
        shown = answers_as_json(done) + answers_as_table(done) + verify_summary(done)
        written = b"".join(evidence_files(site).values()) + "".join(issuer.host.heads).encode()
        assert address not in shown
        assert address.encode() not in written


def test_broken_evidence_is_not_written_over(site: SiteFolder, issuer: Issuer) -> None:
    """With the marks of a merge in `links.json`, nothing is asked, and the file stays."""
    site.record(badge_file="a.jwt")
    site.write("content/credentials/a.jwt", issuer.badge())
    site.write(LINKS_FILE, "[\n<<<<<<< HEAD\n]")
    done = run(site.root)
    assert [one.code for one in done.problems] == ["unreadable-evidence"]
    assert (done.files, done.written, issuer.host.requests) == ((), (), [])
    assert verify_summary(done) == "nothing was verified: content/evidence has errors"
    assert answers(run(site.root, offline=True))["form"] == "yes"


def test_a_link_in_place_of_the_folder_is_refused(site: SiteFolder, tmp_path: Path) -> None:
    """Nothing is written through a symbolic link."""
    with played_host({"/c/1": PAGE}) as host:
        site.record(verification_url=f"http://badges.example:{host.port}/c/1")
        (tmp_path / "elsewhere").mkdir()
        (site.root / EVIDENCE_FOLDER).symlink_to(tmp_path / "elsewhere")
        with pytest.raises(PortfolioError, match="symbolic link"):
            run(site.root)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_the_table_has_a_line_for_each_file(site: SiteFolder, issuer: Issuer) -> None:
    """Eight answers in words, the reasons beneath, the links with their states."""
    site.record("a", badge_file="a.jwt")
    site.write("content/credentials/a.jwt", issuer.badge(validUntil="2025-01-01T00:00:00Z"))
    site.record("b", badge_file="lost.png", verification_url="http://gone.example/1")
    site.record("c", title=None)
    site.record("d", draft=True)
    done = run(site.root)
    table = answers_as_table(done)
    lines = table.splitlines()
    assert lines[0].split() == [*QUESTIONS, "file"]
    assert lines[1].split() == [*"yes yes yes yes yes no none yes".split(), done.files[0].file]
    assert "    time: no. It was valid until 2025-01-01" in lines
    assert "    Its badge file: the file `lost.png` does not exist" in lines
    assert "link dead on 2026-11-30: http://gone.example/1 (gone.example does not exist" in table
    assert lines[-1] == "    The record names no badge file"
    assert max(map(len, lines)) < 200
    assert verify_summary(done) == (
        "3 files verified: 1 proved, 1 spoken against; 1 link: 1 dead; "
        "3 files of evidence written; 1 record with errors left out"
    )


def test_the_command(site: SiteFolder, issuer: Issuer) -> None:
    """It prints the table or the JSON, and its exit code says whether something speaks against."""
    site.record(badge_file="a.jwt", expiry_date="2030")
    site.write("content/credentials/a.jwt", issuer.badge())
    trusted = {"SSL_CERT_FILE": str(issuer_certificate())}
    refused = site.run("verify", "--format", "json", env=trusted)
    assert (refused.returncode, issuer.host.requests) == (0, [])
    assert "private address" in (site.root / LINKS_FILE).read_text()
    options = ("verify", "--allow-private", "--again")
    done = site.run(*options, "--format", "json", env=trusted)
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(done.stdout)
    assert set(row) == {"file", "checks"}
    assert list(row["checks"]) == QUESTIONS
    assert all(set(check) == {"answer", "why"} for check in row["checks"].values())
    assert row["checks"]["status"]["answer"] == "yes"
    evidence, _ = read_evidence(site.root)
    assert {one.fetched for one in evidence.documents.values()} <= {_today(), _today(-1)}
    again = site.run("verify", "--email", "eve@elsewhere.example")
    assert again.returncode == 1
    assert "recipient: no." in again.stdout
    assert "1 file verified: 1 proved, 1 spoken against" in again.stdout
    assert site.run("verify", "--offline", "lost.json").returncode == 1
    assert site.run("verify", "--with", "lost.json", "--offline").returncode == 2


def issuer_certificate() -> Path:
    """The certificates that are trusted in this test."""
    return Path(os.environ["SSL_CERT_FILE"])


def _today(days: int = 0) -> date:
    return datetime.now(UTC).date() + timedelta(days=days)


def test_without_a_network_nothing_is_said(site: SiteFolder) -> None:
    """If no host can be reached, links stay as they were, and are tried again on the same day."""
    site.record(verification_url="http://gone.example/1")
    done = run(site.root)
    assert (done.links, done.written, evidence_files(site)) == ({}, (), {})
    assert "link not tried: http://gone.example/1" in answers_as_table(done)
    assert verify_summary(done).endswith("1 link: 1 not tried; no host was reached")
    assert "no host was reached" not in verify_summary(run(site.root, offline=True))
