"""The import as a whole: one record for each credential, nothing replaced, nothing lost unsaid."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from cProfile import Profile
from pathlib import Path
from random import Random
from typing import Any

import pytest
from conftest import SETTINGS, SiteFolder, examples, tree_of
from hypothesis import given
from hypothesis import strategies as st
from importing_files import (
    HEADER,
    SECRETS,
    altered,
    badge_2,
    badge_3,
    baked_png,
    baked_svg,
    credly,
    credly_badge,
    imported,
    outcomes,
    put,
    records,
    signed,
    table,
    uuid,
    zipped,
)

from portfolio.content.read import load_credential
from portfolio.diagnostics import PortfolioError, has_errors
from portfolio.domain.platforms import known_platforms
from portfolio.importing.cleaning import CleanCredential, clean
from portfolio.importing.existing import ExistingRecords
from portfolio.importing.model import FoundCredential, ReadOptions
from portfolio.importing.readers import all_readers
from portfolio.importing.records import write as writing
from portfolio.importing.records.import_report import report_text
from portfolio.importing.records.join import join
from portfolio.importing.records.plan import PlannedRecord, plan
from portfolio.importing.records.run import import_files

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples"
ASKS = {
    *("missing-issued-date", "expiry-not-stated", "platform-as-issuer", "issued-in-the-future"),
    "badge-signature-unknown",
}
"""Warnings that ask for what a source did not have."""


def check(number: int) -> str:
    """The public check of a badge on Credly."""
    return f"https://www.credly.com/badges/{uuid(number)}/public_url"


def four_sources() -> dict[str, str | bytes]:
    """Twelve credentials, each in a file of Credly, an archive of LinkedIn, a picture and a résumé."""
    numbers = range(1, 13)
    rows = [
        (f"Example Badge {n}", check(n), "Example Cloud (EC)", "May 2024", "", "") for n in numbers
    ]
    certificates = [
        {"name": f"Example Badge {n}", "date": "2024", "issuer": "Example Cloud"} for n in numbers
    ]
    return {
        "badges.json": credly(*map(credly_badge, numbers)),
        "export.zip": zipped({"Certifications.csv": table(rows)}),
        "resume.json": json.dumps({"basics": {}, "certificates": certificates}),
        **{f"{n}.png": baked_png(json.dumps(badge_3(n)).encode()) for n in numbers},
    }


def test_four_sources_of_twelve_credentials_are_twelve_records(site: SiteFolder) -> None:
    """Each record has what any of its sources has, from the one that knows best."""
    done = imported(site.root, four_sources())
    assert outcomes(done) == (48, 0)
    made = records(site.root)
    assert len(made) == 12
    text = made["example-badge-7"]
    assert "issued_date: 2024-05-17\n" in text
    assert f"verification_url: {check(7)}\n" in text
    assert "image: example-badge-7.png\n" in text


def test_again_or_in_another_order_changes_nothing(site: SiteFolder, tmp_path: Path) -> None:
    """The same files once more, one by one, or backwards into an empty site, give the same bytes."""
    files = four_sources()
    imported(site.root, files)
    before = tree_of(site.root)
    other = tmp_path / "other/site"
    (other / "content/credentials").mkdir(parents=True)
    backwards = dict(reversed(files.items()))
    imported(other, backwards)
    assert tree_of(other / "content") == tree_of(site.root / "content")
    for name, content in backwards.items():
        assert not imported(site.root, {name: content}, update=True).written
    assert tree_of(site.root) == before


def test_what_is_imported_builds(site: SiteFolder) -> None:
    """A site of imported records has no error, and only warnings that ask for more."""
    imported(
        site.root,
        {
            **four_sources(),
            "odd.json": json.dumps(
                badge_2(
                    99,
                    badge={"name": "Odd: #1 *", "issuer": {"name": "- x"}, "description": ODD},
                    issuedOn="2024-05-17",
                    expires="2020-01-01",
                )
            ),
        },
    )
    found = site.problems()
    assert not has_errors(tuple(found))
    assert {one.code for one in found} <= ASKS
    assert len(site.publish()) > 12
    odd = records(site.root)["odd-sharp-1-star"]
    assert "expiry_date" not in odd


ODD = (
    "# A heading\n\n<script>alert(1)</script> [link](missing.md) ![x](y.png)\n\n"
    "```\nnever closed\n\n[^1] {{< tag >}} {% x %} &amp; __init__ \\ $x$\n\n    indented\n1. one\n+ two"
)


@examples(60)
@given(st.text(max_size=200))
def test_any_text_is_shown_as_it_is_or_left(text: str) -> None:
    """A description with whatever characters makes a record that can be read, without a problem in
    its text.
    """
    values = {"title": f"T {text[:40]}", "issuer": "I", "text": text}
    one = clean(FoundCredential("x", "", values), known_platforms())
    if isinstance(one, CleanCredential) and not one.incomplete:
        joined = join([one], (), known_platforms()).credentials
        (planned,) = plan(
            Path("/nowhere"), joined, ExistingRecords(known_platforms()), update=False
        )
        loaded = load_credential(planned.path, planned.files[planned.path])
        assert loaded.value
        assert loaded.value.record.title == one.record.title
        assert loaded.problems == ()


def test_a_record_that_is_there_stays(site: SiteFolder) -> None:
    """Without `--update` a known credential changes nothing; the report says what could be added,
    and has both values where they differ.
    """
    path = site.record(
        "mine", "Mine.\n", title="My Badge", issuer="Example Cloud", verification_url=check(1)
    )
    before = path.read_bytes()
    done = imported(site.root, {"b.json": credly()})
    assert (path.read_bytes(), list(records(site.root))) == (before, ["mine"])
    text = report_text(done, dry=False)
    assert "same as content/credentials/mine.md (--update would add type" in text
    assert "`title` is `My Badge`" in text
    assert "has `Example Badge 1`" in text


def test_update_adds_what_is_missing(site: SiteFolder) -> None:
    """With `--update` the missing fields are written in their places, comments and text stay, and
    the report shows the lines; a second time there is nothing to add.
    """
    path = site.write(
        "content/credentials/mine.md",
        f"---\r\n# my own order\r\nissuer: Example Cloud\r\ntitle: Example Badge 1 # yes\r\n"
        f"verification_url: {check(1)}\r\nextra:\r\n  cost: 5\r\n---\r\n\r\nMine.\r\n",
    )
    done = imported(site.root, {"b.json": credly()}, update=True)
    text = path.read_bytes().decode()
    assert text == (
        "---\r\n# my own order\r\nissuer: Example Cloud\r\ntitle: Example Badge 1 # yes\r\n"
        "issued_date: 2024-05-17\r\ntype: professional_certification\r\nplatform: Credly\r\n"
        f"credential_id: {uuid(1)}\r\nverification_url: {check(1)}\r\n"
        "technologies: [Python]\r\ncompetencies: [public_speaking]\r\nlevel: Foundational\r\n"
        "extra:\r\n  cost: 5\r\n---\r\n\r\nMine.\r\n"
    )
    assert "mine.md: + level: Foundational" in report_text(done, dry=False)
    assert not imported(site.root, {"b.json": credly()}, update=True).written


def test_a_record_with_an_error_is_known_and_never_changed(site: SiteFolder) -> None:
    """A record that cannot be read as it is still keeps a second one from being made."""
    path = site.record(
        "mine",
        title="Example Badge 1",
        issuer="Example Cloud",
        issued_date="17.5.24",
        verification_url=check(1),
    )
    before = path.read_bytes()
    imported(site.root, {"b.json": credly()}, update=True)
    assert path.read_bytes() == before
    assert list(records(site.root)) == ["mine"]


def test_names_of_files_never_meet(site: SiteFolder) -> None:
    """Different credentials of one title get different files, whatever the site has already."""
    site.record("example-badge-1", title="Something else")
    changes: list[Mapping[str, Any]] = [
        {"issued_at_date": f"20{n}-01-01"} for n in (20, 21, 22, 22)
    ]
    badges = [
        credly_badge(n, badge_template={"name": "Example Badge 1"}, **change)
        for n, change in enumerate(changes)
    ]
    imported(site.root, {"b.json": credly(*badges)})
    assert sorted(records(site.root)) == [
        "example-badge-1",
        "example-badge-1-2",
        "example-badge-1-example-cloud",
        "example-badge-1-example-cloud-2021",
        "example-badge-1-example-cloud-2022",
    ]
    assert not has_errors(tuple(site.problems()))


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        ([("A", "", "I (X)", "May 2024", "", "7"), ("A", "", "I", "2024-05-03", "", "7")], 1),
        ([("A", "", "I", "2024", "", ""), ("A", "", "I", "2024-05", "", "")], 1),
        ([("A", "", "I", "", "", ""), ("A", "", "I", "2024-05", "", "")], 1),
        (
            [
                ("A", "", "I", "2024", "", ""),
                ("A", "", "I", "2024-05", "", ""),
                ("A", "", "I", "2024-06", "", ""),
            ],
            3,
        ),
        ([("A", "", "I", "2023", "", ""), ("A", "", "I", "2024", "", "")], 2),
        ([("A", "", "I", "2024", "", "7"), ("B", "", "I", "2024", "", "7")], 2),
        ([("A", "", "I", "2024", "", "7"), ("A", "", "I", "2024", "", "8")], 2),
        ([("A", check(1), "I", "2024", "", ""), ("A", check(2), "I", "2024", "", "")], 2),
        ([("A", check(1), "I", "2024", "", ""), ("B", check(1), "J", "2023", "", "")], 1),
        (
            [
                ("A", "https://e.org/x", "I", "2024", "", ""),
                ("B", "https://e.org/x", "I", "2024", "", ""),
            ],
            2,
        ),
        ([("A b", "", "I", "2024", "", ""), ("B: A", "", "J", "2024", "", "")], 2),
    ],
)
def test_what_is_one_credential(site: SiteFolder, rows: list[tuple[str, ...]], count: int) -> None:
    """Checks and numbers join; issuer, title and a date that can be the same join; what contradicts
    stays apart, in both orders, and each time.
    """
    imported(site.root, {"x.csv": table(rows)})
    assert len(records(site.root)) == count
    before = tree_of(site.root)
    imported(site.root, {"y.csv": table(rows[::-1])})
    assert tree_of(site.root) == before


def test_a_picture_that_does_not_name_its_badge(site: SiteFolder) -> None:
    """The badges that Credly offers as pictures have only links in them: such a picture joins the
    badge of the profile, or a record of the site, and is refused alone.
    """
    address = f"https://api.credly.com/v1/obi/v2/badge_assertions/{uuid(1)}"
    links = badge_2(id=address, badge="https://api.credly.com/v1/obi/v2/badge_classes/1")
    files: dict[str, str | bytes] = {"b.png": baked_png(json.dumps(links).encode(), b"openbadges")}
    done = imported(site.root, files)
    assert [one.reason for one in done.refused] == [
        "it does not say which badge: that is in another file, at the address in `badge`"
    ]
    assert outcomes(imported(site.root, {**files, "b.json": credly()})) == (2, 0)
    assert "image: example-badge-1.png\n" in records(site.root)["example-badge-1"]
    before = tree_of(site.root / "content")
    assert outcomes(imported(site.root, files, update=True)) == (1, 0)
    assert tree_of(site.root / "content") == before


def test_a_second_picture_is_said_to_be_left(site: SiteFolder) -> None:
    """Of two pictures of one badge the record has one, and the report names the other; the same one
    again is no loss.
    """
    data = json.dumps(badge_3())
    files: dict[str, str | bytes] = {
        "a.png": baked_png(data.encode()),
        "b.svg": baked_svg(f"<![CDATA[{data}]]>"),
        "c.png": baked_png(data.encode())[:-20],
    }
    text = report_text(imported(site.root, files), dry=False)
    assert "the record has another one: picture\n" in text
    again = report_text(imported(site.root, {"a.png": files["a.png"]}), dry=False)
    assert "another one" not in again


def test_an_exam_joins_within_a_month(site: SiteFolder) -> None:
    """Issuer, code and month are one credential, whatever the title; another month is another."""
    header = ("title", "issuer", "issued_date", "exam_codes")
    rows = [
        ("Solutions Architect", "AWS", "2024-05-01", "SAA-C03"),
        ("AWS SAA", "AWS", "2024-05", "saa-c03"),
        ("AWS SAA", "AWS", "2020-01", "SAA-C03"),
    ]
    done = imported(site.root, {"x.csv": table(rows, header)})
    assert len(records(site.root)) == 2
    assert done.suggestions


def test_what_has_a_certificate_is_not_only_completed(site: SiteFolder) -> None:
    """A course that one source lists as completed, and another as a certificate, is held: if both
    come together, and if the certificate is in the site.
    """
    url = f"https://www.linkedin.com/learning/certificates/{'a' * 64}"
    header = ("Content Title", "Content Completed At (if completed)")
    learnt = table([("Git", "2021-03-04"), ("Vim", "2021-03-04")], header)
    held = table([("Git", url, "LinkedIn Learning", "2021-03", "", "")])
    imported(site.root, {"held.csv": held, "learnt.csv": learnt})
    made = records(site.root)
    assert "status" not in made["git"]
    assert "status: completed\n" in made["vim"]
    done = imported(site.root, {"learnt.csv": learnt}, update=True)
    assert not done.written
    assert "not only completed: status" in report_text(done, dry=False)


def test_similar_titles_are_listed(site: SiteFolder) -> None:
    """Two of one title that nothing joins are named in the report."""
    rows = [
        ("Data Basics", "", "Academy", "2023", "", ""),
        ("Basics Data", "", "School", "2024", "", ""),
    ]
    text = report_text(imported(site.root, {"x.csv": table(rows)}), dry=False)
    assert "Perhaps the same; nothing was joined:\n" in text
    assert "Basics Data (School, 2024)" in text


def test_a_dry_run_writes_nothing(site: SiteFolder) -> None:
    """The report is that of an import, and no file is there."""
    before = tree_of(site.root)
    done = imported(site.root, four_sources(), dry=True)
    assert "12 new, 36 the same; nothing was written" in report_text(done, dry=True)
    assert tree_of(site.root) == before


@pytest.mark.parametrize("reason", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_leaves_all_as_it_was(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch, reason: BaseException
) -> None:
    """If a file cannot be put in its place, or Ctrl-C comes before the last is, none is there."""
    site.record("mine", title="Example Badge 3", issuer="Example Cloud", verification_url=check(3))
    before = tree_of(site.root / "content")
    moved = writing._move
    calls: list[str] = []

    def _fails(root: Path, staged: Path, one: PlannedRecord, name: str) -> bool:
        calls.append(name)
        if len(calls) == 20:
            raise reason
        return moved(root, staged, one, name)

    monkeypatch.setattr(writing, "_move", _fails)
    with pytest.raises((PortfolioError, KeyboardInterrupt)):
        imported(site.root, four_sources(), update=True)
    assert tree_of(site.root / "content") == before


def test_a_picture_never_replaces_a_file(site: SiteFolder) -> None:
    """A file that has the name of a picture stays, and the picture gets another; one that a killed
    import has left is used.
    """
    picture = baked_png(json.dumps(badge_3()).encode())
    site.write("content/credentials/example-badge-1.png", b"other")
    site.write("content/credentials/example-badge-1-2.png", picture)
    done = imported(site.root, {"a.png": picture})
    assert "image: example-badge-1-2.png\n" in records(site.root)["example-badge-1"]
    assert len(list((site.root / "content/credentials").glob("*.png"))) == 2
    assert done.written


def test_nothing_private_is_written(site: SiteFolder) -> None:
    """No record and no report has an address, a hash, a legal name, a number of a member or a key."""
    rows = [
        (
            "A",
            "https://x.example.org/?identity__email=ada.private%40example.net",
            "I",
            "2021",
            "",
            "",
        ),
        ("B", "https://x.example.org/?access_token=s3cr3ts3cr3t", "I", "2021", "", ""),
    ]
    learning = table(
        [("Git", "2021-03-04", "s3cr3t")],
        (
            "Content Title",
            "Content Completed At (if completed)",
            "Notes taken on videos (if taken)",
        ),
    )
    done = imported(
        site.root,
        {
            "b.json": credly(),
            "2.json": json.dumps(badge_2(2)),
            "3.jwt": signed(badge_3(3)),
            "x.csv": table(rows),
            "y.csv": learning,
        },
    )
    assert outcomes(done)[0] == 6
    written = "".join(records(site.root).values()) + report_text(done, dry=False)
    assert [secret for secret in SECRETS if secret in written] == []
    assert "the link without what it revealed of you" in written


def test_the_command(site: SiteFolder, tmp_path: Path) -> None:
    """The command prints the table and what was lost, writes the report, and its exit code says
    whether anything was refused.
    """
    put(
        tmp_path,
        {
            "b.json": credly(credly_badge(), credly_badge(2, public=False)),
            "c.csv": "Cert,By\nA,B\n",
        },
    )
    done = site.run("import", str(tmp_path / "b.json"), "--report", str(tmp_path / "report.txt"))
    assert (done.returncode, done.stderr) == (1, "")
    assert "new: content/credentials/example-badge-1.md" in done.stdout
    assert "refused: you have made it private on Credly" in done.stdout
    assert "What no field took:" in done.stdout
    assert done.stdout.endswith("1 new, 1 refused\n")
    assert (tmp_path / "report.txt").read_text("utf-8") == done.stdout
    done = site.run("import", str(tmp_path / "c.csv"), "--map", "title=Cert,issuer=By", "--dry-run")
    assert done.returncode == 0
    assert "dry run" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from", "linkedn"], "did you mean `linkedin`?"),
        (["--map", "titel=Name"], "did you mean `title`?"),
        (["--map", "title"], "not FIELD=COLUMN"),
    ],
)
def test_misspelt_options_are_told(site: SiteFolder, arguments: list[str], said: str) -> None:
    """A format or a field that does not exist is refused with the nearest one."""
    done = site.run("import", "x.csv", *arguments)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())


@examples(150)
@given(st.data())
def test_no_json_gives_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """A file in which any value was replaced by any other is imported or refused: one result for
    each credential.
    """
    whole = data.draw(
        st.sampled_from(
            [
                {"data": [credly_badge(1), credly_badge(2)]},
                badge_2(),
                badge_3(),
                {
                    "certificates": [
                        {"name": "A", "issuer": "I", "date": "2024", "url": "https://e.org"}
                    ]
                },
            ]
        )
    )
    value = altered(data, whole)
    root = tmp_path_factory.mktemp("fuzz")
    (file,) = put(root / "files", {"x.json": json.dumps(value)})
    done = import_files(root / "site", [file], all_readers(), ReadOptions(), dry=True)
    listed = [value.get(name) for name in ("data", "certificates")]
    counts = [len(found) for found in listed if isinstance(found, list) and found]
    assert sum(outcomes(done)) in {1, *counts}
    assert report_text(done, dry=True)


@examples(60)
@given(st.data())
def test_no_bytes_give_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Truncated, damaged, renamed and random files are imported or refused with their name."""
    made = [
        value if isinstance(value, bytes) else value.encode() for value in four_sources().values()
    ]
    content = data.draw(st.sampled_from([*made[:4], signed(badge_3())]) | st.binary(max_size=60))
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(content))] * 2)))
    content = data.draw(
        st.sampled_from(
            [content[:start], content[start:], content[:start] + b"\xff\0" + content[end:]]
        )
    )
    root = tmp_path_factory.mktemp("fuzz")
    (file,) = put(root / "files", {"x": content})
    done = import_files(root / "site", [file], all_readers(), ReadOptions(), dry=True)
    assert all("files/x" in one.source and one.reason for one in done.refused)
    assert sum(outcomes(done)) > 0 or done.rest or not content


