"""`portfolio serve` as its users meet it: what it prints, what it shows, how it ends,
and that it writes nothing.
"""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import PATIENCE, SETTINGS, SiteFolder
from previewing import OWN, previewed, until

OPEN_SETTINGS = SETTINGS.split("[publish]")[0]
"""Settings that do not state the day."""


@pytest.fixture
def good(site: SiteFolder) -> SiteFolder:
    """A site without a problem."""
    site.record("a", "Some words.")
    return site


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody else has."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def asked(address: str, port: int, **headers: str) -> tuple[int, bytes]:
    """What is answered at one of the machine's addresses."""
    connection = http.client.HTTPConnection(address, port, timeout=PATIENCE)
    try:
        connection.request("GET", "/", headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


# What it prints


def test_greeting(good: SiteFolder) -> None:
    """It says once at which address it shows the site and what it watches, and for each change what
    changed and where it shows.
    """
    good.write("extensions.py", "")
    good.write("templates/own.html", "")
    with previewed(good) as preview:
        until(lambda: len(preview.said) == 2, "what it watches")
        assert preview.said[0] == f"serving http://127.0.0.1:{preview.port}/ (Ctrl-C stops it)"
        assert preview.said[1].startswith(
            "watching content/, portfolio.toml, extensions.py, templates/"
        )
        assert str(good.root) not in preview.said[1]
        good.record("a", title="Another title")
        until(lambda: len(preview.said) == 3, "the change")
        preview.shows("/credentials/a/", "Another title")
        assert re.fullmatch(
            r"\d\d:\d\d:\d\d content/credentials/a\.md → /credentials/a/ \(\d+ ms\)",
            preview.said[2],
        )
        assert preview.interrupt() == 0
    assert "\n".join(preview.said).count("http://") == 1
    assert preview.said[3:] == ["stopped"]


def test_no_colours_in_a_pipe(good: SiteFolder) -> None:
    """What it prints into a pipe has no escape sequence, whether things are well or not."""
    good.record("b", issued_date="2024-13-45")
    with previewed(good, env={"TERM": "xterm-256color", "COLORTERM": "truecolor"}) as preview:
        good.record("b", expiry_date="2020-01-01", status="active")
        preview.reports("status-disagrees")
        good.record("b", issued_date="soon")
        preview.reports("soon")
        until(lambda: any("soon" in line for line in preview.said), "the report")
        preview.interrupt()
    assert "\x1b" not in "\n".join(preview.said)


def test_a_taken_port(good: SiteFolder, taken: int) -> None:
    """Where somebody else has the port that is asked for it says so and what
    to do, with exit code 2.
    """
    done = good.run("serve", "--port", str(taken))
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(rf"error: port {taken} is taken\n  = help: .*--port.*\n", done.stderr)


def test_the_next_free_port(good: SiteFolder) -> None:
    """Where somebody has the port 8000 the next free one is taken, and it says so."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):
            other.bind(("127.0.0.1", 8000))
            other.listen()
        process = good.start("serve", stderr=subprocess.STDOUT)
        assert process.stdout is not None
        said = process.stdout.readline() + process.stdout.readline()
        found = re.fullmatch(
            (
                r"port 8000 is taken: using (80[0-4]\d)\nserving http://127\.0\.0\.1:\1/ \(Ctrl-C "
                r"stops it\)\n"
            ),
            said,
        )
        status = asked("127.0.0.1", int(found[1]))[0] if found else said
        process.send_signal(signal.SIGINT)
        assert (status, process.wait(PATIENCE)) == (200, 0)
        process.stdout.close()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--port", "99999"],
        ["--port", "x"],
        ["--nosuch"],
    ],
    ids=" ".join,
)
def test_wrong_usage(good: SiteFolder, arguments: list[str]) -> None:
    """What it does not understand is said on stderr with its usage, with exit code 2."""
    done = good.run("serve", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Usage: portfolio serve" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("host", ["192.0.2.77", "no such name"])
def test_an_address_of_others(good: SiteFolder, host: str) -> None:
    """An address that is not this machine's is refused in one line
    with its cure, with exit code 2.
    """
    done = good.run("serve", "--port", "0", "--host", host)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"error: cannot listen at .+\n  = help: .*--host.*\n", done.stderr)


def test_a_wrong_epoch(good: SiteFolder) -> None:
    """A SOURCE_DATE_EPOCH that is no time is refused in one line, with exit code 2."""
    good.write("portfolio.toml", OPEN_SETTINGS)
    done = good.run("serve", "--port", "0", env={"SOURCE_DATE_EPOCH": "soon"})
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(
        "error: SOURCE_DATE_EPOCH is not a number of seconds: soon\n  = help: "
    )


def test_no_site(tmp_path: Path) -> None:
    """In a folder that is no site it says so and how to begin,
    with exit code 2, and writes nothing.
    """
    done = SiteFolder(tmp_path).run("serve", "--port", "0")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: there is no folder content/credentials/ here\n  = help: ")
    assert list(tmp_path.iterdir()) == []


# How it ends


def test_interrupted(good: SiteFolder) -> None:
    """Ctrl-C ends it at once, with exit code 0 and one word, while browsers listen for events."""
    with previewed(good) as preview:
        for _ in range(20):
            preview.stream()
        assert preview.interrupt() == 0
        until(lambda: all(stream.is_over for stream in preview.streams), "the end of the streams")
    assert preview.said[2:] == ["stopped"]


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nHost: %s\r\n\r\n" * 500,
        b"GET /.portfolio/events HTTP/1.1\r\nHost: %s\r\n\r\n",
    ],
)
def test_interrupted_while_somebody_does_not_listen(good: SiteFolder, sent: bytes) -> None:
    """Ctrl-C ends it while clients have half asked, or asked and do not read what they are sent."""
    with previewed(good) as preview:
        slow = [socket.create_connection(("127.0.0.1", preview.port)) for _ in range(10)]
        for connection in slow:
            connection.setblocking(False)
            with suppress(BlockingIOError):
                connection.send(sent.replace(b"%s", preview.host.encode()))
        assert preview.get("/").status == 200
        assert preview.interrupt() == 0
        for connection in slow:
            connection.close()
    assert preview.said[2:] == ["stopped"]


def test_interrupted_while_it_reads(good: SiteFolder) -> None:
    """Ctrl-C ends it while it takes up a change."""
    with previewed(good) as preview:
        for number in range(300):
            good.record(f"b{number}")
        preview.shows("/credentials/", "Title b")
        assert preview.interrupt() == 0
    assert "Traceback" not in "\n".join(preview.said)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_stopped_at_once(good: SiteFolder, sent: signal.Signals) -> None:
    """Whoever stops it as soon as it has said where it is sees no failure."""
    with previewed(good) as preview:
        preview.process.send_signal(sent)
        assert preview.process.wait(PATIENCE) in ((0,) if sent == signal.SIGINT else (0, -sent))
    assert not any(
        words in "\n".join(preview.said) for words in ("Traceback", "Warning", "interrupted")
    )


def test_interrupted_twice(good: SiteFolder) -> None:
    """Whoever presses Ctrl-C again while it ends sees no traceback."""
    with previewed(good) as preview:
        preview.stream()
        preview.process.send_signal(signal.SIGINT)
        assert preview.interrupt() in (0, 130)
    assert "Traceback" not in "\n".join(preview.said)


def test_terminated(good: SiteFolder) -> None:
    """It ends when it is asked to by the system, without a word, and its port is free at once."""
    with previewed(good) as preview:
        stream, port = preview.stream(), preview.port
        preview.process.terminate()
        assert preview.process.wait(PATIENCE) in (0, -signal.SIGTERM)
        until(lambda: stream.is_over, "the end of the stream")
    assert "Traceback" not in "\n".join(preview.said)
    with previewed(good, port=port) as preview:
        assert preview.get("/").status == 200


# What it shows


def test_open(good: SiteFolder, tmp_path: Path) -> None:
    """--open opens a browser at the address that it printed, and nothing else does."""
    script, opened = tmp_path / "browser", tmp_path / "opened"
    script.write_text(f'#!/bin/sh\necho "$@" >> "{opened}"\n')
    script.chmod(0o755)
    with previewed(good, env={"BROWSER": str(script)}) as preview:
        preview.shows("/", "Title a")
        assert not opened.exists()
    with previewed(good, "--open", env={"BROWSER": str(script)}) as preview:
        until(lambda: opened.exists() and opened.read_text(), "the browser")
        assert opened.read_text() == f"{preview.address}\n"
        assert preview.get("/").status == 200


def test_drafts(good: SiteFolder) -> None:
    """Drafts are shown if --drafts asks for them, and only then."""
    good.record("b", title="Unfinished title", draft=True)
    with previewed(good) as preview:
        assert preview.get("/credentials/b/").status == 404
        assert "Unfinished title" not in preview.get("/credentials/").text
    with previewed(good, "--drafts") as preview:
        assert preview.get("/credentials/b/").status == 200
        assert "Unfinished title" in preview.get("/credentials/").text
        good.record("b", title="Finished title")
        preview.shows("/credentials/", "Finished title")


@pytest.mark.parametrize(
    ("arguments", "epoch", "shown"),
    [
        (["--as-of", "2026-02-15"], "", "Expires 15 Feb 2026"),
        ([], "1771200000", "Expired 15 Feb 2026"),
        (["--as-of", "2026-02-15"], "1771200000", "Expires 15 Feb 2026"),
    ],
)
def test_the_day(good: SiteFolder, arguments: list[str], epoch: str, shown: str) -> None:
    """Every state is worked out for the day of --as-of,
    or else of SOURCE_DATE_EPOCH, also after an edit.
    """
    good.write("portfolio.toml", OPEN_SETTINGS)
    good.record("a", expiry_date="2026-02-15")
    with previewed(good, *arguments, env={"SOURCE_DATE_EPOCH": epoch}) as preview:
        assert shown in preview.get("/credentials/a/").text
        good.record("a", title="Another title", expiry_date="2026-02-15")
        preview.shows("/credentials/a/", "Another title")
        assert shown in preview.get("/credentials/a/").text


@pytest.mark.parametrize(
    "base", ["https://example.org/%C3%A9/cv", "https://example.org//evil.example/"]
)
def test_a_site_below_a_path(good: SiteFolder, base: str) -> None:
    """A site that is published below a path is shown there, and whoever asks for the root
    is led to it, never elsewhere.
    """
    good.write("portfolio.toml", SETTINGS.replace("https://example.org/", base))
    with previewed(good) as preview:
        path = preview.address.split(preview.host)[1]
        assert (preview.get(path).status, "Title a" in preview.get(path).text) == (200, True)
        assert preview.get(f"{path}credentials/a/").status == 200
        assert preview.get("/credentials/a/").status == 404
        answer = preview.get("/")
        assert (answer.status, answer.headers["location"]) == (307, path)
        assert not path.startswith("//")
        assert preview.get(f"{OWN}state").status == 200


@pytest.mark.parametrize(
    ("file", "content", "words", "place"),
    [
        (
            "content/credentials/b.md",
            "---\ntitle: T\nissuer: I\nissued_date: 2024-13-45\n---\n",
            "error[invalid-date]",
            "/",
        ),
        ("portfolio.toml", '[site]\ntheme = "nosuch"\n', "error[unknown-theme]", "/favicon.ico"),
        ("templates/layout.html", "{% if %}", "layout.html", "/"),
        ("templates/credential.html", "{{ nosuch.thing }}", "credential.html", "/credentials/a/"),
    ],
)
def test_errors_from_the_start(
    good: SiteFolder, file: str, content: str, words: str, place: str
) -> None:
    """A page that an error keeps from being made has status 503 and the client,
    the report is printed, and mending brings it to life.
    """
    before = (good.root / file).read_bytes() if (good.root / file).exists() else None
    good.write(file, content)
    with previewed(good) as preview:
        stream, answer = preview.stream(), preview.get(place)
        assert (answer.status, answer.headers["content-type"]) == (503, "text/html; charset=utf-8")
        assert b'src="/.portfolio/live.js"' in answer.content
        preview.reports(words)
        until(lambda: any(words in line for line in preview.said), "the printed report")
        told = len(stream.numbers)
        (good.root / file).unlink() if before is None else good.write(file, before)
        preview.is_sound()
        until(lambda: preview.get("/credentials/a/").status == 200, "the page")
        assert preview.get(place).status == 200
        until(lambda: len(stream.numbers) > told, "an event")
        assert preview.interrupt() == 0
    assert "Traceback" not in "\n".join(preview.said)


# Where it is heard


def test_only_this_machine(good: SiteFolder) -> None:
    """Without --host nobody reaches it but by this machine's own address."""
    with previewed(good) as preview:
        assert asked("127.0.0.1", preview.port)[0] == 200
        with pytest.raises(ConnectionRefusedError):
            asked("127.0.0.2", preview.port)
        assert not any("warning" in line for line in preview.said)


def test_every_address_of_the_machine(good: SiteFolder) -> None:
    """--host 0.0.0.0 warns, and answers whoever names the address
    that they reached, and no other name.
    """
    with previewed(good, "--host", "0.0.0.0") as preview:
        assert any(line.startswith("warning: ") and "0.0.0.0" in line for line in preview.said)
        for address in ("127.0.0.1", "127.0.0.2"):
            assert asked(address, preview.port)[0] == 200
            for host in (
                f"evil.example:{preview.port}",
                f"127.0.0.3:{preview.port}",
                address,
                "evil.example",
            ):
                status, content = asked(address, preview.port, Host=host)
                assert status == 403
                assert b"Title a" not in content
        assert asked("127.0.0.1", preview.port, Host=f"127.0.0.2:{preview.port}")[0] == 403
        for stranger in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
            assert asked("127.0.0.2", preview.port, **stranger)[0] == 403


def test_the_other_protocol(good: SiteFolder) -> None:
    """--host ::1 shows the site at this machine's other own address."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    with previewed(good, "--host", "::1") as preview:
        assert preview.address == f"http://[::1]:{preview.port}/"
        assert asked("::1", preview.port)[0] == 200
        assert asked("::1", preview.port, Host=f"evil.example:{preview.port}")[0] == 403
        assert not any("warning" in line for line in preview.said)


# What it leaves alone


def tree(folder: Path) -> dict[str, tuple[int, int, int, int]]:
    """Everything in a folder with its kind, number, size and time."""
    found = {path: path.lstat() for path in (folder, *folder.rglob("*"))}
    return {
        str(path): (about.st_mode, about.st_ino, about.st_size, about.st_mtime_ns)
        for path, about in found.items()
    }


def test_nothing_is_written(good: SiteFolder) -> None:
    """It writes nothing into the folder of the site, whatever is asked, edited or wrong,
    and has no use for what was built.
    """
    good.publish()
    good.write("output/index.html", "Words that somebody built.")
    good.write("output/credentials/old/index.html", "Old words.")
    good.write(
        "extensions.py",
        "def shout(text):\n    return text.upper()\n\n\nFILTERS = {'shout': shout}\n",
    )
    os.mkfifo(good.output / "feed.xml.fifo")
    before = tree(good.root)
    with previewed(good) as preview:
        for place in (
            "/",
            "/credentials/",
            "/credentials/a/",
            "/feed.xml",
            "/nosuch",
            f"{OWN}state",
        ):
            assert b"somebody built" not in preview.get(place).content
        assert preview.get("/credentials/old/").status == 404
        good.record("a", title="Another title")
        preview.shows("/credentials/a/", "Another title")
        good.record("a", title="Wrong", issued_date="soon")
        preview.reports("soon")
        good.write("output/index.html", "Words that somebody built.")
        good.record("a", "Some words.")
        preview.is_sound()
        preview.interrupt()
    edited = {str(good.root / path) for path in ("content/credentials/a.md", "output/index.html")}
    after = tree(good.root)
    assert {
        path for path in before.keys() | after.keys() if before.get(path) != after.get(path)
    } == edited
    assert not any("output" in line for line in preview.said)
