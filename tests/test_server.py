"""The preview's server over real sockets: exact bytes, no way out of the site, no answer
to strangers, no one in the way of others.
"""

from __future__ import annotations

import asyncio
import http.client
import http.server
import io
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import pytest
from conftest import PATIENCE, SETTINGS, SiteFolder, Tree
from PIL import Image
from previewing import OWN, Preview, Response, previewed, until, until_more

SECRET = "only-on-the-disk"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".ics": "text/calendar; charset=utf-8",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".json": "application/json",
    ".pdf": "application/pdf",
}
PAGE = "/credentials/a/"
RECORD = """---
title: Title a
issuer: Issuer
issued_date: 2024-05-17
expiry_date: 2027-05-17
technologies: [C++, Python]
---

![A badge](files/badge.png)

[Paper](files/paper.pdf) and [nothing](files/nothing.txt).
"""
PLACES = ("/", PAGE, f"{OWN}state", f"{OWN}events", f"{OWN}live.js", f"{OWN}live.css")


def picture() -> bytes:
    """A small PNG."""
    with io.BytesIO() as file:
        Image.new("RGB", (8, 6)).save(file, "PNG")
        return file.getvalue()


SOURCES: dict[str, str | bytes] = {
    "portfolio.toml": f"{SETTINGS}# {SECRET}\n",
    "content/credentials/a.md": RECORD,
    "content/credentials/日本.md": "---\ntitle: 日本語\nissuer: Issuer\nissued_date: 2024-05\n---\n",
    "content/credentials/files/badge.png": picture(),
    "content/credentials/files/paper.pdf": b"%PDF-1.4\n%%EOF\n",
    "content/credentials/files/nothing.txt": b"",
    "content/pages/about.md": "---\ntitle: About\n---\n\nWords about it.\n",
}


def fill(site: SiteFolder) -> SiteFolder:
    """Write a small site with a page, a picture, documents and an address that is not ASCII."""
    for path, content in SOURCES.items():
        site.write(path, content)
    return site


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a build writes of the small site."""
    return fill(SiteFolder(tmp_path_factory.mktemp("built"))).publish()


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview of the small site, which nobody edits."""
    folder = tmp_path_factory.mktemp("disk")
    (folder / "portfolio.toml").write_text(SECRET)
    with previewed(fill(SiteFolder(folder / "site"))) as running:
        yield running


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview of the small site for edits."""
    with previewed(fill(SiteFolder(tmp_path_factory.mktemp("edited")))) as running:
        yield running


@pytest.fixture
def edited(running: Preview, built: dict[str, bytes]) -> Preview:
    """The same, as if nobody had edited it yet."""
    fill(running.site)
    for path in running.site.root.rglob("*"):
        if path.is_file() and path.relative_to(running.site.root).as_posix() not in SOURCES:
            path.unlink()
    running.is_sound()
    until(
        lambda: all(running.get(page).page == content for page, content in pages(built).items()),
        "the site as it was",
    )
    return running


def request(target: str, *headers: str, method: str = "GET") -> bytes:
    """A request as it goes over the wire."""
    return "".join(
        f"{line}\r\n" for line in (f"{method} {target} HTTP/1.1", *headers, "Connection: close", "")
    ).encode("latin-1")


@contextmanager
def connected(preview: Preview, sent: bytes) -> Iterator[socket.socket]:
    """A connection over which something was sent, as far as the server took it."""
    with socket.create_connection(("127.0.0.1", preview.port), PATIENCE) as connection:
        with suppress(ConnectionError):
            connection.sendall(sent)
        yield connection


def received(connection: socket.socket) -> bytes:
    """All that comes until the server closes the connection."""
    parts = []
    with suppress(ConnectionError):
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


def ask(preview: Preview, target: str, *headers: str, method: str = "GET") -> Response:
    """Send a request as it is written; without headers it names this server as its host."""
    with connected(
        preview, request(target, *(headers or (f"Host: {preview.host}",)), method=method)
    ) as connection:
        head, _, content = received(connection).partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    return Response(
        int(status.split()[1]),
        {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)},
        content,
    )


def has_content(response: Response) -> bool:
    """Whether an answer tells anything of the site or of the disk."""
    return any(
        words in response.content
        for words in (
            b"Title a",
            b"Test site",
            b"report",
            b"EventSource",
            SECRET.encode(),
            b"root:",
        )
    )


def addresses(built: dict[str, bytes]) -> dict[str, bytes]:
    """Every address of a site with its bytes, pages by their folder."""
    return {
        quote(f"/{name.removesuffix('index.html')}"): content for name, content in built.items()
    }


def pages(built: dict[str, bytes]) -> dict[str, bytes]:
    """Every address of a site that is no picture, document or part of its theme."""
    return {
        address: content
        for address, content in addresses(built).items()
        if not address.startswith("/assets/")
    }


# What is answered


def test_every_address_is_answered_with_what_a_build_writes(
    preview: Preview, built: dict[str, bytes]
) -> None:
    """Every address has exactly the bytes of the built file, with the type of its kind,
    never to be kept, guessed or shared.
    """
    assert {Path(name).suffix for name in built} == set(TYPES)
    wrong = {}
    for address, content in addresses(built).items():
        answer = preview.get(address)
        found = (
            answer.status,
            answer.page == content,
            answer.headers.get("content-type"),
            answer.headers["content-length"],
        )
        if found != (200, True, TYPES[Path(address).suffix or ".html"], str(len(answer.content))):
            wrong[address] = found
        assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == (
            "no-store",
            "nosniff",
        )
        assert not [name for name in answer.headers if name.startswith("access-control")]
    assert not wrong


def test_a_page_has_one_address(preview: Preview, built: dict[str, bytes]) -> None:
    """A page is answered with and without its file name, and what lacks the slash
    at the end is led to it.
    """
    folders = [address for address in addresses(built) if address.endswith("/")]
    assert quote("/credentials/日本/") in folders
    for folder in folders:
        assert preview.get(f"{folder}index.html").content == preview.get(folder).content
        if folder != "/":
            answer = preview.get(folder.removesuffix("/"))
            assert (answer.status, answer.headers["location"], answer.content) == (307, folder, b"")


@pytest.mark.parametrize(
    "target",
    [
        "/nosuch",
        "/nosuch/",
        "/credentials/nosuch/",
        "/credentials/a/b/",
        "/assets/nosuch.css",
        "/404.htm",
    ],
)
def test_an_unknown_address(preview: Preview, built: dict[str, bytes], target: str) -> None:
    """An address that the site does not have is answered with the site's own page for that."""
    answer = preview.get(target)
    assert (answer.status, answer.page, answer.headers["content-type"]) == (
        404,
        built["404.html"],
        TYPES[".html"],
    )


