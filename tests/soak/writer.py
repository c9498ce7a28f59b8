"""A person who writes a site with all kinds of editors and tools, breaks things and mends them."""

from __future__ import annotations

import io
import json
import os
import posixpath
import random
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import editors
from bench.bench import ISSUERS, SKILLS, TECHNOLOGIES, WORDS, record
from PIL import Image

RECORDS = "content/credentials/"
FOLDERS = ("", "", "2019/", "courses/", "courses/deep/")
DISPENSABLE = ("templates/", "static/", "themes/", "content/pages/", "content/profile.md", RECORDS)
Pick = random.Random


def painted(pick: Pick) -> bytes:
    """A picture of one colour."""
    content = io.BytesIO()
    Image.new(
        "RGB", (pick.randrange(20, 90), pick.randrange(20, 90)), pick.randrange(1 << 24)
    ).save(content, "PNG")
    return content.getvalue()


def dates(pick: Pick) -> dict[str, Any]:
    """Dates that do not contradict each other, and a status."""
    year, month = pick.randrange(2012, 2025), pick.randrange(1, 13)
    issued = pick.choice(
        (f"{year}", f"{year}-{month:02d}", f"{year}-{month:02d}-{pick.randrange(1, 29):02d}")
    )
    expiry = pick.choice(
        (None, None, f"{year + 1}-{month:02d}", f"{year + 3}", f"2025-0{pick.randrange(6, 10)}-01")
    )
    return {
        "issued_date": issued,
        "expiry_date": expiry,
        "status": pick.choice((*[None] * 6, "in_progress", "planned", "revoked")),
    }


CHANGES: dict[str, Callable[[Pick], dict[str, Any]]] = {
    "body": lambda pick: {"words": pick.randrange(10**6)},
    "title": lambda pick: {
        "title": f"{pick.choice(TECHNOLOGIES)} für {pick.choice(WORDS)}s & more"
    },
    "dates": dates,
    "terms": lambda pick: {
        "technologies": pick.sample(
            [*TECHNOLOGIES, "python", "kafka", f"{pick.choice(WORDS)} tool"], pick.randrange(6)
        ),
        "competencies": pick.sample(SKILLS, pick.randrange(5)),
        "category": pick.choice(("security", "data_science", pick.choice(WORDS))),
        "issuer": pick.choice([*ISSUERS, f"{pick.choice(WORDS)} House"]),
    },
    "hide": lambda pick: {"draft": pick.choice((True, None))},
    "extra": lambda pick: {"extra": {pick.choice(WORDS): pick.choice(WORDS) for _ in range(3)}},
    "rename": lambda pick: {"stem": pick.choice(WORDS)},
    "move": lambda pick: {"folder": pick.choice(FOLDERS)},
    "picture": lambda pick: {"image": painted(pick)},
    "unpicture": lambda pick: {"image": None},
}
"""Edits of one record, and what they make of it."""
WEIGHTS = (
    "body:30 title:8 dates:6 terms:8 hide:2 extra:3 rename:4 move:3 picture:6 unpicture:3 "
    "relations:6 add:5 remove:4 burst:4 "
    "unfinished:4 folder:4 litter:2 again:2 templates:5 styles:5 settings:4 profile:3 pages:3"
)
"""Every kind of edit, and how often it is made."""
BREAKAGES: dict[str, tuple[str, Callable[[bytes], bytes | None]]] = {
    "bad date": (
        r"content/cred.*md",
        lambda text: text.replace(b"---\n", b"---\nstudy_start_date: 2024-02-31\n", 1),
    ),
    "broken YAML": (
        r"content/cred.*md",
        lambda text: text.replace(b"---\n", b"---\nlevel: [one, two\n", 1),
    ),
    "missing fence": (r"content/.*md", lambda text: text.removeprefix(b"---\n")),
    "unknown key": (
        r"content/.*md",
        lambda text: text.replace(b"---\n", b"---\ntitel: Wrong\n", 1),
    ),
    "half a file": (r"content/.*md", lambda text: text[:50]),
    "empty file": (r"content/cred.*md", lambda text: b""),
    "not UTF-8": (r"content/.*md", lambda text: text + b"\xff\xfe"),
    "bad link": (r"content/.*md", lambda text: text + b"\n\n[Away](nowhere.md)\n"),
    "torn picture": (r"content/.*png", lambda content: content[:20]),
    "lost picture": (r"content/.*png", lambda content: None),
    "template syntax": (r"templates/.*", lambda text: text + b"{% if page %}"),
    "undefined name": (
        r"templates/.*",
        lambda text: text.replace(b"{{ super() }}", b"{{ super() }}{{ page.titel }}"),
    ),
    "missing static file": (
        r"templates/layout.*",
        lambda text: text.replace(b"{{ super() }}", b"{{ static('nowhere.css') }}"),
    ),
    "broken TOML": (r"portfolio.toml", lambda text: text + b"\n[site\n"),
    "unknown setting": (r"portfolio.toml", lambda text: b'colour = "red"\n' + text),
    "unknown theme": (
        r"portfolio.toml",
        lambda text: re.sub(b"theme = .*", b'theme = "nowhere"', text),
    ),
    "broken stylesheet": (
        r"static/own.css",
        lambda text: text + b'a { background: url("nowhere.svg") }\n',
    ),
    "no records": (r"portfolio.toml", lambda text: text),
}
"""Kinds of breakages: the files that they are made in, and what becomes of one of them."""