@examples(60)
@given(st.lists(st.tuples(*[st.text(max_size=12)] * 6), max_size=8))
def test_every_row_is_counted(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]
) -> None:
    """Imported, the same and refused are together the rows of a table, whatever is in them."""
    given_rows = [row for row in rows if any(cell.strip() for cell in row)]
    root = tmp_path_factory.mktemp("rows")
    text = table(rows).encode("utf-8", "surrogatepass")
    (file,) = put(root / "files", {"x.csv": text})
    done = import_files(root / "site", [file], all_readers(), ReadOptions(), dry=True)
    if b"\0" not in text:
        assert sum(outcomes(done)) == len(given_rows)


ROWS = st.tuples(
    st.sampled_from(["Data Basics", "Data basics!", "Other Basics"]),
    st.sampled_from(["", check(1), check(2), "https://verify.example.net/1"]),
    st.sampled_from(["Example Cloud", "Example Cloud (EC)", "Example School"]),
    st.sampled_from(["", "2024", "May 2024", "2024-05-17", "2024-05-18", "2023"]),
    st.sampled_from(["", "2026"]),
    st.sampled_from(["", "", "7", "8"]),
)
"""Rows of few titles and issuers, written in several ways, with dates, checks and numbers that may
disagree.
"""
OWN_HEADER = ("title", "verification_url", "issuer", "issued_date", "expiry_date", "credential_id")