def test_only_the_head(preview: Preview, built: dict[str, bytes]) -> None:
    """HEAD is answered like GET, without the body."""
    for address in (*addresses(built), "/nosuch", "/credentials/a", f"{OWN}state", f"{OWN}live.js"):
        whole, head = (
            ask(preview, address, f"Host: {preview.host}", method=method)
            for method in ("GET", "HEAD")
        )
        assert (head.status, head.content) == (whole.status, b"")
        assert head.headers | {"date": ""} == whole.headers | {"date": ""}


def test_only_the_head_of_events(preview: Preview) -> None:
    """The head of the stream of events comes to an end, so the connection can be
    used for the next request.
    """
    connection = http.client.HTTPConnection("127.0.0.1", preview.port, timeout=PATIENCE)
    try:
        for method, path in (("HEAD", f"{OWN}events"), ("GET", "/")):
            connection.request(method, path)
            answer = connection.getresponse()
            assert answer.status == 200
            answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get"]
)
def test_nothing_but_reading(preview: Preview, method: str) -> None:
    """A method that is not for reading is refused everywhere,
    and no other origin is told that it may try.
    """
    for place in PLACES:
        answer = ask(
            preview,
            place,
            f"Host: {preview.host}",
            f"Access-Control-Request-Method: {method}",
            method=method,
        )
        assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")
        assert not has_content(answer)
        assert not [name for name in answer.headers if name.startswith("access-control")]


# No way out of the site