def others(editions: dict[str, int], links: str) -> Iterator[tuple[str, str]]:
    """The files of a site that are no records, in these editions."""
    pick, style = Pick(editions["settings"]), editions["styles"]
    base = pick.choice(
        ['base_url = "https://example.org/"\n'] * 4
        + ["", 'base_url = "https://example.org/repo/"\n']
    )
    site = (
        f'title = "Edition {editions["settings"]}"\n'
        f'{base}language = "{pick.choice(("en", "en", "de"))}"\n'
    )
    choices = (
        f"[theme]\nhome_entries = {pick.randrange(3, 9)}\n[publish]\n"
        f"planned = {pick.choice(('true', 'false'))}\n"
    )
    words = (
        f'[labels]\ndata_design = "Data {pick.choice(WORDS)}"\n[aliases]\n'
        f'"{pick.choice(("SQL", "Kafka"))}" = "Redis"\n'
    )
    yield (
        "portfolio.toml",
        f'[site]\n{site}theme = "{pick.choice(("ledger", "own"))}"\n{choices}{words}',
    )
    for name, block in (("credential", "parts"), ("home", "register"), ("layout", "footer")):
        link = (
            '<link rel="stylesheet" href="{{ static(\'own.css\') }}">' if name == "layout" else ""
        )
        more = (
            f"{{{{ super() }}}}{link}<p>{editions['templates']}, "
            "{{ site.options.home_entries }}</p>"
        )
        yield (
            f"templates/{name}.html",
            f'{{% extends "ledger/{name}.html" %}}\n{{% block {block} %}}{more}{{% endblock %}}\n',
        )
    yield (
        "static/own.css",
        f'@import "more/part.css";\nbody {{ order: {style}; background: url("more/dot.svg") }}\n',
    )
    yield "static/more/part.css", f"p {{ order: {style // 2} }}\n"
    yield (
        "static/more/dot.svg",
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{style % 9 + 1}" height="9"/>\n',
    )
    yield "static/root/humans.txt", f"{style // 3}\n"
    yield "themes/own/theme.toml", f'parent = "ledger"\ndescription = "{style // 4}"\n'
    yield (
        "themes/own/templates/404.html",
        f'{{% extends "ledger/404.html" %}}\n{{% block footer %}}{style}{{% endblock %}}\n',
    )
    yield (
        "content/profile.md",
        f"---\nname: Person {editions['profile']}\nphoto: me.png\nphoto_alt: Me\n---\n\n{links}",
    )
    links = links.replace("credentials/", "../credentials/")
    for name in ("about", "method")[: 1 + editions["pages"] % 2]:
        yield f"content/pages/{name}.md", f"---\ntitle: {name} {editions['pages']}\n---\n\n{links}"


