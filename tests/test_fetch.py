"""The documents that proofs need are fetched from hosts on this machine, and what fails is kept as such."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import examples
from hypothesis import given
from hypothesis import strategies as st
from played_hosts import PlayedHost, answer, bomb, make_tls, played_host, raw, redirect, silence
from test_links import here

from portfolio.domain.proof import KeptDocument, KeptDocuments, LinkCheck, LinkState
from portfolio.urls import is_web_address
from portfolio.verifying.fetch import FetchedDocuments, document_url, fetch_documents
from portfolio.verifying.visits import Limits, Visitor

TODAY = date(2026, 11, 30)
YESTERDAY = TODAY - timedelta(days=1)
QUICK = Limits(seconds=1.0, pause=0.0, wait=0.1, size=100_000)
HOST = "issuer.example"
LIST = {"id": "https://issuer.example/list", "type": "List"}


@contextmanager
def secure_host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, behaviours: dict[str, Any]
) -> Iterator[PlayedHost]:
    """A host with a certificate that is trusted here."""
    tls, trusted = make_tls(tmp_path / "tls", HOST, "other.example", "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with played_host(behaviours, tls) as host:
        yield host


def fetched(
    wanted: Iterable[str],
    known: KeptDocuments | None = None,
    given: KeptDocuments | None = None,
    former: dict[str, LinkCheck] | None = None,
    *,
    again: bool = False,
) -> FetchedDocuments:
    """What comes of fetching these documents."""
    addresses = list(wanted)
    visitor = Visitor(QUICK, allow_private=True, resolve=here)

    def _needs(at_hand: KeptDocuments) -> list[str]:
        return [address for address in addresses if address not in at_hand]

    return fetch_documents(
        _needs, known or {}, given or {}, former or {}, visitor, TODAY, again=again
    )


def test_where_documents_are() -> None:
    """A DID of a domain has its document there; a key and other texts have none."""
    assert document_url("did:web:a.example") == "https://a.example/.well-known/did.json"
    assert document_url("did:web:a.example%3A8443:u:x") == "https://a.example:8443/u/x/did.json"
    assert document_url("https://a.example/list") == "https://a.example/list"
    assert document_url("did:key:z6Mk") == document_url("ftp://a") == document_url("") == ""


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (answer(200, json.dumps(LIST)), json.dumps(LIST)),
        (answer(200, "\ufeff " + json.dumps(LIST) + "\n"), json.dumps(LIST)),
        (answer(200, json.dumps(LIST), Content_Type="text/html"), json.dumps(LIST)),
        (answer(200, "eyJhIjoxfQ.eyJhIjoxfQ.c2ln"), "eyJhIjoxfQ.eyJhIjoxfQ.c2ln"),
        (answer(200, "-----BEGIN PUBLIC KEY-----\nAA\n"), "-----BEGIN PUBLIC KEY-----\nAA"),
        (redirect(302, "/moved"), '{"moved": 1}'),
        (redirect(302, "https://other.example:PORT/moved"), '{"moved": 1}'),
    ],
)
def test_documents_that_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, behaviour: Any, said: str
) -> None:
    """JSON, signed JSON and keys are kept as they came, under the address that was asked for."""
    behaviours = {"/list": behaviour, "/moved": answer(200, '{"moved": 1}')}
    with secure_host(tmp_path, monkeypatch, behaviours) as host:
        address = f"https://{HOST}:{host.port}/list"
        done = fetched([address])
    assert dict(done.new) == {address: KeptDocument(address, said, TODAY)}
    assert done.at_hand == done.new
    assert done.failures == {}


@pytest.mark.parametrize(
    ("behaviour", "why"),
    [
        (answer(200, "<html>"), "sent what is neither JSON nor signed JSON"),
        (answer(200, "[1]"), "sent what is neither JSON nor signed JSON"),
        (answer(200, b"\xff\xfe"), "sent what is neither JSON nor signed JSON"),
        (answer(200, b"[" * 50_000), "sent what is neither JSON nor signed JSON"),
        (answer(200, b" " * 100_001), "sent more than 100,000 bytes"),
        (answer(200, bomb(10**8), Content_Encoding="gzip"), "sent more than 100,000 bytes"),
        (answer(200, b"abc", Content_Encoding="gzip"), "packed its answer wrongly"),
        (answer(200, b"abc", Content_Encoding="br"), "packed its answer in a way that is not"),
        (
            raw(b"HTTP/1.1 200 OK\r\n\r\n", b" " * 65536, every=0.001, times=10**6),
            "sent more than 100,000 bytes",
        ),
        (raw(b"HTTP/1.1 200 OK\r\n\r\n", b"{", every=0.05, times=200), "did not answer in time"),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"), "broke off"),
        (silence, "did not answer in time"),
        (answer(403, "{}"), "answered 403"),
        (answer(429, "{}"), "answered 429"),
        (redirect(302, "http://issuer.example:PORT/x"), "without encryption"),
    ],
)
def test_documents_that_do_not_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, behaviour: Any, why: str
) -> None:
    """What is no document, too much of it, or a refusal is kept as a refusal with its reason."""
    with secure_host(tmp_path, monkeypatch, {"/list": behaviour}) as host:
        address = f"https://{HOST}:{host.port}/list"
        before = KeptDocument(address, '{"old": 1}', YESTERDAY)
        done = fetched([address], {address: before})
    assert done.new == {}
    assert done.at_hand == {address: before}
    assert done.failures[address].state is LinkState.REFUSED
    assert why in done.failures[address].why


def test_packed_documents_are_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host may pack what it sends, though nobody asks for it."""
    small = json.dumps(LIST | {"x": "a" * 50_000}).encode()
    behaviours = {
        "/a": answer(200, gzip.compress(small), Content_Encoding="gzip"),
        "/b": answer(200, zlib.compress(small), Content_Encoding="Deflate"),
    }
    with secure_host(tmp_path, monkeypatch, behaviours) as host:
        addresses = [f"https://{HOST}:{host.port}/{name}" for name in "ab"]
        done = fetched(addresses)
    assert [done.new[address].text for address in addresses] == [small.decode()] * 2