@pytest.mark.parametrize(
    "target",
    [
        "/../portfolio.toml",
        "/../../portfolio.toml",
        "/../../../../../../../../etc/passwd",
        "/credentials/../portfolio.toml",
        "/credentials/a/../../../portfolio.toml",
        "/assets/../../portfolio.toml",
        "/%2e%2e/portfolio.toml",
        "/%2E%2E/portfolio.toml",
        "/.%2e/portfolio.toml",
        "/..%2fportfolio.toml",
        "/..%2Fportfolio.toml",
        "/%2e%2e%2fportfolio.toml",
        "/%2e%2e%2f%2e%2e%2fportfolio.toml",
        "/%252e%252e/portfolio.toml",
        "/%252e%252e%252fportfolio.toml",
        "/%25252e%25252e/portfolio.toml",
        "/%c0%ae%c0%ae/portfolio.toml",
        "/%c0%ae%c0%ae%c0%afportfolio.toml",
        "/%e0%80%ae%e0%80%ae/portfolio.toml",
        "/%uff0e%uff0e/portfolio.toml",
        "/%ef%bc%8e%ef%bc%8e/portfolio.toml",
        "/..\\portfolio.toml",
        "/..%5cportfolio.toml",
        "/..%255cportfolio.toml",
        "/credentials\\..\\portfolio.toml",
        "/.../portfolio.toml",
        "/..;/portfolio.toml",
        "/....//portfolio.toml",
        "/./",
        "/./portfolio.toml",
        "/.",
        "/..",
        "//",
        "///",
        "//portfolio.toml",
        "//etc/passwd",
        "///etc/passwd",
        "/%2fetc/passwd",
        "/etc/passwd",
        "/file:///etc/passwd",
        "file:///etc/passwd",
        "/C:/Windows/win.ini",
        "/credentials//a/",
        "//credentials/a",
        "/credentials/a//",
        "/credentials/./a/",
        "/credentials/a/.",
        "/credentials/a/%2e",
        "/CREDENTIALS/a/",
        "/credentials/a%00",
        "/%00",
        "/%00/../portfolio.toml",
        "/index.html%00.png",
        "/index.html/",
        "/index.html/../../portfolio.toml",
        "/%",
        "/%zz",
        "/%ff%fe",
        "/%ed%a0%80",
        "/%0a",
        "/%0a/",
        "/a%0ab",
        "/a%0ab/",
        "/%0d%0aSet-Cookie:%20a=b",
        "/credentials/a%0d%0aLocation:%20http:%2f%2fevil.example",
        "//evil.example",
        "//evil.example/",
        "//evil.example/..",
        "//evil.example/%2e%2e",
        "//evil.example/%2f..",
        "//evil.example/credentials/a",
        "//evil.example/%0a/",
        "/\\evil.example",
        "/\\evil.example/..",
        "/\\\\evil.example",
        "/%5cevil.example/..",
        "/%2f%2fevil.example/..",
        "/%09/evil.example/..",
        "/http://evil.example/",
        "http://evil.example/",
        "http://evil.example",
        "http://evil.example/credentials/a",
        "http:evil.example",
        "https://evil.example/",
        "//user@evil.example/",
        "evil.example:80",
        "*",
        ".",
        "..",
        "../portfolio.toml",
        "portfolio.toml",
        "~/portfolio.toml",
        "?",
        "#",
        "/#",
        "/#/../portfolio.toml",
        "/credentials/a/#top",
        "/portfolio.toml",
        "/portfolio.toml?raw??",
        "/content/credentials/a.md",
        "/content/credentials/files/badge.png",
        "/@fs/etc/passwd",
        "/.git/config",
        "/.portfolio",
        OWN,
        f"{OWN}../portfolio.toml",
        f"{OWN}live.py",
        f"{OWN}%2e%2e/server.py",
        f"{OWN}../../server.py",
        f"{OWN}state/",
        f"{OWN}state/../../portfolio.toml",
        "/.PORTFOLIO/state",
        f"/{'../' * 2000}etc/passwd",
        f"/{'%2e%2e%2f' * 2000}etc/passwd",
        f"/{'a/' * 10000}",
        "/\xe9",
        "/\x00",
        "/\x7f",
        "/a b",
        "/a\tb",
        "",
    ],
    ids=lambda target: ascii(target[:40]),
)
def test_no_way_out(preview: Preview, target: str) -> None:
    """What is not exactly an address of the site leads nowhere, however it is written:
    to no file, and to no other server.
    """
    answer = ask(preview, target)
    assert answer.status in (400, 404), answer
    assert "location" not in answer.headers
    assert not any(
        words in answer.content for words in (SECRET.encode(), b"root:", b"import ", b"[fonts]")
    )
    assert preview.get(PAGE).status == 200


@pytest.mark.parametrize(
    "query",
    [
        "",
        "raw??",
        "import&url",
        "inline",
        "/../portfolio.toml",
        "../../etc/passwd",
        "//evil.example",
        "%00",
        "#",
        "a=1",
        "?" * 500,
    ],
)
def test_a_query_changes_nothing(preview: Preview, built: dict[str, bytes], query: str) -> None:
    """What stands behind a question mark makes no difference to what is answered."""
    assert ask(preview, f"{PAGE}?{query}").page == built["credentials/a/index.html"]
    answer = ask(preview, f"{PAGE[:-1]}?{query}")
    assert (answer.status, answer.headers["location"]) == (307, PAGE)


@pytest.mark.parametrize(
    "target", ["/credentials%2fa", "/%63redentials/a", "/credentials/%e6%97%a5%e6%9c%ac"]
)
def test_a_redirect_stays_here(preview: Preview, target: str) -> None:
    """Whoever is led to a page by another way of writing its address is led
    to a path of this server.
    """
    assert re.fullmatch(
        r"/credentials/(a|%E6%97%A5%E6%9C%AC)/", ask(preview, target).headers["location"]
    )


# Who is answered


@pytest.mark.parametrize(
    "host", ["127.0.0.1:{port}", "localhost:{port}", "LocalHost:{port}", "[::1]:{port}"]
)
def test_names_of_this_machine(preview: Preview, host: str) -> None:
    """Whoever names this machine and this port is answered."""
    for place in ("/", PAGE, f"{OWN}state"):
        assert ask(preview, place, f"Host: {host.format(port=preview.port)}").status == 200