def tables(rows: Sequence[tuple[tuple[str, ...], bool]]) -> dict[str, str]:
    """Rows in a table of LinkedIn's and one of the owner's."""
    chosen = {
        header: [row for row, is_own in rows if is_own is (header == OWN_HEADER)]
        for header in (HEADER, OWN_HEADER)
    }
    return {f"{header[0]}.csv": table(own, header) for header, own in chosen.items() if own}


@examples(60)
@given(
    st.lists(st.tuples(ROWS, st.booleans()), min_size=1, max_size=7),
    st.randoms(use_true_random=False),
)
def test_the_order_of_sources_decides_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[tuple[str, ...], bool]],
    chance: Random,
) -> None:
    """However rows that may be one credential, and may contradict each other, are spread over
    files, and in whatever order, the site is the same; and importing them again changes nothing.
    """
    trees = []
    for at in range(2):
        root = tmp_path_factory.mktemp("order")
        alone = {
            f"{n}-{key}": file for n, row in enumerate(rows) for key, file in tables([row]).items()
        }
        imported(root / "site", alone if at else tables(rows))
        trees.append(tree_of(root / "site/content"))
        chance.shuffle(rows)
        imported(root / "site", tables(rows))
        imported(root / "site", tables(rows), update=True)
        assert tree_of(root / "site/content") == trees[-1]
    assert trees[0] == trees[1]


