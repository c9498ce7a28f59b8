"""A page of a certificate: its title, issuer, number and dates, and the names of persons on it.

The size of letters decides nothing alone: the largest line is often the name of a person, which is
never written. A title is taken where words introduce it (`data/certificate_phrases.toml`), or where
it is known which line is the name.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator

from msgspec import Struct

from ...domain.platforms import Platforms
from ...images.pdf_text import MAX_LINE_LENGTH, PdfLine, PdfPageText
from ...text import fold
from ..source_dates import read_source_date
from .phrases import is_heading, kind_before, phrases, without_kind

MAX_STATEMENT_LINES, MAX_DATES = 60, 40
"""Maximum lines and dates on a page of a certificate; those with more are letters and résumés."""
MAX_TITLE_LINES = 4
"""Maximum lines of a title."""
_LARGER, _ALIKE, _LEADING = 1.15, 0.08, 0.7
"""How much larger another size of letters is, how much sizes of one text differ, and the widest gap
between its lines: parts of the size."""
_LABEL = 30
"""Maximum characters of a line that only says what stands beside it."""
_DATE = re.compile(
    r"\d{4}-\d\d-\d\d|(?<!\d)\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}[./]\d\d?[./]\d\d?"
    r"|\d{4} ?年 ?\d{1,2} ?月(?: ?\d{1,2} ?日)?"
    r"|(?:(?<!\d)\d{1,2}(?:st|nd|rd|th|er|[.º])?(?: day of| of| de| di)? )?"
    r"[^\W\d_]{3,12}\.?(?: de)?,? (?:\d{1,2}(?:st|nd|rd|th)?, ?)?(?:19|20)\d\d(?!\d)"
)
ADDRESS = re.compile(r"(?:https?://)?(?:[\w-]{1,63}\.){1,5}[a-z]{2,10}/[^\s<>\"]+")
"""Matches an address, also without a scheme."""
_HONORIFICS = ("殿", "様")
_NUMBER = re.compile(r"\W*((?=[\w-]*\d)[A-Za-z0-9][\w-]{4,80})")
_QUOTED = re.compile(r"[“„”«「『](.+?)[“”»」』]")
_TAIL = re.compile(r"(?:[\s,;:(–-]|\b(?:on|am|el|le|em|il|in|an|a|and|online|course|of|study)\b)+$")
_CERTIFIED = re.compile(r"(.{2,40}?):? Certified\b")
LIKELY, UNSURE = "likely, because ", "unsure, because "
"""How sure a guess is."""


class TitlePlace(Struct, frozen=True):
    """A title with the reason for which it is one."""

    title: str
    why: str
    kind: str = ""
    """The type of record that the words before it name."""


class CertificatePage:
    """What the lines of a page say."""

    def __init__(self, page: PdfPageText, platforms: Platforms) -> None:
        self._platforms = platforms
        dates = sum(len(_DATE.findall(line.text)) for line in page.lines)
        is_short = len(page.lines) <= MAX_STATEMENT_LINES and dates <= MAX_DATES
        self.page, self.lines = page, page.lines if is_short else ()
        self.has_heading = any(is_heading(line.text) for line in self.lines)
        self.names = tuple(dict.fromkeys(self._names()))
        self.is_statement = self.has_heading or any(
            phrases(kind).search(line.text)
            for kind in ("name_after", "title_after")
            for line in self.lines
        )
        self.place = self._after() or self._before() or self._largest() or TitlePlace("", "")

    def has_name(self, text: str) -> bool:
        """Whether a text has a name, or only words of one."""
        folded = fold(text)
        words = set(folded.split())
        return any(fold(name) in folded or words <= {*fold(name).split()} for name in self.names)

    def is_plain(self, line: PdfLine) -> bool:
        """Whether a line has a meaning of its own: none that words, dates or links in it give."""
        text = line.text
        kinds = ("name_after", "title_after", "issuer_after", "expires", "numbers")
        return (
            sum(map(str.isalpha, text)) > 1
            and not is_heading(text)
            and not any(phrases(kind).search(text) for kind in kinds)
            and not ADDRESS.search(text)
            and "@" not in text
            and next(_dates_in(text), None) is None
        )

    def _names(self) -> Iterator[str]:
        for line in self.lines:
            found = [*phrases("title_after").finditer(line.text)]
            if addressed := phrases("name_after").search(line.text):
                rest = line.text[addressed.end() :]
                below = None if rest.strip(" ,:;!.") else self.page.beneath(line)
                lines = self._run(below, self.page.beneath, self.is_plain)
                yield from _name_in(" ".join(one.text for one in lines) or rest)
            elif found:
                before = line.text[: found[0].start()]
                above = None if before.strip(" ,:;") else self.page.above(line)
                lines = self._run(above, self.page.above, self.is_plain)
                if not above or self.is_plain(above):
                    yield from _name_in(" ".join(one.text for one in reversed(lines)) or before)
            elif line.text.endswith(_HONORIFICS):
                yield from _name_in(line.text.rstrip("".join(_HONORIFICS)))
            elif named := self._named_beneath(line):
                yield from _name_in(named.text)

    def _named_beneath(self, line: PdfLine) -> PdfLine | None:
        """The name beneath the teachers of a course, which stands in larger letters."""
        if not phrases("teachers").match(line.text):
            return None
        below = self.page.beneath(line)
        if below and below.size > _LARGER * line.size and self.is_plain(below):
            return below
        return None

    def _after(self) -> TitlePlace | None:
        """The title that stands after words such as “has successfully completed”."""
        for line in self.lines:
            if not (found := [*phrases("title_after").finditer(line.text)]):
                continue
            below = self.page.beneath(line)
            if below and phrases("title_after").search(below.text):
                continue
            rest, kind = without_kind(line.text[found[-1].end() :].strip(" ,:;."))
            is_below = below and (not rest or below.size > _LARGER * line.size)
            if below and is_below and self._may_be_title(below):
                title = " ".join(one.text for one in self._run(below, self.page.beneath))
            else:
                more = self._run(line, self.page.beneath)[1:]
                title = " ".join((rest, *(one.text for one in more)))
            if title := self._tidied(title):
                return TitlePlace(title, f"{LIKELY}it stands after “{found[-1][0]}”", kind)
        return None

    def _before(self) -> TitlePlace | None:
        """The title that stands before words such as “course completed on”."""
        for line in self.lines:
            found = phrases("title_before").search(line.text)
            if not found and self._named_beneath(line):
                found = phrases("teachers").match(line.text)
            if not found:
                continue
            said = line.text[: found.start()]
            above = self.page.above(line) if self.names else None
            if said.strip() or not above or not self._may_be_title(above):
                title = _after_kind(said)
            else:
                title = " ".join(one.text for one in reversed(self._run(above, self.page.above)))
            if title := self._tidied(title):
                return TitlePlace(title, f"{LIKELY}it stands before “{found[0]}”")
        return None

    def _largest(self) -> TitlePlace | None:
        """The largest line of a certificate of which it is known which line is the name."""
        lines = [line for line in self.lines if self._may_be_title(line)]
        first = max(lines, key=lambda line: line.size, default=None)
        usual = sorted(line.size for line in self.lines)[(len(self.lines) - 1) // 2 :][:1]
        if not (self.names and self.has_heading) or not first or first.size <= _LARGER * usual[0]:
            return None
        title = self._tidied(" ".join(one.text for one in self._run(first, self.page.beneath)))
        return TitlePlace(title, f"{UNSURE}it is only the largest line that is not your name")

    def _may_be_title(self, line: PdfLine) -> bool:
        return self.is_plain(line) and not self.has_name(line.text)

    def _run(
        self,
        line: PdfLine | None,
        step: Callable[[PdfLine], PdfLine | None],
        accepts: Callable[[PdfLine], bool] | None = None,
    ) -> list[PdfLine]:
        """A line and those next to it that look as if they went on with it; none without a line."""
        if line is None:
            return []
        run = [line]
        while len(run) < MAX_TITLE_LINES and (more := step(run[-1])):
            gap = max(run[-1].box[1] - more.box[3], more.box[1] - run[-1].box[3])
            is_alike = abs(more.size - line.size) <= _ALIKE * line.size
            is_near = gap <= _LEADING * line.size
            if not is_alike or not is_near or not (accepts or self._may_be_title)(more):
                break
            run.append(more)
        return run

    def _tidied(self, title: str) -> str:
        """A title without the rest of its sentence; empty if it has a name or says nothing."""
        quote = _QUOTED.fullmatch(title.strip(" .,"))
        ends = [found.start() for found in phrases("issuer_after").finditer(title)]
        ends += [found.start() for found, _ in _dates_in(title)]
        text = quote[1] if quote else title[:MAX_LINE_LENGTH]
        text = _TAIL.sub("", text[: min(ends)]) if ends else text.strip(" ,;:.")
        if not text or self.has_name(text) or is_heading(text):
            return ""
        return text

    def awarded_by(self) -> tuple[str, str]:
        """Who awards it by its own words, and why that is a guess; empty without such words."""
        for line in self.lines:
            if found := phrases("issuer_after").search(line.text):
                rest = line.text[found.end() :]
                below = None if rest.strip(" :") else self.page.beneath(line)
                name = re.split(r"[,;]|\s(?:and|through|via|on)\s", below.text if below else rest)
                if (who := name[0].strip(" :.")) and not self.has_name(who):
                    return who, f"{LIKELY}it stands after “{found[0]}”"
        return "", ""

    def organization(self) -> tuple[str, str]:
        """Who may award it, because a line or the title has the name, and why that is a guess."""
        title = self.place.title
        plain = [line.text for line in self.lines if self._may_be_title(line)]
        if known := [text for text in plain if is_known(text, self._platforms)]:
            return known[0], f"{LIKELY}the certificate has the name in a line of its own"
        if (found := _CERTIFIED.match(title)) and is_known(found[1], self._platforms):
            return found[1], f"{LIKELY}the title begins with it"
        named = {text for text in plain if phrases("organizations").search(text)} - {title}
        if len(named) == 1:
            return named.pop(), f"{UNSURE}it is only the one line with the name of an organization"
        return "", ""

    def number(self) -> str:
        """The number after words such as “certificate ID”; empty without one."""
        for line in self.lines:
            if found := phrases("numbers").search(line.text):
                said = [line.text[found.end() :]]
                if not said[0].strip(" :.#"):
                    others = (self.page.beside(line)[1], self.page.beneath(line))
                    said = [one.text for one in others if one]
                for text in said:
                    if (match := _NUMBER.match(text)) and not self.has_name(match[1]):
                        return match[1]
        return ""

    def dates(self) -> Iterator[tuple[str, str]]:
        """Every date as it is written, with the kind of words beside it."""
        for line in self.lines:
            at = 0
            for found, text in _dates_in(line.text):
                yield text, self._kind_of_date(line, line.text[at : found.start()])
                at = found.end()

    def _kind_of_date(self, line: PdfLine, before: str) -> str:
        around = (self.page.beside(line)[0], self.page.above(line), self.page.beneath(line))
        labels = (one.text for one in around if one and len(one.text) <= _LABEL)
        for text in (before, *(text for text in labels if next(_dates_in(text), None) is None)):
            for kind in ("expires", "issued"):
                if phrases(kind).search(text):
                    return kind
        return ""


def is_known(name: str, platforms: Platforms) -> bool:
    """Whether one of the platforms, or of their issuers, has a name, and awards something."""
    folded = fold(name)
    found = (*platforms.by_name.get(folded, ()), *platforms.by_issuer.get(folded, ()))
    return any(platform.awards for platform in found)


def _after_kind(said: str) -> str:
    """The words in quotation marks, or else those after “the course”; empty without either."""
    if quote := _QUOTED.search(said):
        return quote[1]
    if kind := kind_before().search(said):
        return said[kind.end() :]
    return ""


def _name_in(text: str) -> Iterator[str]:
    """The name of a person at the beginning of a text, if there is one."""
    if done := phrases("title_after").search(text):
        text = text[: done.start()]
    name = text.strip(" ,:;!.")
    if len(name) > 1 and not any(map(str.isdigit, name)):
        yield name


def _dates_in(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """The days and months in a text, as they are written; what may be two days is one too."""
    for found in _DATE.finditer(text):
        written = found[0].replace(" day of", "")
        if len(day_of(written)) > len("2024"):
            yield found, written


@functools.lru_cache(maxsize=4096)
def day_of(text: str) -> str:
    """A date in ISO form, as it is written if it may be two; empty for what is none."""
    try:
        return read_source_date(text)[0]
    except ValueError:
        if text[0].isdigit():
            return text
        return ""
