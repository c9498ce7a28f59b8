"""No word of the program is out of its owner's reach: with every message replaced by one in
brackets, nothing in Latin letters is left outside of brackets on any page or in any file.

The content is in Russian, which has no catalogue, so dates are in Cyrillic letters as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import SETTINGS, SiteFolder, Tree, too_wide
from test_theme_conformance import PNG, THEMES, fields_in

from portfolio.domain.model import State
from portfolio.locale.messages import all_messages

BEGIN, END = "⟦", "⟧"
SEEN = "alt aria-label title placeholder content data-words data-all data-some data-shown".split()
"""Attributes whose values somebody reads or hears."""
NAMES = re.compile(r"https?://\S+|[\w.-]*@?[\w-]+\.(?:example|org|test)\b\S*|LinkedIn|QR|ID|C\+\+")
"""Addresses, and names that are the same in every language."""
OURS = {
    "meta": re.compile(
        r"width=device-width.*|default-src.*|light dark|portfolio|noindex|0; url=.*"
    ),
    "kinds": re.compile(r"profile|article|website|summary_large_image"),
}
"""Values of `meta` elements that are no words."""


def longer(message: str) -> str:
    """A message in brackets, its words a third longer and its vowels with accents."""
    parts = re.split(r"(%\(\w+\)s|%%)", message)
    words = (part.translate(str.maketrans("aeiou", "áéíóú")) for part in parts[::2])
    longer_words = [re.sub(r"(\w{3})\b", r"\1\1", part) for part in words]
    shown = [*longer_words]
    for number, placeholder in enumerate(parts[1::2]):
        shown.insert(2 * number + 1, placeholder)
    return f"{BEGIN}{''.join(shown)}{END}"


def outside(text: str) -> str:
    """What of a text is outside of all brackets."""
    depth, found = 0, []
    for sign in text:
        depth += (sign == BEGIN) - (sign == END)
        if not depth and sign != END:
            found.append(sign)
    return "".join(found)


def latin(text: str) -> list[str]:
    """The words in Latin letters outside of brackets, names aside."""
    return re.findall(r"[A-Za-z]{2,}", NAMES.sub(" ", outside(text)))


RUSSIAN: dict[str, Any] = {
    "issuer": "Академия",
    "co_issuers": ["Институт", "Школа"],
    "platform": "Площадка",
    "instructor": ["Зоя Учитель"],
    "credential_id": "00012",
    "enrollment_id": "77",
    "technologies": ["Си", "Паскаль"],
    "competencies": ["Чтение", "Счёт"],
    "exam_codes": ["1", "2"],
    "level": "высший",
    "grade": "97,3 %",
    "type": "course_certificate",
    "category": "наука",
    "summary": "Одно предложение.",
    "image_alt": "Рисунок",
    "language": "ru",
}
BODY = """Слова.

## Раз

```sql
1
```

## Два

| А | Б |
| - | - |
| 1 | 2 |

Сноска[^1].

> [!WARNING]
> Внимание.

## Три

## Четыре

