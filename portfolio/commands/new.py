"""The command `new`: creates the file of a credential, project, collection or target."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .. import console
from ..diagnostics import PortfolioError

if TYPE_CHECKING:
    from ..locale.messages import Messages

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False, readable=True)


_KINDS = ("credential", "project", "collection", "target")
"""The kinds of files that it creates."""
_ONLY_FOR = {
    "issuer": ("credential",),
    "issued": ("credential",),
    "status": ("credential",),
    "certificate": ("credential",),
    "image": ("credential", "project"),
    "image_alt": ("credential", "project"),
}
"""The kinds that have what an option gives; a technology belongs to each."""


@click.command(
    short_help="Create the file of a new credential, project, collection or target.",
    epilog='For example: portfolio new "Data Basics" --issuer "Ada School" --issued 2024',
)
@click.argument("title", required=False)
@click.option(
    "--kind", type=click.Choice(_KINDS), default="credential", help="The kind of file to create."
)
@click.option("--issuer", help="The organization that awards a credential.")
@click.option("--issued", metavar="DATE", help="When it was issued: YYYY, YYYY-MM or YYYY-MM-DD.")
@click.option(
    "--status",
    help="If the dates do not say it: in_progress, planned, completed, lifetime, expired "
    "or revoked.",
)
@click.option(
    "--technology",
    "technologies",
    multiple=True,
    metavar="NAME",
    help="A technology that it covers, uses, selects or needs; may be repeated.",
)
@click.option(
    "--image",
    type=_FILE,
    metavar="FILE",
    help="A picture of the badge or project, to be copied.",
)
@click.option("--image-alt", metavar="TEXT", help="What the picture shows.")
@click.option(
    "--certificate",
    type=_FILE,
    metavar="FILE",
    help="The certificate, a PDF or a picture, to be copied.",
)
@click.option("--edit", is_flag=True, help="Open the new file in your editor ($EDITOR).")
def new(
    title: str | None,
    kind: str,
    image: Path | None,
    image_alt: str | None,
    certificate: Path | None,
    *,
    edit: bool,
    **others: Any,
) -> None:
    """Create the file of a new credential, project, collection or target, for your editor."""
    from ..dates import today
    from ..scaffold import new as scaffold
    from ..site_folder import site_for_new

    pictures = {"image": image, "image_alt": image_alt, "certificate": certificate}
    _refuse_others(kind, {**others, **pictures})
    root = console.announce_site(Path.cwd(), site_for_new(Path.cwd()))
    title = _given(kind, title, "Title", "title", '"TITLE"')
    values, guessed = _stated(kind, others)
    path = scaffold.new_path(title, kind)
    attached = scaffold.attached_files(path, {"image": image, "certificate": certificate})
    if image and image_alt is None:
        image_alt = _asked(kind, "What the picture shows", "image_alt")
    values |= {"title": title, "image_alt": image_alt}
    values |= {field: copy.name for field, (copy, _) in attached.items()}
    text = scaffold.stub(values, _messages(root), kind)
    console.print_diagnostics(problems := scaffold.check_stub(path, text, today()), "text")
    if code := console.exit_code(problems, strict=False):
        console.write_line("nothing was written")
        raise click.exceptions.Exit(code)
    scaffold.write_record(root, path, text, attached.values())
    written = (*(copy for copy, _ in attached.values()), f"{path}{guessed}")
    steps = f"next: edit it, then run: portfolio {'gap' if kind == 'target' else 'build'}"
    console.write_line("\n".join([*(f"wrote {name}" for name in written), steps]))
    if edit:
        click.edit(filename=str(root / path))


def _refuse_others(kind: str, given: Mapping[str, Any]) -> None:
    """Raise PortfolioError for an option that gives what another kind has."""
    for name, kinds in _ONLY_FOR.items():
        if given[name] is not None and kind not in kinds:
            option = f"--{name.replace('_', '-')}"
            raise PortfolioError(
                f"a {kind} has no {name.replace('_', ' ')}",
                f"leave {option} out, or write --kind {' or '.join(kinds)}",
            )


def _stated(kind: str, given: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """The fields that options give or that are asked for, and a remark on a date that is not."""
    from ..dates import today

    technologies = given["technologies"]
    if kind == "target":
        return {"needed": {"technologies": technologies} if technologies else None}, ""
    if kind != "credential":
        return {"technologies": technologies}, ""
    issuer = _given(kind, given["issuer"], "Issuer", "issuer", '--issuer "NAME"')
    month, issued = f"{today():%Y-%m}", given["issued"]
    if issued is None and given["status"] not in ("in_progress", "planned"):
        question = "Issued (YYYY-MM-DD, YYYY-MM or YYYY)"
        issued = _asked(kind, question, "issued_date", month) or month
    stated = {"issuer": issuer, "issued_date": issued, "status": given["status"]}
    guessed = f" (issued {issued}: correct it if that is wrong)" if issued == month else ""
    return {**stated, "technologies": technologies}, guessed


def _messages(root: Path) -> Messages:
    """The words of a site."""
    from ..options import Options
    from ..pipeline.inputs import settings_of

    settings, _, _ = settings_of(root, Options())
    return settings.messages


def _asks() -> bool:
    return console.is_terminal(sys.stdin) and console.is_terminal(sys.stdout)


def _given(kind: str, value: str | None, question: str, field: str, option: str) -> str:
    """A value that a record must have. Raises PortfolioError if nobody can be asked for it."""
    if value is None:
        value = _asked(kind, question, field)
    if value is None:
        raise PortfolioError(f"the {field} is not given", f"add {option}")
    return value


def _asked(kind: str, question: str, field: str, default: str | None = None) -> str | None:
    """The answer to a question, asked until the field can have it; None without a terminal."""
    from ..scaffold.new import fields_of
    from ..schema.fields import InvalidValue

    if not _asks():
        return None
    spec = fields_of(kind).specs()[field]

    def _read(text: str) -> str:
        try:
            if spec.reader:
                spec.reader.read(text)
        except InvalidValue as reason:
            raise click.BadParameter(f"{reason.message} ({reason.help})") from None
        return text

    return str(click.prompt(question, default=default, value_proc=_read))
