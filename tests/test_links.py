"""What became of links, with hosts on this machine that behave as those of the web do."""

from __future__ import annotations

import socket
import time
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import examples
from hypothesis import given
from hypothesis import strategies as st
from played_hosts import (
    PlayedHost,
    answer,
    bomb,
    in_order,
    make_tls,
    played_host,
    raw,
    redirect,
    silence,
)

from portfolio.domain.proof import LinkCheck, LinkState
from portfolio.verifying.links import Judgement, as_check, by_turns, judge, look_at_links
from portfolio.verifying.visits import Hop, Limits, Visit, Visitor

TODAY = date(2026, 11, 30)
YESTERDAY = TODAY - timedelta(days=1)
QUICK = Limits(seconds=1.0, pause=0.0, wait=0.2)
HOST = "badges.example"
"""A name that leads to the played host."""


def here(host: str, port: int) -> list[str]:
    """Every name leads to this machine, but for those that do not exist."""
    if host.startswith("gone."):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    if host.startswith("later."):
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    return ["127.0.0.1"]


def visitor(limits: Limits = QUICK, **options: Any) -> Visitor:
    """A visitor for whom every name leads to this machine."""
    return Visitor(limits, **{"allow_private": True, "resolve": here, **options})


def seen(host: PlayedHost, path: str, asking: Visitor | None = None) -> LinkCheck:
    """What is seen of a path of the played host."""
    url = path if "://" in path else f"http://{HOST}:{host.port}{path}"
    return look_at_links([url], asking or visitor(), {}, TODAY)[url]