@pytest.mark.parametrize(
    "headers",
    [
        *(
            [f"Host: {host}"]
            for host in (
                "evil.example",
                "evil.example:{port}",
                "localhost",
                "127.0.0.1",
                "[::1]",
                "localhost:1",
                "localhost:80",
                "localhost:{port}0",
                "localhost:0{port}",
                "localhost:",
                "localhost.:{port}",
                "localhost.evil.example:{port}",
                "evil.localhost:{port}",
                "localhost:{port}.evil.example",
                "localhost:{port}:{port}",
                "me@localhost:{port}",
                "localhost:{port}@evil.example",
                "localhost:{port}@localhost:{port}",
                "localhost:{port}/",
                "localhost:{port}?",
                "localhost:{port}#",
                "localhost:{port}\\",
                "localhost:{port}, evil.example",
                "http://localhost:{port}",
                "192.0.2.1:{port}",
                "10.0.0.1:{port}",
                "0.0.0.0:{port}",
                "127.0.0.2:{port}",
                "127.1:{port}",
                "127.000.000.001:{port}",
                "2130706433:{port}",
                "0x7f000001:{port}",
                "[::]:{port}",
                "[::ffff:127.0.0.1]:{port}",
                "[0:0:0:0:0:0:0:1]:{port}",
                "[::1%25lo]:{port}",
                "::1:{port}",
                ":{port}",
                "{port}",
                "",
            )
        ),
        ["Accept: */*"],
        ["X-Forwarded-Host: localhost:{port}"],
        ["Host: localhost:{port}", "Host: localhost:{port}"],
        ["Host: localhost:{port}", "Host: evil.example"],
        ["Host: evil.example", "Host: localhost:{port}"],
        [
            "Host: evil.example",
            "X-Forwarded-Host: localhost:{port}",
            "Forwarded: host=localhost:{port}",
        ],
        ["Host : localhost:{port}"],
        ["Host: evil.example", " localhost:{port}"],
    ],
    ids=" ".join,
)
def test_other_names(preview: Preview, headers: list[str]) -> None:
    """Whoever names another host, another port, several hosts
    or none is told nothing of the site.
    """
    for place in PLACES:
        answer = ask(preview, place, *(header.format(port=preview.port) for header in headers))
        assert answer.status in (400, 403), place
        assert not has_content(answer)


def test_a_request_of_an_old_kind(preview: Preview) -> None:
    """HTTP/1.0, which knows no hosts, is not answered either."""
    with connected(preview, b"GET / HTTP/1.0\r\n\r\n") as connection:
        assert received(connection).startswith(b"HTTP/1.1 403 ")


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "http://evil.example:{port}",
        "null",
        "",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "http://127.0.0.1:{port}0",
        "https://127.0.0.1:{port}",
        "http://127.0.0.1:{port}.evil.example",
        "http://127.0.0.1:{port}@evil.example",
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}",
        "http://192.0.2.1:{port}",
        "http://127.0.0.2:{port}",
        "chrome-extension://abcdef",
        "file://",
        "127.0.0.1:{port}",
    ],
)
def test_other_origins(preview: Preview, origin: str) -> None:
    """What a page of another origin asks for is refused: pages, state, events and scripts."""
    for place in PLACES:
        answer = ask(
            preview, place, f"Host: {preview.host}", f"Origin: {origin.format(port=preview.port)}"
        )
        assert answer.status == 403, place
        assert not has_content(answer)
        assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]"])
def test_the_own_origin(preview: Preview, name: str) -> None:
    """What a page of this server asks for is answered, by whichever of its names it is open."""
    host = f"{name}:{preview.port}"
    for place in ("/", f"{OWN}state"):
        assert (
            ask(
                preview,
                place,
                f"Host: {host}",
                f"Origin: http://{host}",
                "Sec-Fetch-Site: same-origin",
            ).status
            == 200
        )


@pytest.mark.parametrize(
    ("site", "mode", "pages", "own"),
    [
        ("cross-site", "no-cors", 403, 403),
        ("cross-site", "cors", 403, 403),
        ("cross-site", "same-origin", 403, 403),
        ("cross-site", "websocket", 403, 403),
        ("cross-site", "", 403, 403),
        ("same-site", "no-cors", 403, 403),
        ("same-site", "cors", 403, 403),
        ("nonsense", "cors", 403, 403),
        ("", "no-cors", 403, 403),
        ("cross-site", "navigate", 200, 403),
        ("same-site", "navigate", 200, 403),
        ("none", "navigate", 200, 200),
        ("same-origin", "navigate", 200, 200),
        ("same-origin", "cors", 200, 200),
    ],
)
def test_what_browsers_say_of_a_request(
    preview: Preview, site: str, mode: str, pages: int, own: int
) -> None:
    """A link of another site leads to a page; nothing else of another site,
    or of another port, is answered.
    """
    headers = (f"Host: {preview.host}", f"Sec-Fetch-Site: {site}", f"Sec-Fetch-Mode: {mode}")
    for place in ("/", PAGE, "/favicon.ico"):
        assert ask(preview, place, *headers).status == pages
    for name in ("state", "live.js", "live.css", *(["events"] if own == 403 else [])):
        answer = ask(preview, f"{OWN}{name}", *headers)
        assert answer.status == own
        assert own == 200 or not has_content(answer)


