"""Files for hosts: their headers and redirects, and the domain of the site."""

from __future__ import annotations

import getpass
import http.client
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import PATIENCE, REPOSITORY, SiteFolder

HOST_FILES = ("CNAME", "_headers", "_nginx.conf", "_redirects")


def of_host(
    site: SiteFolder, host: str, base_url: str = "https://ada.test/", search: str = "list"
) -> dict[str, bytes]:
    """The files of a site that is built for a host."""
    address = f'base_url = "{base_url}"\n' if base_url else ""
    site.write(
        "portfolio.toml",
        f'[site]\n{address}search = "{search}"\n'
        f'[publish]\nhost = "{host}"\nshare_pictures = false\nas_of = "2025-06-01"\n',
    )
    return site.publish()


@pytest.mark.parametrize(
    ("host", "files"),
    [
        ("none", []),
        ("github", ["CNAME"]),
        ("gitlab", ["_redirects"]),
        ("nginx", ["_nginx.conf"]),
        ("netlify", ["_headers", "_redirects"]),
        ("cloudflare", ["_headers", "_redirects"]),
    ],
)
def test_a_host_has_the_files_that_it_reads(site: SiteFolder, host: str, files: list[str]) -> None:
    """Each host has its files, and none of the others."""
    site.record(aliases=["old"])
    assert [name for name in HOST_FILES if name in of_host(site, host)] == files


def test_redirects_lead_to_the_new_addresses(site: SiteFolder) -> None:
    """Former addresses lead to the pages of credentials, percent-encoded; on GitLab below the path
    of the site, on Netlify in preference to a page.
    """
    site.record("a", aliases=["alt/früher", "old"])
    there = ["/alt/fr%C3%BCher/ /credentials/a/ 301", "/old/ /credentials/a/ 301"]
    assert of_host(site, "cloudflare")["_redirects"].decode().splitlines() == there
    forced = of_host(site, "netlify")["_redirects"].decode().splitlines()
    assert forced == [f"{line}!" for line in there]
    below = of_host(site, "gitlab", "https://ada.gitlab.io/site/")["_redirects"].decode()
    assert below.splitlines()[1] == "/site/old/ /site/credentials/a/ 301"


def test_headers_have_the_policy_of_the_pages(site: SiteFolder) -> None:
    """What a host sends is the policy that pages have themselves, and forbids frames; only assets,
    whose names change with their content, may be kept.
    """
    site.record()
    lines = of_host(site, "netlify")["_headers"].decode().splitlines()
    policy = site.page().all("meta")[2]["content"]
    assert f"  Content-Security-Policy: {policy}; frame-ancestors 'none'" in lines
    at = lines.index("/assets/*")
    assert "  Cache-Control: no-cache" in lines[:at]
    assert lines[at + 1 :] == [
        "  ! Cache-Control",
        "  Cache-Control: public, max-age=31536000, immutable",
    ]


def test_a_search_of_texts_may_run_under_the_headers(site: SiteFolder) -> None:
    """Pagefind runs WebAssembly in a worker, which has the policy of its own response."""
    site.record()
    headers = of_host(site, "netlify", search="pagefind")["_headers"].decode()
    assert "script-src 'self' 'wasm-unsafe-eval';" in headers


@pytest.mark.parametrize(
    ("base_url", "domain"),
    [
        ("https://ada.test/", b"ada.test\n"),
        ("https://bücher.test/", b"xn--bcher-kva.test\n"),
        ("https://ada.github.io/", None),
        ("https://ada.test/site/", None),
        ("", None),
    ],
)
def test_the_domain_is_that_of_the_address(
    site: SiteFolder, base_url: str, domain: bytes | None
) -> None:
    """GitHub is told the domain of the site, unless it is its own."""
    site.record()
    assert of_host(site, "github", base_url).get("CNAME") == domain


def test_a_file_of_the_owner_wins(site: SiteFolder) -> None:
    """What is in `static/root/` is published as it is."""
    site.record()
    site.write("static/root/CNAME", "other.test\n")
    assert of_host(site, "github")["CNAME"] == b"other.test\n"


def test_an_unknown_host_is_explained(site: SiteFolder) -> None:
    """The nearest one is proposed, at its place."""
    site.record()
    site.write("portfolio.toml", '[publish]\nhost = "netlfy"\n')
    (problem,) = site.problems()
    assert (problem.code, problem.location.line) == ("unknown-host", 2)
    assert "netlify" in problem.help


# A real nginx


def configuration(site: SiteFolder, port: int) -> str:
    """The server of the documentation, for a site and a port of this machine."""
    text = (REPOSITORY / "docs/publishing.md").read_text("utf-8")
    server = text.partition("```nginx\n")[2].partition("```")[0]
    assert "include /var/www/ada/_nginx.conf;" in server
    server = server.replace("/var/www/ada", str(site.output)).replace("80;", f"127.0.0.1:{port};")
    run = site.root / "nginx"
    run.mkdir()
    places = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{place}_temp_path {run}/{place};\n" for place in places)
    return (
        f"daemon off; user {getpass.getuser()}; pid {run}/pid; error_log {run}/error.log;\nevents {{}}\n"
        f"http {{ access_log off; include /etc/nginx/mime.types;\n{temporary}{server}}}\n"
    )


@pytest.fixture
def nginx(site: SiteFolder) -> Iterator[int]:
    """The port of an nginx that serves a site as documented."""
    if not shutil.which("nginx") and not os.environ.get("CI"):
        pytest.skip("nginx is not installed")
    site.record("a", aliases=["old", "alt/früher"])
    of_host(site, "nginx")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    file = site.root / "nginx.conf"
    file.write_text(configuration(site, port))
    options = ["-p", str(site.root), "-c", str(file), "-e", str(site.root / "error.log")]
    process = subprocess.Popen(["nginx", *options], stdin=subprocess.DEVNULL)
    until = time.monotonic() + PATIENCE
    while not answers(port) and time.monotonic() < until:
        assert process.poll() is None, (site.root / "error.log").read_text()
        time.sleep(0.02)
    yield port
    process.terminate()
    process.wait(PATIENCE)


def answers(port: int) -> bool:
    """Whether a server listens on a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def ask(port: int, path: str) -> http.client.HTTPResponse:
    """What a server answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.body = answer.read()  # type: ignore[attr-defined]
    connection.close()
    return answer


def test_nginx_serves_the_site_as_documented(nginx: int, site: SiteFolder) -> None:
    """Pages have the policy and are asked for anew, assets are kept, what is missing has its page,
    former addresses lead on, and the configuration itself is not shown.
    """
    page = ask(nginx, "/credentials/a/")
    assert page.status == 200
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-cache"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    (style, *_) = sorted(Path(path).name for path in (site.output / "assets").glob("*.css"))
    asset = ask(nginx, f"/assets/{style}")
    assert asset.headers["Cache-Control"] == "max-age=31536000"
    assert "Content-Security-Policy" in asset.headers
    missing = ask(nginx, "/nowhere/")
    assert missing.status == 404
    assert missing.body == (site.output / "404.html").read_bytes()  # type: ignore[attr-defined]
    assert "Content-Security-Policy" in missing.headers
    for old in ("/old/", "/alt/fr%C3%BCher/"):
        moved = ask(nginx, old)
        assert (moved.status, moved.headers["Location"]) == (301, "/credentials/a/")
    assert ask(nginx, "/_nginx.conf").status == 404