PAGE = answer(200, "<title>Not found</title>", Content_Type="text/html")
ANSWERS: dict[str, tuple[Any, str, str]] = {
    "a page that says that nothing is there": (PAGE, "alive", "answered 200"),
    "another type": (answer(200, b"%PDF", Content_Type="application/pdf"), "alive", "200"),
    "nothing in it": (answer(204), "alive", "answered 204"),
    "not found": (answer(404), "dead", "answered 404"),
    "gone": (answer(410), "dead", "answered 410"),
    "a bot wall that says not found": (
        answer(404, cf_mitigated="challenge"),
        "refused",
        "answered 404",
    ),
    "a login": (answer(401), "refused", "answered 401"),
    "forbidden": (answer(403), "refused", "answered 403"),
    "another method": (answer(405), "refused", "answered 405"),
    "legal reasons": (answer(451), "refused", "answered 451"),
    "a status of its own": (answer(999), "refused", "answered 999"),
    "broken": (answer(500), "refused", "answered 500"),
    "too busy": (answer(503), "refused", "answered 503"),
    "too often": (answer(429), "refused", "answered 429"),
    "silence": (silence, "refused", "did not answer in time"),
    "a head in drops": (
        raw(b"HTTP/1.1 200 OK\r\nX: ", b"a", every=0.05, times=200),
        "refused",
        "did not answer in time",
    ),
    "no end of messages before the answer": (
        raw(b"HTTP/1.1 103 Early Hints\r\n\r\n", every=0.02, times=500),
        "refused",
        "did not answer in time",
    ),
    "a huge head": (
        raw(b"HTTP/1.1 200 OK\r\n" + b"X: " + b"a" * 300_000 + b"\r\n\r\n"),
        "refused",
        "did not answer as a web server does",
    ),
    "something else than a head": (
        raw(b"220 smtp.example ESMTP\r\n"),
        "refused",
        "did not answer as a web server does",
    ),
    "a closed connection": (raw(b""), "refused", "broke off"),
    "a page without end": (
        raw(b"HTTP/1.1 200 OK\r\n\r\n", b"a" * 65536, every=0.001, times=10**6),
        "alive",
        "answered 200",
    ),
    "a packed bomb": (answer(200, bomb(10**7), Content_Encoding="gzip"), "alive", "200"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_each_answer_has_its_state(name: str) -> None:
    """What a host answers decides the state, and a refusal is never called dead."""
    behaviour, state, why = ANSWERS[name]
    started = time.monotonic()
    with played_host({"/c/1": behaviour}) as host:
        found = seen(host, "/c/1")
    assert (found.state.value, found.moved_to) == (state, "")
    assert why in found.why
    assert time.monotonic() - started < 5


REDIRECTS: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "for good": ({"/a/1234": redirect(301, "/b/1234")}, "moved", "/b/1234", "200"),
    "for good, twice": (
        {"/a/1234": redirect(301, "/x/1234"), "/x/1234": redirect(308, "/b/1234")},
        "moved",
        "/b/1234",
        "200",
    ),
    "for good, then for now": (
        {"/a/1234": redirect(308, "/x/1234"), "/x/1234": redirect(302, "/b/1234")},
        "moved",
        "/x/1234",
        "200",
    ),
    "for now, then for good": (
        {"/a/1234": redirect(302, "/x/1234"), "/x/1234": redirect(301, "/b/1234")},
        "alive",
        "",
        "200",
    ),
    "for now": ({"/a/1234": redirect(302, "/b/1234")}, "alive", "", "200"),
    "with 303": ({"/a/1234": redirect(303, "/b/1234")}, "alive", "", "200"),
    "with 307": ({"/a/1234": redirect(307, "/b/1234")}, "alive", "", "200"),
    "without an address": ({"/a/1234": answer(301)}, "refused", "", "answered 301"),
    "to nothing": ({"/a/1234": redirect(301, "/lost")}, "dead", "", "answered 404"),
    "to a wall": (
        {"/a/1234": redirect(301, "/w"), "/w": answer(403)},
        "refused",
        "",
        "answered 403",
    ),
    "to the home page": (
        {"/a/1234": redirect(301, "/"), "/": PAGE},
        "refused",
        "",
        f"leads to the home page of {HOST}",
    ),
    "to the home page in a language": (
        {"/a/1234": redirect(302, "/en-US/home.html"), "/en-US/home.html": PAGE},
        "refused",
        "",
        "leads to the home page",
    ),
    "to a program at the home page": (
        {"/a/1234": redirect(301, "/?id=1234"), "/": PAGE},
        "moved",
        "/?id=1234",
        "200",
    ),
    "to a login": (
        {"/a/1234": redirect(301, "/users/sign_in?next=1234"), "/users/sign_in": PAGE},
        "refused",
        "",
        "leads to a page that wants a login",
    ),
    "to a login at another host": (
        {"/a/1234": redirect(302, "http://accounts.example:PORT/x"), "/x": PAGE},
        "refused",
        "",
        "leads to a page that wants a login: http://accounts.example",
    ),
    "to a page named for an error": (
        {"/a/1234": redirect(302, "/404.html?from=1234"), "/404.html": PAGE},
        "refused",
        "",
        "leads to a page that is named for an error",
    ),
    "in a circle": (
        {"/a/1234": redirect(301, "/x"), "/x": redirect(301, "/a/1234")},
        "refused",
        "",
        "leads in a circle",
    ),
    "without end": (
        {
            "/a/1234": redirect(301, "/n/0"),
            **{f"/n/{number}": redirect(301, f"/n/{number + 1}") for number in range(30)},
        },
        "refused",
        "",
        "leads on and on: there were 11 redirects",
    ),
    "to another scheme": (
        {"/a/1234": redirect(301, "file:///etc/passwd")},
        "refused",
        "",
        "leads to what is not an address of the web",
    ),
    "with a password": (
        {"/a/1234": redirect(301, "http://me:secret@x.example/")},
        "refused",
        "",
        "leads to what is not an address of the web",
    ),
    "to a host that does not exist": (
        {"/a/1234": redirect(301, "http://gone.example/1234")},
        "refused",
        "",
        "gone.example does not exist",
    ),
}


@pytest.mark.parametrize("name", REDIRECTS)
def test_each_redirect_has_its_state(name: str) -> None:
    """Only what leads to a page for good has moved, and to no login, home page or error."""
    behaviours, state, moved_to, why = REDIRECTS[name]
    with played_host({"/b/1234": PAGE, **behaviours}) as host:
        found = seen(host, "/a/1234")
        start = f"http://{HOST}:{host.port}"
    assert found.state.value == state
    assert found.moved_to == (f"{start}{moved_to}" if moved_to else "")
    assert why in found.why


def test_a_new_address_keeps_the_fragment_and_nothing_private() -> None:
    """What stands after the mark # still holds; an e-mail address in the new place is not kept."""
    with played_host({"/a": redirect(301, "/b?mail=ada%40example.org&id=7"), "/b": PAGE}) as host:
        found = seen(host, "/a#part")
        assert found.moved_to == f"http://{HOST}:{host.port}/b?id=7#part"
        assert seen(host, "/b#part").state is LinkState.ALIVE


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("http://private.example:PORT/b", "private.example has a private address"),
        ("http://127.0.0.1:PORT/b", "127.0.0.1 has a private address"),
        ("http://2130706433:PORT/b", "has a private address"),
        ("http://[::ffff:127.0.0.1]:PORT/b", "has a private address"),
        ("http://169.254.169.254/latest/meta-data/", "has a private address"),
    ],
)
def test_a_redirect_to_a_private_address_is_not_followed(
    monkeypatch: pytest.MonkeyPatch, location: str, why: str
) -> None:
    """Each hop is checked, whatever the form of its address, and nothing is sent there."""

    def _resolve(host: str, port: int) -> list[str]:
        return ["93.184.216.34"] if host == HOST else ["127.0.0.1"]

    asking = visitor(allow_private=False, resolve=_resolve)
    with played_host({"/a": redirect(302, location), "/b": PAGE}) as host:
        _lead_to(monkeypatch, host)
        found = seen(host, "/a", asking)
        assert host.requests == ["/a"]
    assert found.state is LinkState.REFUSED
    assert why in found.why