VERIFY = "https://verify.example.net/1"


@pytest.mark.parametrize(
    ("own", "rows"),
    [
        (
            ("Data Basics", check(1), "Example Cloud", "", "", ""),
            [
                ("Data Basics", VERIFY, "Example Cloud", "", "", "7"),
                ("Data Basics", VERIFY, "Example Cloud", "2024-05-17", "", "8"),
                ("Other Basics", check(1), "Example Cloud", "2023", "", ""),
            ],
        ),
        (
            ("Data basics!", VERIFY, "Example Cloud (EC)", "May 2024", "", "7"),
            [
                ("Data basics!", "", "Example School", "2024-05-18", "", "7"),
                ("Data Basics", VERIFY, "Example Cloud (EC)", "2024", "", "8"),
            ],
        ),
    ],
)
def test_what_contradicts_finds_the_record_that_was_made_of_it(
    site: SiteFolder, own: tuple[str, ...], rows: list[tuple[str, ...]]
) -> None:
    """Of two rows with different numbers, of which either could be in a record with a third, each
    finds its own the second time.
    """
    files = {"own.csv": table([own], OWN_HEADER), "x.csv": table(rows)}
    imported(site.root, files)
    before = tree_of(site.root / "content")
    assert not imported(site.root, dict(reversed(files.items())), update=True).written
    assert tree_of(site.root / "content") == before