# Events


def test_events_say_nothing(edited: Preview) -> None:
    """The stream of events has numbers that rise and nothing else, whatever is edited,
    and for as long as it is open.
    """
    site, stream = edited.site, edited.stream()
    with connected(edited, request(f"{OWN}events", f"Host: {edited.host}")) as connection:
        response = http.client.HTTPResponse(connection)
        response.begin()
        assert response.headers["content-type"].split(";")[0] == "text/event-stream"
        assert response.headers["cache-control"] == "no-store"
        for number in range(25):
            site.record("telling-name", f"Telling words {number}.", title=f"Telling title {number}")
            edited.shows("/credentials/telling-name/", f"Telling title {number}")
        site.record("telling-name", issued_date="telling-date")
        edited.reports("telling-date")
        site.template("telling.html", "{% telling %}")
        (site.root / "content/credentials/telling-name.md").unlink()
        until(lambda: edited.get("/credentials/telling-name/").status == 404, "the page is gone")
        last = int(edited.state()["number"].split(".")[1])
        lines: list[str] = []
        while not (lines and lines[-1].startswith("data") and int(lines[-1].split(".")[1]) >= last):
            lines.append(response.readline().decode().rstrip("\n"))
    allowed = re.compile(
        r"|retry: \d+|event: hello|event: change|data: (hello )?[0-9a-f]{8}\.\d+|: still here"
    )
    assert [line for line in lines if not allowed.fullmatch(line)] == []
    numbers = [int(line.split(".")[1]) for line in lines if line.startswith("data")]
    assert numbers == sorted(set(numbers))
    assert len(numbers) > 25
    assert len({line.split()[-1].split(".")[0] for line in lines if line.startswith("data")}) == 1
    until(lambda: int(stream.numbers[-1].split(".")[1]) >= last, "the same for another stream")


def test_who_does_not_read_holds_up_nobody(edited: Preview) -> None:
    """Clients that ask for much and read nothing hold up neither the pages
    nor the events of others.
    """
    wants = [
        request(f"{OWN}events", f"Host: {edited.host}"),
        request("/", f"Host: {edited.host}").replace(b"close", b"keep-alive") * 500,
    ]
    with ExitStack() as stack:
        for sent in wants * 20:
            connection = stack.enter_context(socket.socket())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            connection.connect(("127.0.0.1", edited.port))
            connection.setblocking(False)
            with suppress(BlockingIOError):
                connection.send(sent)
        stream = edited.stream()
        for number in range(5):
            told = len(stream.numbers)
            edited.site.record("a", title=f"Title number {number}")
            edited.shows(PAGE, f"Title number {number}")
            until_more(stream.numbers, told, "an event")


def test_many_at_once(edited: Preview) -> None:
    """500 clients at once, half of them for events, are all answered, and afterwards every
    stream is told of an edit.
    """

    async def stream() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", edited.port)
        writer.write(request(f"{OWN}events", f"Host: {edited.host}"))
        await reader.readuntil(b"data: hello")
        return reader, writer

    async def page(number: int) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", edited.port)
        writer.write(
            request(("/", PAGE, "/credentials/", "/feed.xml")[number % 4], f"Host: {edited.host}")
        )
        answer = await reader.read()
        writer.close()
        return answer

    async def crowd() -> None:
        both = asyncio.gather(
            asyncio.gather(*(stream() for _ in range(250))), asyncio.gather(*map(page, range(250)))
        )
        streams, answers = await asyncio.wait_for(both, PATIENCE)
        assert {answer.split(b"\r\n", 1)[0] for answer in answers} == {b"HTTP/1.1 200 OK"}
        assert all(answer.rstrip().endswith((b"</html>", b"</feed>")) for answer in answers)
        edited.site.write("content/credentials/a.md", RECORD.replace("Title a", "Another title"))
        await asyncio.wait_for(
            asyncio.gather(*(reader.readuntil(b"event: change") for reader, _ in streams)),
            PATIENCE,
        )
        for _, writer in streams:
            writer.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, crowd()).result()
    edited.shows(PAGE, "Another title")


