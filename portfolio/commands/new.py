"""The command `new`: creates the file of a credential."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .. import console
from ..diagnostics import PortfolioError

if TYPE_CHECKING:
    from ..locale.messages import Messages

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False, readable=True)


@click.command(
    short_help="Create the file of a new credential, to be completed in an editor.",
    epilog='For example: portfolio new "Data Basics" --issuer "Ada School" --issued 2024',
)
@click.argument("title", required=False)
@click.option("--issuer", help="The organization that awards it.")
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
    help="A technology it covers; may be repeated.",
)
@click.option("--image", type=_FILE, metavar="FILE", help="A picture of the badge, to be copied.")
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
    issuer: str | None,
    issued: str | None,
    image: Path | None,
    image_alt: str | None,
    certificate: Path | None,
    *,
    edit: bool,
    **others: Any,
) -> None:
    """Create the file of a new credential, to be completed in an editor."""
    from ..dates import today
    from ..scaffold import new as scaffold
    from ..site_folder import site_for_new

    root = console.announce_site(Path.cwd(), site_for_new(Path.cwd()))
    title = _given(title, "Title", "title", '"TITLE"')
    issuer = _given(issuer, "Issuer", "issuer", '--issuer "NAME"')
    month = f"{today():%Y-%m}"
    if issued is None and others["status"] not in ("in_progress", "planned"):
        issued = _asked("Issued (YYYY-MM-DD, YYYY-MM or YYYY)", "issued_date", month) or month
    path = scaffold.new_path(title)
    attached = scaffold.attached_files(path, {"image": image, "certificate": certificate})
    if image and image_alt is None:
        image_alt = _asked("What the picture shows", "image_alt")
    values = {"title": title, "issuer": issuer, "issued_date": issued, "image_alt": image_alt}
    values |= {field: copy.name for field, (copy, _) in attached.items()}
    text = scaffold.stub({**values, **others}, _messages(root))
    console.print_diagnostics(problems := scaffold.check_stub(path, text, today()), "text")
    if code := console.exit_code(problems, strict=False):
        console.write_line("nothing was written")
        raise click.exceptions.Exit(code)
    scaffold.write_record(root, path, text, attached.values())
    dated = f" (issued {issued}: correct it if that is wrong)" if issued == month else ""
    written = (*(copy for copy, _ in attached.values()), f"{path}{dated}")
    steps = "next: edit it, then run: portfolio build"
    console.write_line("\n".join([*(f"wrote {name}" for name in written), steps]))
    if edit:
        click.edit(filename=str(root / path))


def _messages(root: Path) -> Messages:
    """The words of a site."""
    from ..options import Options
    from ..pipeline.inputs import settings_of

    settings, _, _ = settings_of(root, Options())
    return settings.messages


def _asks() -> bool:
    return console.is_terminal(sys.stdin) and console.is_terminal(sys.stdout)


def _given(value: str | None, question: str, field: str, option: str) -> str:
    """A value that a record must have. Raises PortfolioError if nobody can be asked for it."""
    if value is None:
        value = _asked(question, field)
    if value is None:
        raise PortfolioError(f"the {field} is not given", f"add {option}")
    return value


def _asked(question: str, field: str, default: str | None = None) -> str | None:
    """The answer to a question, asked until the field can have it; None without a terminal."""
    from ..domain.records.credential import Record
    from ..schema.fields import InvalidValue

    if not _asks():
        return None
    spec = Record.specs()[field]

    def _read(text: str) -> str:
        try:
            if spec.reader:
                spec.reader.read(text)
        except InvalidValue as reason:
            raise click.BadParameter(f"{reason.message} ({reason.help})") from None
        return text

    return str(click.prompt(question, default=default, value_proc=_read))