def _lead_to(monkeypatch: pytest.MonkeyPatch, host: PlayedHost) -> None:
    """Have connections to a public address reach the played host, as a router could."""
    connect = socket.create_connection

    def _connect(address: tuple[str, int], *rest: Any, **named: Any) -> socket.socket:
        assert address[0] == "93.184.216.34"
        return connect(("127.0.0.1", address[1]), *rest, **named)

    monkeypatch.setattr(socket, "create_connection", _connect)


def test_the_address_that_was_checked_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name is looked up once for a request, so that a second answer cannot lead elsewhere."""
    answers = [["93.184.216.34"], ["127.0.0.1"]]
    asked = []

    def _resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return answers.pop(0)

    asking = visitor(allow_private=False, resolve=_resolve)
    with played_host({"/a": PAGE}) as host:
        _lead_to(monkeypatch, host)
        assert seen(host, "/a", asking).state is LinkState.ALIVE
        assert "private" in seen(host, "/a", asking).why
    assert asked == [HOST, HOST]


def test_names_of_hosts_that_cannot_be_found() -> None:
    """A host that does not exist is dead, if another one was reached; without a network nothing is."""
    with played_host({"/a": PAGE}) as host:
        good, gone = f"http://{HOST}:{host.port}/a", "http://gone.example/1"
        both = look_at_links([gone, good], visitor(), {}, TODAY)
        alone = look_at_links([gone], visitor(), {}, TODAY)
        later = look_at_links([f"http://later.example:{host.port}/a", good], visitor(), {}, TODAY)
    assert (both[gone].state, both[gone].why) == (LinkState.DEAD, "gone.example does not exist")
    assert alone[gone].state is LinkState.REFUSED
    assert "no other host was reached" in alone[gone].why
    assert [one.state.value for one in later.values()] == ["refused", "alive"]


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://x.example/a", "is not an address of the web"),
        ("http://xn--a.example/", "is not an address of the web"),
        ("http://x.example/" + "a" * 2000, "is not an address of the web"),
        ("http://me:pw@x.example/a", "is asked for with a name or a password"),
        ("https://" + "a" * 70 + ".example/", "is not the name of a host"),
        ("http://x.example:1/a", "takes no connection"),
    ],
)
def test_addresses_that_cannot_be_asked_for(url: str, why: str) -> None:
    """What is no address of the web, or leads to nobody, is refused with its reason."""

    def _resolve(host: str, port: int) -> list[str]:
        return [*map(str, socket.getaddrinfo(host, port))] if len(host) > 60 else ["127.0.0.1"]

    found = look_at_links([url], visitor(resolve=_resolve), {}, TODAY)[url]
    assert found.state is LinkState.REFUSED
    assert why in found.why


def test_a_slow_look_up_ends_in_time() -> None:
    """The search for a host is within the time of the visit."""

    def _resolve(host: str, port: int) -> list[str]:
        time.sleep(3)
        return ["127.0.0.1"]

    started = time.monotonic()
    asking = visitor(Limits(seconds=0.2, pause=0.0), resolve=_resolve)
    found = look_at_links(["http://x.example/"], asking, {}, TODAY)["http://x.example/"]
    assert time.monotonic() - started < 2
    assert "did not answer in time" in found.why


def test_certificates_that_are_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host with a wrong certificate is refused with the reason; a trusted one is visited."""
    tls, trusted = make_tls(tmp_path / "good", HOST)
    expired, both = make_tls(tmp_path / "old", HOST, days=-1)
    with played_host({"/a": PAGE}, tls) as good, played_host({"/a": PAGE}, expired) as old:
        url, other = f"https://{HOST}:{good.port}/a", f"https://x.example:{good.port}/a"
        late = f"https://{HOST}:{old.port}/a"
        found = look_at_links([url], visitor(), {}, TODAY)
        assert found[url].state is LinkState.REFUSED
        assert found[url].why == (
            f"{HOST} has a certificate that is not trusted: self-signed certificate"
        )
        trusted.write_bytes(trusted.read_bytes() + both.read_bytes())
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        found = look_at_links([url, other, late], visitor(), {}, TODAY)
        assert found[url].state is LinkState.ALIVE
        assert "certificate is not valid for 'x.example'" in found[other].why
        assert "certificate has expired" in found[late].why
        plain = f"http://{HOST}:{good.port}/a"
        assert look_at_links([plain], visitor(), {}, TODAY)[plain].state is LinkState.REFUSED
    with played_host({"/a": PAGE}) as host:
        url = f"https://{HOST}:{host.port}/a"
        assert "encrypted connection" in look_at_links([url], visitor(), {}, TODAY)[url].why