[^1]: Примечание.
"""


@pytest.fixture(scope="module", params=THEMES)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    """A site with a record in every state, all its words in brackets, in a theme."""
    site = SiteFolder(tmp_path_factory.mktemp(request.param))
    labels = "\n".join(f"{json.dumps(m)} = {json.dumps(longer(m))}" for m in sorted(all_messages()))
    head = SETTINGS.replace(
        "\n\n[publish]", f'\nlanguage = "ru"\ntheme = "{request.param}"\n\n[publish]'
    )
    head = re.sub(r"(?m)^title = .*", 'title = "Сайт"', head)
    site.write(
        "portfolio.toml",
        f"{head}planned = true\n\n[theme]\nlinkedin = true\n\n[labels]\n{labels}\n",
    )
    for name in ("credentials/badge.png", "me.png"):
        site.write(f"content/{name}", PNG)
    site.write("content/credentials/paper.pdf", b"%PDF-1.4\n%%EOF\n")
    site.write("content/pages/obo.md", f"---\ntitle: Страница\n---\n\n{BODY}")
    site.write(
        "content/profile.md",
        "---\nname: Иван Иванов\nheadline: Инженер\nphoto: me.png\nphoto_alt: Портрет\n---\n\nПривет.\n\nЕщё.\n",
    )
    site.record(
        "parent",
        "Слова.",
        title="Программа",
        entity_id="parent_record",
        issuer="Академия",
        aliases=["old"],
    )
    site.record(
        "newer",
        "Слова.",
        title="Новое",
        entity_id="newer_record",
        issuer="Академия",
        issued_date="2025-01",
    )
    for at, (name, date, after) in enumerate(
        [("r1", "2019-02", "r2"), ("r2", "2022-02", "r3"), ("r3", "2025-02", "")]
    ):
        link = {"superseded_by": after} if after else {}
        site.record(
            name,
            "Слова.",
            title="Обновление",
            entity_id=name,
            issuer=f"Академия {at // 3}",
            issued_date=date,
            expiry_date=f"{int(date[:4]) + 3}-02",
            **link,
        )
    for number in range(9):
        site.record(f"n{number}", "", title=f"Курс {number}", issuer="Школа", issued_date=None)
    for state in State:
        values = {name: shown.value for name, shown in fields_in(state).items()}
        values |= {name: RUSSIAN[name] for name in RUSSIAN if name in values}
        site.record(
            state.value.replace("_", "-"),
            BODY,
            **{"issued_date": None, **values, "title": f"Название {len(state)}"},
        )
    site.publish()
    return site


def read_by_people(tree: Tree) -> Iterator[str]:
    """The text of a page, and the values of attributes that are words."""
    yield tree.text
    for tag, attributes in tree.elements:
        for name in SEEN:
            value = attributes.get(name, "")
            if tag == "meta" and any(known.fullmatch(value) for known in OURS.values()):
                continue
            yield value


def test_no_word_of_a_page_is_out_of_reach(built: SiteFolder) -> None:
    """On every page of every kind, each word that is not content comes from a message."""
    left = {
        f"{path.relative_to(built.output)}: {words}"
        for path in built.output.rglob("*.html")
        for text in read_by_people(Tree(path.read_text("utf-8")))
        if (words := latin(text))
    }
    assert not left


def test_no_word_of_a_file_is_out_of_reach(built: SiteFolder) -> None:
    """The feed, the calendar and the file for language models have no words but messages and
    content.
    """
    feed = re.sub(r"<[^>]*>|T00:00:00Z", " ", (built.output / "feed.xml").read_text("utf-8"))
    assert latin(feed.replace("portfolio", "")) == []
    calendar = (built.output / "renewals.ics").read_bytes().replace(b"\r\n ", b"").decode()
    said = re.findall(r"^(?:SUMMARY|DESCRIPTION|NAME|X-WR-CALNAME):(.*)", calendar, re.MULTILINE)
    assert said
    assert [latin(line) for line in said if latin(line)] == []
    models = (built.output / "llms.txt").read_text("utf-8")
    assert latin(models.replace("## Optional", "")) == []


def values_of(node: Any) -> Iterator[str]:
    """The texts of structured data that are words."""
    for key, value in node.items() if isinstance(node, dict) else ():
        if key in ("name", "credentialCategory", "description") and isinstance(value, str):
            yield value
        yield from values_of(value)
    for each in node if isinstance(node, list) else ():
        yield from values_of(each)


def test_structured_data_is_in_the_words_of_the_site(built: SiteFolder) -> None:
    """The kinds and the steps of the way home that search engines read are messages too."""
    for path in built.output.rglob("*.html"):
        for attributes, text in Tree(path.read_text("utf-8")).scripts:
            if attributes.get("type") == "application/ld+json":
                said = [*values_of(json.loads(text))]
                assert [words for words in said if latin(words)] == [], path


def test_longer_words_stay_on_the_page(built: SiteFolder, page: Any) -> None:
    """Where every word is a third longer, no page is wider than its window, small or large."""
    addresses = (
        "",
        "credentials/",
        "credentials/active/",
        "credentials/r3/",
        "glance/",
        "roadmap/",
        "skills/",
        "issuers/",
    )
    pages = [built.output / address / "index.html" for address in addresses]
    assert too_wide(page, pages, (320, 1280)) == []