@pytest.mark.parametrize(
    ("sent", "clients"),
    [
        (b"", 100),
        (b"G", 100),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ", 100),
        (b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\nhalf", 100),
        (b"GET / HTTP/1.1\r\nX-Long: " + b"a" * 1_000_000 + b"\r\n\r\n", 5),
        (b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\n\r\n", 5),
        (b"GET / HTTP/1.1\r\n" + b"a:b\r\n" * 10_000 + b"\r\n", 5),
        (
            b"GET / HTTP/1.1\r\n"
            + b"".join(b"x-%d: %s\r\n" % (n, b"b" * 90) for n in range(10_000))
            + b"\r\n",
            5,
        ),
        (b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * 100_000, 5),
        (bytes(range(256)) * 300, 5),
        (b"\r\n" * 100_000, 5),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 502, 20),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 5),
        (
            (
                b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                b"ffffffffffffffff\r\n"
            ),
            5,
        ),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n", 5),
        (b"GET / HTTP/9.9\r\n\r\n", 5),
    ],
    ids=lambda value: ascii(value[:12]) if isinstance(value, bytes) else None,
)
def test_rude_clients(preview: Preview, sent: bytes, clients: int) -> None:
    """Clients that send too much, too little or nonsense get no page and no failure,
    and others are answered meanwhile.
    """
    with ExitStack() as stack:
        rude = [stack.enter_context(connected(preview, sent)) for _ in range(clients)]
        for place in ("/", PAGE, f"{OWN}state"):
            assert preview.get(place).status == 200
        stream = preview.stream()
        stream.close()
        for connection in rude:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_WR)
            answer = received(connection)
            assert answer == b"" or re.match(rb"HTTP/1\.1 4\d\d ", answer), answer[:100]
    assert preview.get("/").status == 200


@pytest.mark.parametrize("place", PLACES)
def test_half_closed_connections(preview: Preview, place: str) -> None:
    """Clients that say that they will send no more, and those that leave without
    waiting, leave the others alone.
    """
    for _ in range(20):
        with connected(preview, request(place, f"Host: {preview.host}")) as connection:
            connection.shutdown(socket.SHUT_WR)
            assert preview.get(PAGE).status == 200
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    assert preview.get(place.replace("events", "state")).status == 200


# While the site is written


class Hammer:
    """Asks for pages again and again from several threads,
    and keeps what `fault` finds in the answers.
    """

    def __init__(
        self,
        preview: Preview,
        places: list[str],
        fault: Callable[[str, Response], object],
        clients: int = 3,
    ) -> None:
        self._preview, self._places, self._fault = preview, places, fault
        self._is_over = threading.Event()
        self.faults: list[object] = []
        self.rounds = [0] * clients
        self._threads = [
            threading.Thread(target=self._strike, args=(number,), daemon=True)
            for number in range(clients)
        ]

    def _strike(self, number: int) -> None:
        while not self._is_over.is_set():
            for place in self._places:
                try:
                    found = self._fault(place, self._preview.get(place))
                except (OSError, http.client.HTTPException) as reason:
                    found = repr(reason)
                if found:
                    self.faults.append((place, found))
            self.rounds[number] += 1

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def more(self, rounds: int = 1) -> None:
        """Wait until each thread has asked for everything some times more;
        the first of them may have begun before.
        """
        ends = [before + rounds + 1 for before in self.rounds]
        until(
            lambda: all(now >= end for now, end in zip(self.rounds, ends, strict=True)),
            "more rounds",
        )

    def __exit__(self, *reason: object) -> None:
        self._is_over.set()
        for thread in self._threads:
            thread.join(PATIENCE)
        assert self.faults == []


def put(edited: Preview, file: str, content: str | bytes) -> None:
    """Save a file at once: one that is written in place is empty for a moment,
    and empty settings are sound ones.
    """
    (edited.site.root / file).parent.mkdir(parents=True, exist_ok=True)
    edited.site.write(".aside", content).replace(edited.site.root / file)


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        (
            "content/credentials/a.md",
            "---\ntitle: Broken\nissuer: Issuer\nissued_date: 2024-13-45\n---\n",
            "invalid-date",
        ),
        ("content/credentials/a.md", "---\ntitle: Half a reco", "unclosed-front-matter"),
        ("content/credentials/a.md", b"\xff\xfe\x00", "not-utf-8"),
        ("content/credentials/a.md", RECORD.replace("files/badge", "files/nosuch"), "missing-file"),
        ("templates/home.html", "{% if %}", "home.html"),
        ("templates/layout.html", "{{ nosuch.thing }}", "layout.html"),
        ("templates/404.html", "{{ nosuch.thing }}", "404.html"),
        ("static/ledger.css", "body { background: url(nosuch.png) }", "ledger.css"),
        ("portfolio.toml", "[site\n", "toml-syntax"),
        ("portfolio.toml", '[site]\ntheme = "nosuch"\n', "unknown-theme"),
        ("extensions.py", "def (", "extension-error"),
    ],
    ids=lambda value: (
        value if isinstance(value, str) and len(value) < 22 and "\n" not in value else ""
    ),
)
def test_every_page_stays_while_something_is_broken(
    edited: Preview, built: dict[str, bytes], file: str, content: str | bytes, words: str
) -> None:
    """While a broken file is there every page has its last good bytes, asked from several threads;
    mended, it shows the new.
    """
    good = pages(built)
    is_mended = threading.Event()

    def fault(place: str, answer: Response) -> object:
        return answer.status != 200 or (
            not is_mended.is_set() and answer.page != good[place] and "other bytes"
        )

    with Hammer(edited, [*good], fault) as hammer:
        put(edited, file, content)
        edited.reports(words)
        hammer.more()
        is_mended.set()
        put(edited, file, SOURCES[file]) if file in SOURCES else (edited.site.root / file).unlink()
        edited.site.write("content/credentials/a.md", RECORD.replace("Title a", "Mended title"))
        edited.shows("/", "Mended title")
        edited.is_sound()
    assert edited.get("/nosuch").status == 404


