"""The command `import`: makes records of files that other programs wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .. import console


class ColumnsType(click.ParamType[dict[str, str]]):
    """The type of a list of fields with columns: `title=Name,issued_date=Earned`."""

    name = "columns"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dict[str, str]:
        """Return the columns by field."""
        from ..importing.readers.own_table import FIELDS
        from ..text import did_you_mean, with_suggestion

        columns = {}
        for part in str(value).split(","):
            field, mark, column = (text.strip() for text in part.partition("="))
            if not mark or not field or not column:
                self.fail(f"not FIELD=COLUMN: {part!r}", param, ctx)
            if field not in FIELDS:
                near = did_you_mean(field, FIELDS)
                self.fail(with_suggestion(f"there is no field `{field}`", near), param, ctx)
            columns[FIELDS[field]] = column
        return columns


class FormatType(click.ParamType[str]):
    """The type of the name of a format that can be imported."""

    name = "format"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name, if a reader has it."""
        from ..importing.readers import all_readers
        from ..text import did_you_mean, listed, suggestion

        names = [reader.name for reader in all_readers()]
        if value not in names:
            near = did_you_mean(value, names)
            hint = suggestion(near, f"write {listed(names, 'or')}")
            self.fail(f"there is no format `{value}`; {hint}", param, ctx)
        return str(value)


@click.command(
    name="import",
    short_help="Make records of files from other programs.",
    epilog="For example: portfolio import badges.json --dry-run",
)
@click.argument("paths", nargs=-1, required=True, metavar="PATHS", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "format",
    type=FormatType(),
    metavar="FORMAT",
    help="Read only this format; otherwise the content tells.",
)
@click.option("--dry-run", "dry", is_flag=True, help="Write nothing; only say what would be.")
@click.option(
    "--update",
    is_flag=True,
    help="Add what a record of the site has not; what it has always stays.",
)
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Also write what is printed to a file.",
)
@click.option(
    "--map",
    "columns",
    type=ColumnsType(),
    metavar="COLUMNS",
    help="The columns of your own table: title=Name,issued_date=Earned.",
)
@click.option("--education", is_flag=True, help="Read the degrees of a JSON Resume too.")
def import_(
    paths: tuple[Path, ...],
    format: str | None,
    report: Path | None,
    columns: dict[str, str] | None,
    *,
    dry: bool,
    update: bool,
    education: bool,
) -> None:
    """Make records of files, folders and archives from other programs. No record is replaced."""
    from ..importing.model import ReadOptions
    from ..importing.readers import all_readers
    from ..importing.records.import_report import report_text
    from ..importing.records.run import import_files
    from ..importing.records.write import write_report
    from ..site_folder import site_for_new

    root = console.announce_site(Path.cwd(), site_for_new(Path.cwd()))
    options = ReadOptions(format or "", columns or {}, education)
    with console.progress() as shown:
        done = import_files(root, paths, all_readers(), options, shown, update=update, dry=dry)
    text = report_text(done, dry=dry)
    console.write_output(text)
    if report:
        write_report(report, text)
    if done.refused:
        raise click.exceptions.Exit(console.CONTENT_HAS_ERRORS)