@dataclass
class Writer:
    """A person with editors and tools, who keeps in mind what the files of a site should say."""

    root: Path
    pick: Pick
    size: int
    """How many records there are, more or less."""
    records: dict[int, dict[str, Any]] = field(default_factory=dict)
    editions: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(
            ("templates", "styles", "settings", "profile", "pages"), 0
        )
    )
    away: set[str] = field(default_factory=set)
    """The folders that are deleted for a while."""
    damage: dict[str, bytes | None] = field(default_factory=dict)
    """What stands in the place of files that are broken."""
    written: dict[str, bytes] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)

    def make(self) -> None:
        """Write the site."""
        for _ in range(self.size):
            self.add(0)
        for number in sorted(self.records):
            self.relations(number)
            if number % 3 == 0:
                self.records[number] |= CHANGES["picture"](self.pick)
        self.save()

    def work(self) -> None:
        """Make some edits."""
        weights = {
            kind: int(weight) for kind, weight in (words.split(":") for words in WEIGHTS.split())
        }
        for kind in self.pick.choices(
            list(weights), list(weights.values()), k=self.pick.randrange(5, 25)
        ):
            self.edit(kind)
            self.save()
            time.sleep(self.pick.choice((0, 0, 0.03, 0.15, 0.6)))

    def edit(self, kind: str) -> None:
        """Make one edit."""
        number = self.pick.choice(sorted(self.records))
        self.done.append(f"{kind}: {self.place(number)}")
        if kind in CHANGES:
            self.records[number] |= CHANGES[kind](self.pick)
        elif kind in self.editions:
            self.editions[kind] = self.pick.randrange(10**6)
        else:
            getattr(self, kind)(number)

    def spoil(self) -> None:
        """Break one thing."""
        files, paths = self.wanted(), list[str]()
        while not paths:
            kind = self.pick.choice(sorted(BREAKAGES))
            paths = sorted(
                path
                for path, text in files.items()
                if re.fullmatch(BREAKAGES[kind][0], path) and b"\ndraft: true" not in text
            )
        path = self.pick.choice(paths)
        self.damage[path] = BREAKAGES[kind][1](files[path])
        self.done.append(f"{kind}: {path}")
        if kind == "no records":
            self.put_away(RECORDS)
        self.save()

    def mend(self) -> None:
        """Mend everything."""
        self.done.append(f"mend: {', '.join(self.damage)}")
        self.damage.clear()
        self.bring_back(RECORDS)
        self.save()

    def relations(self, number: int) -> None:
        """Relate a record to others, programmes before and successors behind it,
        so that nothing goes in a circle.
        """
        known = sorted(self.records)
        at, links = (
            known.index(number),
            self.pick.sample(known, min(len(known), self.pick.randrange(4))),
        )
        part_of, successor = (
            self.pick.choice([None, *found])
            for found in (known[: min(at, 5)], known[at + 1 : at + 3])
        )
        self.records[number] |= {"part_of": part_of, "superseded_by": successor, "links": links}

    def add(self, _: int) -> None:
        """Add a record."""
        number = self.pick.randrange(10**5)
        if len(self.records) < 1.4 * self.size:
            fields = (
                line.split(": ", 1) for line in record(number).split("---\n", 2)[1].splitlines()
            )
            place = {
                "stem": self.pick.choice(WORDS),
                "folder": self.pick.choice(FOLDERS),
                "words": number,
                "links": [],
            }
            self.records[number] = {key: json.loads(value) for key, value in fields} | place

    def remove(self, number: int) -> None:
        """Remove a record."""
        if len(self.records) > 0.6 * self.size:
            del self.records[number]

    def burst(self, _: int) -> None:
        """Change many records at once."""
        for kind in self.pick.choices(
            [*CHANGES, "relations", "add", "remove"], k=self.pick.randrange(6, 20)
        ):
            self.edit(kind)

    def unfinished(self, number: int) -> None:
        """Write a file in two parts."""
        path = self.place(number)
        if path in self.written and path not in self.damage:
            self.damage[path] = self.written[path][: self.pick.randrange(len(self.written[path]))]
            self.save()
            time.sleep(self.pick.choice((0, 0.05, 0.3, 1.5)))
            del self.damage[path]

    def folder(self, _: int) -> None:
        """Delete a folder, or bring it back; that of the records is never gone for long."""
        folder = self.pick.choice(DISPENSABLE)
        self.done[-1] = f"folder: {folder}"
        if folder in self.away:
            return self.bring_back(folder)
        kept = RECORDS in self.away
        self.put_away(folder)
        self.save()
        time.sleep(self.pick.choice((0, 0.1, 1.2)))
        return None if kept else self.bring_back(RECORDS)

    def put_away(self, folder: str) -> None:
        """Delete a folder at once: in its place, or after moving it elsewhere."""
        self.away.add(folder)
        target, aside = self.root / folder, self.root.parent / "aside"
        if target.is_dir():
            if self.pick.random() < 0.5:
                target = target.rename(aside)
            shutil.rmtree(target)
            self.written = {
                path: content
                for path, content in self.written.items()
                if not path.startswith(folder)
            }

    def bring_back(self, folder: str) -> None:
        """Bring back a folder: file by file, or made elsewhere and moved here whole."""
        if folder not in self.away:
            return
        self.away.discard(folder)
        aside, back = (
            self.root.parent / "aside",
            {path: text for path, text in self.wanted().items() if path.startswith(folder)},
        )
        if (
            folder.endswith("/")
            and back
            and self.pick.random() < 0.5
            and not (self.root / folder).exists()
        ):
            for path, text in back.items():
                (aside / path).parent.mkdir(parents=True, exist_ok=True)
                (aside / path).write_bytes(text)
            (aside / folder).rename(self.root / folder)
            shutil.rmtree(aside)
            self.written |= back

    def litter(self, _: int) -> None:
        """Leave files that are none of the site, or clean up what editors left."""
        names = (
            ".own.css.swp",
            "static/own.css~",
            f"{RECORDS}README.md",
            f"{RECORDS}_later.md",
            "templates/.x.html",
            "content/4913",
        )
        for path in sorted(self.root.rglob("*~")) if self.pick.random() < 0.5 else ():
            path.unlink()
        for name in self.pick.sample(names, 2):
            with suppress(FileNotFoundError):
                (self.root / name).write_text(self.pick.choice(WORDS), "utf-8")

    def again(self, _: int) -> None:
        """Save files as they are."""
        for path in self.pick.sample(sorted(self.written), 3):
            self.put(path, self.written[path])

    def place(self, number: int) -> str:
        """The path of a record."""
        return (
            f"{RECORDS}{self.records[number]['folder']}{self.records[number]['stem']}-{number}.md"
        )

    def is_shown(self, number: int | None) -> bool:
        """Whether others can refer to a record."""
        found = self.records.get(-1 if number is None else number, {"draft": True})
        return not found.get("draft") and found.get("status") != "planned"

    def text(self, number: int) -> str:
        """The text of a record."""
        found = dict(self.records[number])
        folder, dropped = (
            posixpath.dirname(self.place(number)),
            {"stem", "folder", "words", "links"},
        )
        dropped |= (
            {"issued_date", "expiry_date"}
            if found.get("status") in ("in_progress", "planned")
            else set()
        )
        for key in ("part_of", "superseded_by"):
            to = found.get(key)
            found[key] = None
            if to is not None and self.is_shown(to):
                found[key] = f"{self.records[to]['stem']}_{to}"
        if found.get("image"):
            found |= {"image": f"files/{number}.png", "image_alt": f"Badge {number}"}
        fields = {
            key: value for key, value in found.items() if value is not None and key not in dropped
        }
        head = "\n".join(
            f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()
        )
        links = "".join(
            f"- [{to}]({posixpath.relpath(self.place(to), folder)})\n"
            for to in found["links"]
            if self.is_shown(to)
        )
        return f"---\n{head}\n---\n" + record(found["words"]).split("---\n", 2)[2] + links

    def wanted(self) -> dict[str, bytes]:
        """Every file of the site as it should be now."""
        links = "".join(
            f"- [{n}]({self.place(n).removeprefix('content/')})\n"
            for n in sorted(self.records)[:3]
            if self.is_shown(n)
        )
        links = "" if RECORDS in self.away else links
        texts = {self.place(number): self.text(number) for number in self.records} | dict(
            others(self.editions, links)
        )
        if "static/" in self.away:
            texts["templates/layout.html"] = '{% extends "ledger/layout.html" %}\n'
        if "themes/" in self.away:
            texts["portfolio.toml"] = texts["portfolio.toml"].replace('"own"', '"ledger"')
        files = {path: text.encode() for path, text in texts.items()} | {
            "content/me.png": painted(Pick(self.editions["profile"]))
        }
        files |= {
            f"{RECORDS}{found['folder']}files/{number}.png": found["image"]
            for number, found in self.records.items()
            if found.get("image")
        }
        files = {
            path: content
            for path, content in files.items()
            if not path.startswith(tuple(self.away))
        }
        return {
            path: content
            for path, content in {**files, **self.damage}.items()
            if content is not None
        }

    def save(self) -> None:
        """Bring the files to what they should be: each as an editor
        would, or many as a tool does.
        """
        wanted = self.wanted()
        changed = {
            path: content for path, content in wanted.items() if self.written.get(path) != content
        }
        gone = [path for path in self.written if path not in wanted and (self.root / path).exists()]
        editors.PACE.seconds = self.pick.choice((0, 0, 0, 0.01, 0.05)) if len(changed) < 5 else 0
        if len(changed) + len(gone) > 4 and all(path.endswith(".md") for path in (*changed, *gone)):
            texts = {path: content.decode("utf-8", "replace") for path, content in changed.items()}
            editors.switch_with_git(
                {self.root / path: text for path, text in (texts | dict.fromkeys(gone)).items()}
            )
            changed, gone = (
                {path: changed[path] for path in changed if b"\xff" in changed[path]},
                [],
            )
        for path in gone:
            (self.root / path).unlink()
        for path, content in changed.items():
            self.put(path, content)
        for folder in sorted({(self.root / path).parent for path in gone}, reverse=True):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        self.written = wanted

    def put(self, path: str, content: bytes) -> None:
        """Save one file in some manner."""
        target, aside = self.root / path, self.root.parent / "one"
        target.parent.mkdir(parents=True, exist_ok=True)
        manner = self.pick.randrange(6)
        if b"\xff" not in content and not path.endswith(".png") and manner > 1:
            self.pick.choice(editors.EDITORS)(target, content.decode())
        elif manner % 2:
            target.write_bytes(content)
        else:
            aside.write_bytes(content)
            os.utime(aside, (10**9, 10**9))
            aside.rename(target)


def write(root: Path, seed: int, size: int, asked: Connection) -> None:
    """Make a site, and work on it whenever asked to: the writer's process."""
    writer = Writer(root, Pick(seed), size)
    for command in iter(asked.recv, ""):
        writer.done = []
        getattr(writer, command)()
        asked.send(writer.done)
