"""The files of a new site: templates of `data/starter/`, filled in with what its owner answered."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct

from ..dates import PartialDate
from ..domain.records.collection import CollectionRecord
from ..domain.records.credential import Record
from ..domain.records.page import PageRecord
from ..domain.records.profile import ProfileRecord
from ..domain.records.project import ProjectRecord
from ..domain.records.target import TargetRecord
from ..locale.messages import Messages
from ..paths import DATA_FOLDER
from ..schema.fields import Fields
from ..schema.json_schema import json_schema
from ..text import slug
from ..validation.setting_types import Host

STARTER_FOLDER = Path(DATA_FOLDER, "starter")
HIDDEN_PREFIX = "dot-"
"""How names of files begin in the templates whose names begin with a dot in the site."""
PYTHON = "3.13"
"""The version of Python that hosts build with."""
SCHEMAS: Mapping[str, type[Fields]] = {
    "credential": Record,
    "profile": ProfileRecord,
    "page": PageRecord,
    "project": ProjectRecord,
    "collection": CollectionRecord,
    "target": TargetRecord,
}
"""The front matter that editors check, by the name of its schema."""


class Answers(Struct, frozen=True):
    """What the owner of a new site answered."""

    name: str
    headline: str = ""
    base_url: str = ""
    language: str = "en"
    host: Host = Host.NONE
    to: str = ""
    """Where the site is published from the owner's machine, if it is."""
    install: str = ""
    """The requirement by which pip installs this program."""


def starter_files(answers: Answers, today: date, *, with_samples: bool) -> dict[str, str]:
    """The text of each file of a new site by its path."""
    texts = {
        path: text
        for folder in ("site", answers.host)
        for path, text in _rendered(STARTER_FOLDER / folder, _values(answers, today)).items()
        if with_samples or "/sample-" not in path
    }
    schemas = {
        f".vscode/{name}.schema.json": f"{json.dumps(json_schema(kind), indent=2)}\n"
        for name, kind in SCHEMAS.items()
    }
    return dict(sorted((texts | schemas).items()))


def _values(answers: Answers, today: date) -> dict[str, object]:
    """The names that the templates use."""
    issued = date(today.year - 1, today.month, 1)
    return {
        "name": answers.name,
        "headline": answers.headline,
        "base_url": answers.base_url,
        "language": answers.language,
        "host": answers.host,
        "to": answers.to,
        "install": answers.install,
        "issued": f"{issued:%Y-%m}",
        "expires": f"{issued.replace(year=issued.year + 3):%Y-%m}",
        "today": PartialDate.of(today).iso,
        "minute": 1 + sum(answers.name.encode()) % 58,
        "project": slug(answers.name),
        "python": PYTHON,
        "quoted": _quoted,
        "_": Messages(answers.language).gettext,
        "action": _action,
    }


def _quoted(text: str) -> str:
    """A text as YAML, whatever is in it."""
    return json.dumps(text, ensure_ascii=False)


def _action(name: str) -> str:
    """How a workflow refers to an action: by the commit of a version."""
    version, commit = _actions()[name]
    return f"actions/{name}@{commit} # {version}"


def _actions() -> Mapping[str, tuple[str, str]]:
    table = tomllib.loads(Path(DATA_FOLDER, "actions.toml").read_text("utf-8"))
    return {name: (version, commit) for name, (version, commit) in table["actions"].items()}


def _rendered(folder: Path, values: Mapping[str, object]) -> dict[str, str]:
    """The text of each template of a folder by its path in the site."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(  # noqa: S701 - the files are no HTML
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<<",
        variable_end_string=">>",
        comment_start_string="<#",
        comment_end_string="#>",
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    return {
        path.relative_to(folder).as_posix().replace(HIDDEN_PREFIX, "."): environment.from_string(
            path.read_text("utf-8")
        ).render(values)
        for path in _files(folder)
    }


def _files(folder: Path) -> Iterator[Path]:
    yield from (path for path in sorted(folder.rglob("*")) if path.is_file())
