"""What flows through an import: a file, what a reader found in it, and what no field took.

Readers yield what they find as text, as front matter would have it; they validate nothing.
`values.clean` does that for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from msgspec import Struct, field

from ..domain.platforms import Platforms, known_platforms

NO_FIELD = "no field holds it"
PRIVATE = "it says who you are, so it is never written"
TECHNICAL = "it says how the file is made, not what was earned"
REMOTE_PICTURE = "a picture on the web: save it beside the record, and name it in `image`"
OTHER_TAKEN = "another value of the same file was taken"
"""Reasons for which no field takes a value; readers may have their own."""

TEXT, SKILLS, LINK = "text", "skills", "link"
"""What a reader may fill beside the fields of records: the text below the front matter, names that
become `technologies` or `competencies`, and a link whose form decides its field."""

Values = Mapping[str, str | tuple[str, ...]]
"""Our fields with text or texts."""


class SourcePicture(Struct, frozen=True):
    """A picture that came with a credential."""

    content: bytes
    suffix: str
    """With its dot: `.png`."""


class SourceFile(Struct, frozen=True):
    """A file to import, or a member of an archive, opened as far as its content tells."""

    name: str
    """As messages name it: `archive.zip/Certifications.csv`."""
    content: bytes
    text: str = ""
    """Empty if it is no text."""
    data: Any = None
    """The JSON in it, also in a signature or in a picture; None if there is none."""
    picture: SourcePicture | None = None
    """The picture that has the JSON in it."""
    trouble: str = ""
    """Why what seems to be in it could not be read."""

    @property
    def badge_file(self) -> bytes:
        """The content, if it is a picture or a signature with the JSON in it; or empty."""
        if self.picture or not self.text:
            return self.content
        return b""


class Left(Struct, frozen=True):
    """A value of a source that no field took."""

    key: str
    """Their name for it."""
    reason: str
    value: str = ""
    """Empty where it could say who somebody is."""


class FoundCredential(Struct, frozen=True):
    """A credential in a source."""

    source: str
    """The name of the file."""
    place: str
    """Where in the file: a row, or a path in JSON."""
    values: Values
    """Our fields, and `TEXT`, `SKILLS` and `LINK`."""
    format: str = ""
    """The name of its reader."""
    rank: int = 0
    """That of its reader: the values of lower ones win."""
    ids: tuple[str, ...] = ()
    """What only this credential has in any file: the id of its badge."""
    picture: SourcePicture | None = None
    badge_file: bytes = b""
    """The file that is the credential itself: a picture with its data in it, or signed JSON."""
    left: tuple[Left, ...] = ()
    incomplete: str = ""
    """Why it has no title or issuer, where the reader knows. It is imported only if another source,
    or a record of the site, is the same credential."""
    guesses: Mapping[str, str] = MappingProxyType({})
    """Fields whose values the source does not state, with the reason for each value."""
    websites: tuple[str, ...] = ()
    """Those of its owner, as the source names them: what is there is a check by nobody else."""
    document: bytes = b""
    """Its certificate as a PDF."""


class Refused(Struct, frozen=True):
    """What is not imported: a file, or one of the credentials in it."""

    source: str
    place: str
    """Empty for a whole file."""
    reason: str


ReaderResult = FoundCredential | Refused | Left
"""What a reader yields; what is left without a credential belongs to the file."""


class ReadOptions(Struct, frozen=True):
    """What the owner says about the files."""

    format: str = ""
    """The name of the only reader to use."""
    columns: Mapping[str, str] = MappingProxyType({})
    """Our fields with the columns of the owner's table."""
    education: bool = False
    """Whether the degrees of a résumé are credentials too."""
    platforms: Platforms = field(default_factory=known_platforms)
    """Those whose links and names are known."""
    described: Mapping[str, dict[str, Any]] = MappingProxyType({})
    """Badges and issuers by the ids with which other files of the import name them."""


class FormatReader(Struct, frozen=True):
    """A format that can be imported: a module of `importing.readers` declares it as `READER`."""

    name: str
    """As `--from` takes it."""
    title: str
    """What it is, for people."""
    origin: str
    """Where the owner finds such a file."""
    fields: Mapping[str, str]
    """Their fields with ours."""
    recognizes: Callable[[SourceFile, ReadOptions], bool]
    """Whether a file is of this format, by its content."""
    read: Callable[[SourceFile, ReadOptions], Iterator[ReaderResult]]
    """Everything in a file that it recognizes: exactly one result for each credential."""
    rank: int
    """Lower ones are tried first, and their values win where sources disagree."""