@pytest.mark.parametrize("content", [b"\x89PNG", b"", None])
def test_a_picture_stays_while_its_file_is_broken(
    edited: Preview, built: dict[str, bytes], content: bytes | None
) -> None:
    """A page that stays because its picture is broken or gone still has the picture that it had."""
    ((address, good),) = [
        found for found in addresses(built).items() if found[0].startswith("/assets/badge")
    ]
    path = edited.site.root / "content/credentials/files/badge.png"
    assert edited.get(address).content == good
    path.unlink() if content is None else path.write_bytes(content)
    edited.reports("badge.png")
    assert address[1:] in edited.get(PAGE).text
    assert (edited.get(address).status, edited.get(address).content) == (200, good)


def test_a_site_that_is_moved_away(edited: Preview, built: dict[str, bytes]) -> None:
    """While the folder of content is not there every page stays,
    and when it is back the preview goes on.
    """
    site, good = edited.site, pages(built)

    def fault(place: str, answer: Response) -> object:
        return answer.status != 200 or (answer.page != good[place] and answer.text)

    with Hammer(edited, [*good], fault) as hammer:
        (site.root / "content").rename(site.root / "away")
        edited.reports("there is no folder")
        hammer.more()
        (site.root / "away").rename(site.root / "content")
        edited.is_sound()
        hammer.more()
    site.record("a", title="Back again")
    edited.shows(PAGE, "Back again")


def test_no_page_mixes_two_states(edited: Preview) -> None:
    """A page and a list that show two facts of one file show both
    as they were or both as they are.
    """
    states = [("First title", "First issuer"), ("Second title", "Second issuer")]

    def fault(place: str, answer: Response) -> object:
        shown = tuple(words for state in states for words in state if words in answer.text)
        return answer.status != 200 or (shown not in states and shown)

    edited.site.record("a", title=states[0][0], issuer=states[0][1])
    edited.shows("/", states[0][0])
    with Hammer(edited, ["/", "/credentials/", "/credentials.json"], fault) as hammer:
        for number in range(1, 31):
            title, issuer = states[number % 2]
            edited.site.record("a", title=title, issuer=issuer)
            edited.shows("/", title)
        hammer.more()


def test_a_link_is_never_dead(edited: Preview) -> None:
    """Whoever sees a link to a new page finds the page, even at the moment when it comes up."""

    def fault(place: str, answer: Response) -> object:
        links = {
            link["href"]
            for link in Tree(answer.text).all("a")
            if re.fullmatch(r"new-\d+/", link.get("href", ""))
        }
        return [link for link in links if edited.get(f"{place}{link}").status != 200]

    with Hammer(edited, ["/credentials/"], fault, clients=2) as hammer:
        for number in range(8):
            edited.site.record(f"new-{number}", title=f"New title {number}")
            edited.shows("/credentials/", f"New title {number}")
        hammer.more()


# In a browser