def test_what_a_record_says_as_a_whole_counts_before_it_is_there(site: SiteFolder) -> None:
    """A title of one source with the issuer of another is that of the record of both: what could
    not be joined beside that record is not joined before it is there.
    """
    site.record("other", title="Other Basics", issuer="Example Cloud", issued_date="2024-05")
    badge = {"name": "Data Basics", "issuer": {"name": "Example Cloud"}}
    named = badge_2(1, id="https://badges.example.org/credentials/1", badge=badge)
    unnamed = badge_3(1, issuer="did:key:z6Mk")
    unnamed["credentialSubject"]["achievement"]["name"] = "Other Basics"
    row = ("Other Basics", "", "Example Cloud", "2024-05-18", "", "")
    files = {"2.json": json.dumps(named), "3.json": json.dumps(unnamed), "x.csv": table([row])}
    done = imported(site.root, files)
    assert len(records(site.root)) == 3, done.planned
    assert not imported(site.root, files).written


PLATFORM = """
[platforms.academy]
name = "Example Academy"
hosts = ["check.example.net"]
issuers = ["Example Academy"]
[[platforms.academy.links]]
path = '/c/(?P<id>[a-z0-9]+)'
url = "https://check.example.net/c/{id}"
id = '[a-z0-9]{8}'
"""