def test_the_document_of_a_did_is_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A domain can only speak for itself: a document with another id is not kept."""
    behaviours: dict[str, Any] = {}
    with secure_host(tmp_path, monkeypatch, behaviours) as host:
        right, wrong, none = (f"did:web:{HOST}%3A{host.port}:{name}" for name in "abc")
        behaviours["/a/did.json"] = answer(200, json.dumps({"id": right}))
        behaviours["/b/did.json"] = answer(200, json.dumps({"id": "did:web:bank.example"}))
        behaviours["/c/did.json"] = answer(200, json.dumps({"address": none, "document": {}}))
        done = fetched([right, wrong, none])
    assert list(done.new) == [right]
    assert {one.why for one in done.failures.values()} == {
        f"{HOST} sent the document of another DID"
    }


def test_what_a_host_no_longer_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that says *gone* is believed; *not found* replaces nothing that was there before."""
    behaviours = {
        "/gone": answer(410, '{"revoked": true}'),
        "/silent": answer(410, "<html>"),
    }
    with secure_host(tmp_path, monkeypatch, behaviours) as host:
        gone, silent, lost, never = (
            f"https://{HOST}:{host.port}/{name}" for name in ("gone", "silent", "lost", "never")
        )
        known = {url: KeptDocument(url, '{"old": 1}', YESTERDAY) for url in (gone, silent, lost)}
        done = fetched([gone, silent, lost, never], known)
    assert dict(done.new) == {
        gone: KeptDocument(gone, '{"revoked": true}', TODAY, 410),
        silent: KeptDocument(silent, "", TODAY, 410),
        never: KeptDocument(never, "", TODAY, 404),
    }
    assert done.at_hand[lost] == known[lost]
    assert done.failures[lost].state is LinkState.DEAD


def test_nobody_is_asked_twice_on_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What came or failed today is not asked for again, but with `again`; yesterday's is."""
    with secure_host(tmp_path, monkeypatch, {"/new": answer(200, "{}")}) as host:
        new, old, failed, given = (
            f"https://{HOST}:{host.port}/{name}" for name in ("new", "old", "failed", "given")
        )
        known = {
            new: KeptDocument(new, "{}", TODAY),
            old: KeptDocument(old, "{}", YESTERDAY),
            given: KeptDocument(given, "{}"),
        }
        former = {failed: LinkCheck(failed, LinkState.REFUSED, TODAY)}
        put = {given: known[given]}
        done = fetched([new, old, failed, given], known, put, former)
        assert host.requests == ["/old"]
        assert done.at_hand == known
        host.requests.clear()
        fetched([new, old, failed, given], known, put, former, again=True)
        assert sorted(host.requests) == ["/failed", "/new", "/old"]


def test_documents_that_name_documents_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that names ever new documents is asked for a bounded number of them."""
    with secure_host(tmp_path, monkeypatch, {}) as host:
        start = f"https://{HOST}:{host.port}/"
        visitor = Visitor(QUICK, allow_private=True, resolve=here)

        def _more(at_hand: KeptDocuments) -> list[str]:
            return [f"{start}{len(at_hand)}"]

        done = fetch_documents(_more, {}, {}, {}, visitor, TODAY)
        assert host.requests == ["/0", "/1", "/2", "/3", "/4"]
        assert len(done.new) == 5


@given(st.text() | st.from_regex(r"(did:web:|https?://)[\[\]@:/?#%a0.-]{0,12}", fullmatch=True))
@examples(100)
def test_whatever_a_badge_names_ends_well(address: str) -> None:
    """An address that is none is not asked for, and no address ends the program."""

    def _resolve(host: str, port: int) -> list[str]:
        return []

    visitor = Visitor(QUICK, resolve=_resolve)
    done = fetch_documents(lambda at_hand: [address], {}, {}, {}, visitor, TODAY)
    assert done.new == {}
    assert all(is_web_address(url) for url in done.failures)