class Elsewhere(http.server.BaseHTTPRequestHandler):
    """Another server on this machine."""

    def do_GET(self) -> None:
        """Answer with a page."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Elsewhere</title><body>")

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is logged."""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[int]:
    """The port of another server."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


TRY_EVERYTHING = """async (base) => {
  const own = base + ".portfolio/";
  const loads = (tag, attributes) => new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement(tag), attributes, { onload: resolve, onerror: reject });
    document.body.append(element);
  });
  const tries = {};
  for (const path of ["", "credentials/a/", "credentials.json", "favicon.ico", ".portfolio/state", ".portfolio/events", ".portfolio/live.js"])
    for (const mode of ["cors", "no-cors"]) tries[`${mode} ${path}`] = fetch(base + path, { mode });
  tries.script = loads("script", { src: own + "live.js" });
  tries.style = loads("link", { rel: "stylesheet", href: own + "live.css" });
  tries.picture = loads("img", { src: base + "apple-touch-icon.png" });
  tries.events = new Promise((resolve, reject) => {
    const events = new EventSource(own + "events");
    events.onopen = () => resolve(events.close());
    events.onerror = () => reject(events.close());
  });
  tries.frame = loads("iframe", { src: base }).then((event) => event.target.contentDocument.title);
  const found = {};
  const late = new Promise((resolve) => setTimeout(resolve, 20_000, "neither in 20 seconds"));
  for (const [name, outcome] of Object.entries(tries))
    found[name] = await Promise.race([outcome.then(() => "answered", () => "refused"), late]);
  return found;
}"""


def test_pages_of_this_server_in_a_browser(page: Any, preview: Preview) -> None:
    """A page of the preview may read and load everything of the preview,
    and forbids only frames.
    """
    page.goto(preview.address)
    assert {
        what
        for what, outcome in page.evaluate(TRY_EVERYTHING, preview.address).items()
        if outcome != "answered"
    } == {"frame"}


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_pages_of_others_in_a_browser(
    page: Any, preview: Preview, elsewhere: int, name: str
) -> None:
    """A page of another port or another site can neither read nor load
    anything of the preview; a link leads to it.
    """
    page.goto(f"http://{name}:{elsewhere}/")
    tries = page.evaluate(TRY_EVERYTHING, preview.address)
    assert {what for what, outcome in tries.items() if outcome != "refused"} == set()
    page.evaluate("(address) => location.assign(address)", preview.address)
    page.wait_for_url(preview.address)
    assert page.title() == "Test site"


def test_another_name_in_a_browser(page: Any, preview: Preview) -> None:
    """A name of somebody else's that is made to lead to this machine shows nothing of the site."""
    answer = page.goto(f"http://evil.localhost:{preview.port}/")
    assert answer.status == 403
    assert "Test site" not in answer.text()


# Broken requests


BROKEN: dict[str, tuple[bytes, ...]] = {
    "half a line": (b"GET / HT",),
    "no HTTP": (b"\x16\x03\x01\x02\x00\x01\x00", b"\x00" * 100),
    "a header that is too long": (b"GET / HTTP/1.1\r\n{host}X: " + b"a" * 200_000 + b"\r\n\r\n",),
    "too many headers": (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",),
    "a chunk that is none": (
        b"POST / HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\nZZZ\r\nabc",
    ),
    "a chunk that is none, later": (
        b"POST / HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\n",
        b"5\r\nabc\r\n0\r\n\r\n",
    ),
    "half a chunk": (b"GET / HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\n5\r\nab",),
    "half an upload": (b"PUT /x HTTP/1.1\r\n{host}Content-Length: 100000\r\n\r\n" + b"a" * 9000,),
    "more than was announced": (
        b"POST / HTTP/1.1\r\n{host}Content-Length: 3\r\n\r\n" + b"a" * 9000,
    ),
    "a negative length": (b"POST / HTTP/1.1\r\n{host}Content-Length: -5\r\n\r\nabc",),
    "an address that is none": (b"GET //[::bad HTTP/1.1\r\n{host}\r\n",),
    "another version": (b"GET / HTTP/9.9\r\n{host}\r\n",),
    "an upgrade": (
        (
            b"GET / HTTP/1.1\r\n{host}Upgrade: websocket\r\nConnection: upgrade\r\n"
            b"Sec-WebSocket-Key: x\r\n\r\n"
        ),
    ),
}
"""Requests as they go over the wire, in one or more parts."""


@pytest.mark.parametrize("is_reset", [False, True])
def test_a_broken_request_prints_nothing(site: SiteFolder, is_reset: bool) -> None:
    """Half requests, bad chunks, uploads, long headers and other languages are refused
    or dropped without a word, and the next is answered.
    """
    site.record("a")
    with previewed(site) as preview:
        host = f"Host: {preview.host}\r\n".encode()
        said = list(preview.said)
        for parts in BROKEN.values():
            with connected(preview, parts[0].replace(b"{host}", host)) as connection:
                with suppress(ConnectionError):
                    connection.sendall(b"".join(parts[1:]))
                connection.settimeout(0.2)
                with suppress(TimeoutError, ConnectionError):
                    connection.recv(100)
                if is_reset:
                    connection.setsockopt(
                        socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
                    )
            assert ask(preview, "/").status == 200
        assert preview.interrupt() == 0
    assert preview.said[len(said) :] in (
        ["stopped"],
        ["watching content/, portfolio.toml, the theme ledger and the theme base", "stopped"],
    )


@pytest.mark.parametrize("host", ["a..b", "ü" * 100, "256.1.1.1", "no such host"])
def test_a_host_that_is_none_is_said(site: SiteFolder, host: str) -> None:
    """An address at which nobody can listen is refused with what to do."""
    site.record("a")
    done = site.run("serve", "--host", host)
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert "--host" in done.stderr