def test_the_platforms_of_the_site_are_known(site: SiteFolder) -> None:
    """A link or a number of a platform under `[platforms]` joins, names its platform and issuer, and
    loses what the platform does not need; settings that cannot be read name no platform.
    """
    site.write("portfolio.toml", SETTINGS + PLATFORM)
    address = "https://check.example.net/c/abcd1234"
    site.record("mine", title="My Words", issuer="Example Academy", credential_id="abcd1234")
    rows = [
        ("Their Words", f"{address}?from=mail", "", "2024", "", ""),
        ("Another", "https://check.example.net/c/efgh5678?from=mail", "", "2024", "", ""),
    ]
    done = imported(site.root, {"x.csv": table(rows)})
    assert list(records(site.root)) == ["another", "mine"]
    text = records(site.root)["another"]
    assert "issuer: Example Academy\n" in text
    assert "verification_url: https://check.example.net/c/efgh5678\n" in text
    assert outcomes(done) == (2, 0)
    site.write("portfolio.toml", "[platforms.academy]\nname = 5\n")
    assert outcomes(imported(site.root, {"x.csv": table(rows)}, dry=True)) == (0, 2)


def test_a_page_of_the_owner_is_no_check(site: SiteFolder) -> None:
    """A link to the site itself, or to the website that a résumé calls its owner's, is told and not
    taken; a check of a platform stays one wherever the owner says to live.
    """
    site.write("portfolio.toml", SETTINGS)
    own = "https://ada.example.net/certificates/a/"
    rows = [("Of the Site", "https://example.org/credentials/a/", "I", "2024", "", "")]
    certificates = [
        {"name": "Of the Owner", "issuer": "I", "url": own},
        {"name": "Of a Platform", "issuer": "I", "url": check(1)},
    ]
    resume = {"basics": {"url": "https://ada.example.net"}, "certificates": certificates}
    canonical = {
        "meta": {"canonical": "https://ada.example.net/resume.json"},
        "certificates": [{"name": "Of a File", "issuer": "I", "url": own}],
    }
    self_asserted = {
        "issuer": {"id": "https://ada.example.net", "url": "https://ada.example.net"},
        "evidence": [{"id": f"{own}certificate.pdf"}],
        "credentialSubject": {
            "id": "https://ada.example.net",
            "achievement": {"name": "Of a Badge", "creator": {"name": "I"}},
        },
    }
    on_credly = {"basics": {"url": "https://www.credly.com"}, "certificates": certificates[1:]}
    files = {
        "x.csv": table(rows),
        **{f"{n}.json": json.dumps(one) for n, one in enumerate((resume, canonical, on_credly))},
        "3-own.json": json.dumps(badge_3(3, **self_asserted)),
        "cv.yaml": f"cv:\n  website: https://ada.example.net/\n  sections:\n    certificates:\n"
        f"      - name: Of a CV\n        summary: I\n        url: {own}\n",
    }
    done = imported(site.root, files)
    assert outcomes(done) == (7, 0)
    made = records(site.root)
    assert [name for name, text in made.items() if "verification_url" in text] == ["of-a-platform"]
    assert report_text(done, dry=False).count("only its owner vouches for what is there") == 4