def test_a_short_pause_is_waited_for() -> None:
    """A host that asks for a moment is asked once more after it."""
    soon = format_datetime(datetime.now(UTC) - timedelta(seconds=5))
    busy = answer(429, Retry_After="0")
    with played_host(
        {
            "/a": in_order(busy, PAGE),
            "/b": in_order(answer(503, Retry_After=soon), PAGE),
            "/c": in_order(busy, busy, PAGE),
        }
    ) as host:
        assert seen(host, "/a").state is LinkState.ALIVE
        assert seen(host, "/b").state is LinkState.ALIVE
        assert seen(host, "/c").state is LinkState.REFUSED
        assert host.requests == ["/a", "/a", "/b", "/b", "/c", "/c"]


@pytest.mark.parametrize("headers", [{"Retry_After": "3600"}, {}, {"Retry_After": "soon"}])
def test_a_host_that_wants_a_long_pause_is_left_alone(headers: dict[str, str]) -> None:
    """It is refused, and other links to it are not asked for, so nothing is said of them."""
    with played_host({"/a": answer(429, **headers), "/b": PAGE}) as host:
        urls = [f"http://{HOST}:{host.port}{path}" for path in ("/a", "/b", "/b?2")]
        found = look_at_links(urls, visitor(), {}, TODAY)
        assert host.requests == ["/a"]
    assert {url: one.state.value for url, one in found.items()} == {urls[0]: "refused"}


def test_a_host_is_asked_one_thing_at_a_time() -> None:
    """Requests to one host wait for one another, with a pause; other hosts do not wait for it."""

    def _slow(peer: socket.socket, host: PlayedHost) -> None:
        time.sleep(0.05)
        PAGE(peer, host)

    with played_host(dict.fromkeys(("/1", "/2", "/3"), _slow)) as host:
        urls = [f"http://{HOST}:{host.port}/{number}" for number in (1, 2, 3)]
        started = time.monotonic()
        found = look_at_links(urls, visitor(Limits(seconds=1.0, pause=0.2)), {}, TODAY)
        assert time.monotonic() - started >= 2 * 0.2 + 3 * 0.05
        assert host.most_at_once == 1
    assert {one.state.value for one in found.values()} == {"alive"}


