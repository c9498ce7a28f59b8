"""The command `init`: asks what a new site needs, writes it, and says what comes next."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ..dates import today
from ..diagnostics import PortfolioError
from ..schema.fields import InvalidValue
from ..summary import plural
from ..validation.setting_types import Host, read_base_url, read_host
from .starter import Answers, starter_files
from .write import Written, example_files, has_records, host_at, installed_from, write_site

Ask = Callable[..., Any]
"""Asks a question on the terminal, with a default, until `value_proc` accepts the answer."""
EXAMPLE = "example"
NEXT_STEPS = {
    Host.NONE: (),
    Host.NGINX: ("include _nginx.conf of the site in your server, as docs/publishing.md shows",),
    Host.GITHUB: (
        "on GitHub, choose Settings > Pages > Source: GitHub Actions, and push this folder there",
    ),
    Host.GITLAB: ("push this folder to GitLab; the first pipeline publishes it",),
    Host.NETLIFY: ("push this folder to a repository, and import that on Netlify",),
    Host.CLOUDFLARE: (
        "push this folder to a repository, and connect that to Cloudflare Pages",
        "the build command for its dashboard is in wrangler.toml",
    ),
}
"""What is left to do at each host."""


class Wishes(Struct, frozen=True):
    """What the command line says of a new site; None for what it does not."""

    name: str | None = None
    headline: str | None = None
    base_url: str | None = None
    language: str | None = None
    host: str | None = None
    to: str | None = None
    install: str | None = None


def start(folder: Path, wishes: Wishes, ask: Ask | None, source: str = "starter") -> str:
    """Start a site in a folder; return what was done and what comes next.

    `ask` is None if nobody can be asked. Raises PortfolioError.
    """
    root = folder.resolve()
    if root.exists() and not root.is_dir():
        raise PortfolioError(f"{folder} is a file", "give the name of a folder")
    if source == EXAMPLE:
        return _report(root, folder, write_site(root, example_files()), _EXAMPLE_STEPS)
    answers = _answers(wishes, ask)
    texts = starter_files(answers, today(), with_samples=not has_records(root))
    written = write_site(root, {path: text.encode() for path, text in texts.items()})
    steps = ("portfolio publish",) if answers.to else NEXT_STEPS[answers.host]
    return _report(root, folder, written, steps)


_EXAMPLE_STEPS = (
    "this is the site of a fictional person: look at it, and start your own with: portfolio init",
)


def _answers(wishes: Wishes, ask: Ask | None) -> Answers:
    """What was wished for and asked. Raises PortfolioError if the name is not known."""
    if ask:
        wishes = _completed(wishes, ask)
    if not wishes.name:
        raise PortfolioError("your name is not given", 'add --name "YOUR NAME"')
    base_url = wishes.base_url or ""
    return Answers(
        name=wishes.name,
        headline=wishes.headline or "",
        base_url=base_url,
        language=wishes.language or "en",
        host=Host(wishes.host) if wishes.host else host_at(base_url),
        to=wishes.to or "",
        install=wishes.install or installed_from(),
    )


def _completed(wishes: Wishes, ask: Ask) -> Wishes:
    """The wishes with answers to what they do not say."""
    questions: dict[str, Callable[[], Any]] = {
        "name": lambda: ask("Your name"),
        "headline": lambda: ask("What you do, in a few words", default="", show_default=False),
        "base_url": lambda: ask(
            "The address that the site will have (empty if you do not know yet)",
            default="",
            show_default=False,
            value_proc=_read_address,
        ),
        "host": lambda: ask(
            "Who will publish it", default=Host.NONE.value, value_proc=_read_host_name
        ),
    }
    for name, question in questions.items():
        is_told = name == "host" and host_at(wishes.base_url or "") is not Host.NONE
        if getattr(wishes, name) is None and not is_told:
            wishes = replace(wishes, **{name: question()})
    return wishes


def _read_address(text: str) -> str:
    """The address, asked for again if it is none."""
    if not text.strip():
        return ""
    written = text if "://" in text else f"https://{text}"
    return str(_read(read_base_url, written))


def _read_host_name(text: str) -> str:
    return str(_read(read_host, text.strip().lower()))


def _read(reader: Callable[[Any], Any], text: str) -> Any:
    import click

    try:
        return reader(text)
    except InvalidValue as reason:
        raise click.BadParameter(f"{reason.message} ({reason.help})") from None


def _report(root: Path, folder: Path, done: Written, steps: tuple[str, ...]) -> str:
    """What was written and left, and what comes next."""
    lines = [f"{root}: {plural(len(done.written), 'file')} written"]
    lines += _indented(done.written)
    if done.left:
        was = "it was" if len(done.left) == 1 else "they were"
        lines += [f"{plural(len(done.left), 'file')} left as {was}", *_indented(done.left)]
    first = () if root == Path.cwd() else (f"cd {shlex.quote(str(folder))}",)
    return "\n".join([*lines, "next:", *_indented((*first, "portfolio serve --open", *steps))])


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" for line in lines]