def calls_of_import(site: SiteFolder, files: Mapping[str, str | bytes]) -> int:
    """The calls of functions in this process that an import makes; seconds depend on the machine."""
    with Profile() as profile:
        imported(site.root, files)
    return sum(one.callcount for one in profile.getstats())


def test_a_second_import_costs_about_what_the_first_does(site: SiteFolder) -> None:
    """Finding each credential in the site takes hardly more calls than making it."""
    rows = [
        (f"Course {n}", check(n) if n % 2 else "", f"Issuer {n % 9}", "2024-05-17", "", f"N{n}")
        for n in range(300)
    ]
    first, second = (calls_of_import(site, {"x.csv": table(rows)}) for _ in range(2))
    assert len(records(site.root)) == 300
    assert second < 1.3 * first


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside the repository")
def test_every_sample_is_imported_or_refused(site: SiteFolder) -> None:
    """Real files of others: each gives a record or a reason, what is made builds, nothing private
    is in it, and the second time nothing changes.
    """
    names = (
        "openbadges2",
        "openbadges3",
        "credly",
        "linkedin",
        "jsonresume",
        "frontmatter",
        "rendercv",
        "themes",
        "seed",
        "blockcerts",
        "clr2",
        "vc-test-fixtures",
    )
    folders = [SAMPLES / name for name in names]
    done = import_files(site.root, folders, all_readers(), ReadOptions())
    files = [
        Path(where, name)
        for folder in folders
        for where, _, found in os.walk(folder)
        for name in found
    ]
    told = {found.source for one in done.planned for found in one.found} | {
        one.source for one in done.refused
    }
    told |= {one.source for one in done.left}
    assert told == {str(path) for path in files}
    written = "".join(records(site.root).values())
    assert [
        word
        for word in ("@", "sha256$", "did:", "Jane Doe", "Example Student", "deadsea")
        if word in written
    ] == []
    assert not has_errors(tuple(site.problems()))
    before = tree_of(site.root / "content")
    import_files(site.root, folders[::-1], all_readers(), ReadOptions(), update=True)
    assert tree_of(site.root / "content") == before