def test_what_is_sent_says_what_it_is_and_nothing_of_the_user(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No cookies, no credentials from a file of passwords, no proxy of the environment, no HEAD."""
    (tmp_path / ".netrc").write_text(f"machine {HOST} login ada password secret\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    with played_host({"/a": redirect(302, "/b"), "/b": PAGE}) as host:
        assert seen(host, "/a").state is LinkState.ALIVE
        for head in host.heads:
            lines = head.split("\r\n")
            names = sorted(line.partition(":")[0].lower() for line in lines[1:] if line)
            assert lines[0].startswith("GET ")
            assert names == ["accept", "accept-encoding", "connection", "host", "user-agent"]
            assert "credential-portfolio/" in head
            assert "portfolio verify" in head


def test_the_order_gives_every_host_its_turn() -> None:
    """The next address is of another host if it can be, and none comes twice."""
    urls = ["http://a/1", "http://a/2", "http://b/1", "http://a/1", "http://c/1", "http://b/2"]
    assert by_turns(urls) == [
        "http://a/1",
        "http://b/1",
        "http://c/1",
        "http://a/2",
        "http://b/2",
    ]


def test_dead_since_is_kept_while_a_link_stays_dead() -> None:
    """Two days in a row make it vanished; a day on which nobody could say starts anew."""
    dead, refused = Judgement(LinkState.DEAD, "404"), Judgement(LinkState.REFUSED, "403")
    alive = Judgement(LinkState.ALIVE, "200")
    first = as_check("u", dead, None, YESTERDAY)
    assert (first.dead_since, first.has_vanished) == (YESTERDAY, False)
    assert not as_check("u", dead, first, YESTERDAY).has_vanished
    second = as_check("u", dead, first, TODAY)
    assert (second.dead_since, second.has_vanished) == (YESTERDAY, True)
    asked = as_check("u", refused, second, TODAY)
    assert (asked.dead_since, asked.has_vanished) == (None, False)
    back = as_check("u", alive, second, TODAY)
    assert (back.dead_since, back.last_alive) == (None, TODAY)
    assert as_check("u", refused, back, TODAY + timedelta(days=1)).last_alive == TODAY
    assert as_check("u", dead, back, TODAY + timedelta(days=1)).last_alive == TODAY


@given(
    st.lists(st.integers(100, 999), min_size=1, max_size=4),
    st.lists(st.text("abc/login.?=#", max_size=12), min_size=4, max_size=4),
)
@examples(100)
def test_only_two_statuses_are_dead(statuses: list[int], paths: list[str]) -> None:
    """Whatever the way was, a link is dead for 404 and 410 at its end, and for nothing else."""
    hops = tuple(
        Hop(f"https://x.example/{path}", status)
        for path, status in zip(paths, [301] * (len(statuses) - 1) + statuses[-1:], strict=False)
    )
    found = judge("https://x.example/a", Visit(hops), is_online=True)
    assert (found.state is LinkState.DEAD) == (statuses[-1] in (404, 410))
    assert bool(found.moved_to) == (found.state is LinkState.MOVED)
    assert found.state is not LinkState.ALIVE or 200 <= statuses[-1] < 300


HEADER = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0")).map(str.strip)


@given(
    st.sampled_from([200, 301, 308, 404, 429, 503]),
    HEADER | st.from_regex(r"(https?:)?//[\[\]@:/?#%a0.]{0,9}", fullmatch=True),
    HEADER
    | st.from_regex(
        r"[A-Z][a-z]{2}, [0-9]{1,2} Jan [0-9]{2,6} [0-9]{2}:00:00 [-+]?[0-9]{0,9}", fullmatch=True
    ),
)
@examples(40)
def test_whatever_a_host_says_has_a_state(status: int, location: str, pause: str) -> None:
    """No header ends the program, and none leads to an address that is not of the web."""
    lines = f"HTTP/1.1 {status} X\r\nLocation: {location}\r\nRetry-After: {pause}\r\n"
    head = f"{lines}Content-Length: 0\r\n\r\n".encode("latin-1")

    def _resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1"] if host == HOST else []

    with played_host({"/a": raw(head)}) as host:
        found = seen(host, "/a", visitor(resolve=_resolve))
    assert found.state in LinkState
    assert found.moved_to == "" or found.moved_to.startswith(("http://", "https://"))


def test_an_address_of_ipv6_is_asked_for_as_one() -> None:
    """The host in a request has the brackets of its address."""
    with played_host({"/a": PAGE}) as host:
        url = f"http://[::1]:{host.port}/a"
        asking = visitor(resolve=lambda name, port: ["127.0.0.1"])
        assert look_at_links([url], asking, {}, TODAY)[url].state is LinkState.ALIVE
        assert f"Host: [::1]:{host.port}" in host.heads[0]
