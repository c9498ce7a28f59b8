"""The formats that are imported: what becomes of the values of each."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from importing_files import (
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
from test_files import png

from portfolio.domain.records.credential import Record
from portfolio.importing.model import (
    LINK,
    NO_FIELD,
    REMOTE_PICTURE,
    SKILLS,
    TEXT,
    FormatReader,
    Left,
    ReadOptions,
    SourcePicture,
)
from portfolio.importing.readers import all_readers
from portfolio.importing.records.run import import_files


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A site without records."""
    (tmp_path / "site/content/credentials").mkdir(parents=True)
    return tmp_path / "site"


@pytest.mark.parametrize("reader", all_readers(), ids=lambda reader: reader.name)
def test_every_table_leads_to_fields(reader: FormatReader) -> None:
    """What a reader takes goes to a field of records, or to what all readers may fill."""
    assert set(reader.fields.values()) <= {*Record.specs(), TEXT, SKILLS, LINK}


def test_a_badge_of_credly_becomes_a_record(root: Path) -> None:
    """The record is as its owner would write it: fields in their order, the public check, the day
    as it is written, skills told from technologies, and the text without HTML.
    """
    imported(root, {"badges.json": credly()})
    assert records(root) == {
        "example-badge-1": f"""---
title: Example Badge 1
issuer: Example Cloud
issued_date: 2024-05-17
type: professional_certification
platform: Credly
credential_id: {uuid(1)}
verification_url: https://www.credly.com/badges/{uuid(1)}/public_url
technologies: [Python]
competencies: [public_speaking]
level: Foundational
---

Shows that its earner can \\<b>deploy\\</b> things.
"""
    }


def test_platform_and_issuer_of_credly_are_told_apart(root: Path) -> None:
    """Where a platform of courses is the first entity, the other one is the issuer; without
    entities, the summary names it.
    """
    both = {
        "entities": [{"primary": True, "entity": {"name": "Coursera"}}, {"entity": {"name": "IBM"}}]
    }
    summary = {"summary": "issued by Example Guild"}
    imported(
        root,
        {"b.json": credly(credly_badge(1, issuer=both), credly_badge(2, issuer=summary))},
    )
    first, second = records(root).values()
    assert "issuer: IBM\n" in first
    assert "platform: Coursera\n" in first
    assert "issuer: Example Guild\n" in second


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"state": "revoked"}, "its issuer has revoked it"),
        ({"state": "pending"}, "you have not accepted it on Credly"),
        ({"state": {"a": 1}}, "it is neither accepted nor pending nor revoked"),
        ({"public": False}, "you have made it private on Credly"),
        ({"badge_template": 5}, "it is not a badge"),
        ({"badge_template": {"description": "x"}}, "it has no title"),
        ({"issuer": None}, "it has no issuer"),
    ],
)
def test_badges_of_credly_that_are_not_imported(
    root: Path, changes: dict[str, object], reason: str
) -> None:
    """A badge that is not the owner's to show, or says too little, is refused with its place."""
    done = imported(root, {"b.json": credly(credly_badge(), credly_badge(2, **changes))})
    (refused,) = done.refused
    assert (refused.place, refused.reason) == ("data[1]", reason)
    assert len(records(root)) == 1


def test_a_single_badge_of_credly_is_read(root: Path) -> None:
    """A file with one badge, without the list around it, is the same as one with the list."""
    assert outcomes(imported(root, {"b.json": json.dumps(credly_badge())})) == (1, 0)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plain.json", json.dumps(badge_3()).encode()),
        ("signed.jwt", signed(badge_3())),
        ("claims.jwt", signed({"vc": badge_3(), "iss": "https://x.example", "jti": "urn:x"})),
        ("picture.png", baked_png(json.dumps(badge_3()).encode())),
        ("signed.png", baked_png(signed(badge_3()))),
        ("drawing.svg", baked_svg(f"<![CDATA[{json.dumps(badge_3())}]]>")),
        ("signed.svg", baked_svg("", f'verify="{signed(badge_3()).decode()}"')),
        ("renamed.txt", baked_png(json.dumps(badge_3()).encode())),
    ],
)
def test_open_badges_3_are_read_from_whatever_holds_them(
    root: Path, name: str, content: bytes
) -> None:
    """JSON, signed JSON, pictures and drawings give one record; the name of the file is nothing."""
    done = imported(root, {name: content})
    assert outcomes(done) == (1, 0)
    text = records(root)["example-badge-1"]
    for line in (
        "title: Example Badge 1\n",
        "issuer: Example Cloud\n",
        "issued_date: 2024-05-17\n",
        "type: professional_certification\n",
        "verification_url: https://badges.example.org/credentials/1\n",
        "technologies: [Python]\n",
        "Pass the **exam**.\n\n- once\n- online\n",
    ):
        assert line in text
    pictures = [path for path in (root / "content/credentials").iterdir() if path.suffix != ".md"]
    assert [path.read_bytes() for path in pictures] == (
        [] if name[-3:] in ("son", "jwt") else [content]
    )
    assert ("# To confirm: say what the picture shows\nimage_alt:" in text) == bool(pictures)


def inline(content: bytes) -> str:
    """A picture as the address that has it in it."""
    return f"data:image/png;base64,{base64.b64encode(content).decode()}"


@pytest.mark.parametrize("version", [2, 3])
@pytest.mark.parametrize("shape", ["text", "object"])
def test_a_picture_in_the_json_of_a_badge_is_its_image(
    root: Path, version: int, shape: str
) -> None:
    """The picture of who holds a badge comes before that of the badge, and both before one on the
    web; the logo of an issuer is none, and a file that is a picture is the picture.
    """
    own, shared = png(9, 9), png(8, 8)
    made = badge_2() if version == 2 else badge_3()
    about = made["badge"] if version == 2 else made["credentialSubject"]["achievement"]
    issuer = about["issuer"] if version == 2 else made["issuer"]
    about["image"] = {"id": inline(shared)} if shape == "object" else inline(shared)
    issuer["image"] = inline(png(7, 7))
    done = imported(root, {"b.json": json.dumps(made)}, dry=True)
    (found,) = done.planned[0].found
    assert found.picture == SourcePicture(shared, ".png")
    assert [one.reason for one in found.left if one.key.endswith("issuer.image")] == [NO_FIELD]
    made["image"] = inline(own)
    baked = baked_png(json.dumps(made).encode())
    for content, picture in ((json.dumps(made), own), (baked, baked)):
        done = imported(root, {"b.json": content}, dry=True)
        (found,) = done.planned[0].found
        assert found.picture == SourcePicture(picture, ".png")
        assert ("image" in {one.key for one in found.left}) == (picture == baked)
    made["image"] = "https://badges.example.org/1.png"
    done = imported(root, {"b.json": json.dumps(made)})
    (found,) = done.planned[0].found
    assert found.picture == SourcePicture(shared, ".png")
    assert Left("image", REMOTE_PICTURE) in found.left
    assert "image: example-badge-1.png\n" in records(root)["example-badge-1"]


@pytest.mark.parametrize("form", ["json", "jws", "png", "svg"])
def test_open_badges_2_are_read(root: Path, form: str) -> None:
    """An assertion with its badge in it becomes a record, without the address in its link."""
    data = json.dumps(badge_2()).encode()
    old = baked_svg(data.decode().join(("<![CDATA[", "]]>"))).replace(
        b"https://purl.imsglobal.org/ob/v3p0", b"http://openbadges.org"
    )
    made = {
        "json": data,
        "jws": signed(badge_2()),
        "png": baked_png(data, b"openbadges"),
        "svg": old.replace(b"openbadges:credential", b"openbadges:assertion"),
    }
    done = imported(root, {"badge": made[form]})
    assert outcomes(done) == (1, 0)
    text = records(root)["example-badge-1"]
    assert "verification_url: https://badges.example.org/assertions/1\n" in text
    assert "course_url: https://badges.example.org/criteria\n" in text
    kinds = {left.key for one in done.planned for found in one.found for left in found.left}
    assert {"recipient", "id"} & kinds


@pytest.mark.parametrize(
    ("badge", "reason"),
    [
        (badge_2(badge="https://badges.example.org/1"), "it does not say which badge"),
        (badge_2(revoked=True), "its issuer has revoked it"),
        ({"type": "BadgeClass", "name": "B"}, "it describes a badge"),
        (badge_3(credentialSubject={"id": "x"}), "it has no `achievement`"),
        (badge_3(issuer="did:key:z6Mk"), "it has no issuer"),
    ],
)
def test_badges_that_say_too_little(root: Path, badge: dict[str, object], reason: str) -> None:
    """A badge that leaves out what was earned, or who says so, is refused with that reason."""
    (refused,) = imported(root, {"b.json": json.dumps(badge)}).refused
    assert refused.reason.startswith(reason)


SPREAD: dict[str, dict[str, object]] = {
    "assertion.json": badge_2(badge="https://badges.example.org/b"),
    "class.json": {
        "type": "BadgeClass",
        "id": "https://badges.example.org/b",
        "name": "Example Badge 1",
        "issuer": "https://badges.example.org/i",
    },
    "issuer.json": {
        "type": "Issuer",
        "id": "https://badges.example.org/i",
        "name": "Example Cloud",
    },
}
"""A badge in three files, each of which names the next by its id."""


@pytest.mark.parametrize("is_archive", [False, True])
def test_a_badge_in_several_files_is_joined_by_their_ids(root: Path, *, is_archive: bool) -> None:
    """An assertion finds its badge and that its issuer, whatever the order of the files."""
    files: dict[str, str | bytes] = {name: json.dumps(one) for name, one in SPREAD.items()}
    if is_archive:
        files = {"badges.zip": zipped(files)}
    done = imported(root, files)
    assert (outcomes(done), done.rest) == ((1, 0), ())
    assert "issuer: Example Cloud\n" in records(root)["example-badge-1"]
    assert not imported(root, dict(reversed(files.items())), update=True).written


@pytest.mark.parametrize(
    ("missing", "reasons"),
    [
        (
            "issuer.json",
            {"assertion.json": "it does not say who awards it: that is in another file, at"},
        ),
        (
            "class.json",
            {
                "assertion.json": "it does not say which badge: that is in another file, at",
                "issuer.json": "it is of no format that is read",
            },
        ),
        ("assertion.json", {"class.json": "it describes a badge, and says of nobody that"}),
    ],
)
def test_a_badge_of_which_a_file_is_missing_is_refused(
    root: Path, missing: str, reasons: dict[str, str]
) -> None:
    """Each file that cannot be read without another is refused with what that has."""
    files = {name: json.dumps(one) for name, one in SPREAD.items() if name != missing}
    refused = {Path(one.source).name: one.reason for one in imported(root, files).refused}
    for name, reason in reasons.items():
        assert refused[name].startswith(reason)


def test_two_descriptions_of_one_badge_are_none(root: Path) -> None:
    """If two files describe one id differently, neither is taken."""
    files = {name: json.dumps(one) for name, one in SPREAD.items()}
    other = json.dumps(SPREAD["class.json"] | {"name": "Another"})
    done = imported(root, {**files, "other.json": other})
    assert "it does not say which badge" in str([one.reason for one in done.refused])
    assert not done.written


def test_skills_of_a_json_resume_are_left_with_the_reason(root: Path) -> None:
    """A skill has no issuer, so the report says why it is no record."""
    resume = {"certificates": [{"name": "A", "issuer": "I"}], "skills": [{"name": "Python"}]}
    done = imported(root, {"resume.json": json.dumps(resume)})
    assert [one.left.reason for one in done.left if one.left.key == "skills"] == [
        "a record needs an issuer, and nobody vouches for a skill there"
    ]


def test_pictures_without_a_badge_are_refused(root: Path) -> None:
    """A picture that has no badge, one on the web only, or a damaged one, is refused as such."""
    done = imported(
        root,
        {
            "1.png": baked_png(b"{"),
            "2.png": baked_png(b"x", b"comment"),
            "3.png": baked_png(b"https://badges.example.org/1", b"openbadges"),
            "4.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><a",
        },
    )
    reasons = [one.reason for one in done.refused]
    assert "cannot be read" in reasons[0]
    assert reasons[1] == reasons[3] == "it is a picture without the data of a badge"
    assert reasons[2].startswith("its badge is on the web")


ROW = ("Data Basics", "", "Example Academy", "Jan 2021", "", "")
TABLE = table([ROW])


@pytest.mark.parametrize(
    "content",
    [
        TABLE,
        TABLE.replace("\n", "\r\n"),
        b"\xef\xbb\xbf" + TABLE.encode(),
        TABLE.encode("utf-16"),
        table([ROW], delimiter=";"),
        table([ROW], quoting=1),
        "Notes:\n\n" + TABLE,
        table(
            [ROW[::-1]], ("License Number", "FINISHED ON", "started on", "Authority", "Url", "Name")
        ),
        "Certification Name,Certification Authority,Start Date\nData Basics,Example Academy,Jan 2021\n",
    ],
)
def test_tables_of_linkedin_in_all_their_forms(root: Path, content: str | bytes) -> None:
    """Byte-order marks, line ends, separators, notes above, other orders and older names of columns
    make no difference.
    """
    assert outcomes(imported(root, {"x": content})) == (1, 0)
    assert list(records(root).values()) == [
        "---\ntitle: Data Basics\nissuer: Example Academy\nissued_date: 2021-01\n---\n"
    ]


def test_what_spreadsheets_write_in_latin_1_is_read(root: Path) -> None:
    """A table that a spreadsheet saved in its old encoding keeps its letters."""
    imported(root, {"x.csv": table([("Prüfung", "", "Café", "2021", "", "")]).encode("cp1252")})
    assert "title: Prüfung\nissuer: Café\nissued_date: 2021\n" in records(root)["prüfung"]


def test_links_of_linkedin_go_to_their_fields(root: Path) -> None:
    """A check, a course and a page of unknown form are told apart; a profile and a picture are left."""
    urls = {
        "Check": f"https://www.youracclaim.com/badges/{uuid(1)}/linked_in_profile?trk=x",
        "Course": "https://www.coursera.org/learn/machine-learning",
        "Page": "check.example.org/9?token=s3cr3tvalue12",
        "Profile": "https://www.credly.com/users/ada",
        "Picture": "https://example.org/a.png",
    }
    rows = [(name, url, "Example Academy", "2021", "", "") for name, url in urls.items()]
    done = imported(root, {"x.csv": table(rows)})
    made = records(root)
    assert (
        f"verification_url: https://www.credly.com/badges/{uuid(1)}/public_url\n" in made["check"]
    )
    assert "platform: Credly\n" in made["check"]
    assert "course_url: https://www.coursera.org/learn/machine-learning\n" in made["course"]
    assert "verification_url: https://check.example.org/9\n" in made["page"]
    assert "http" not in made["profile"] + made["picture"]
    left = [one for plan in done.planned for found in plan.found for one in found.left]
    assert len([one for one in left if one.key == LINK]) == 3


def test_a_platform_as_issuer_is_named(root: Path) -> None:
    """Where a table has only Credly as issuer, the record says so and asks for the issuer."""
    imported(root, {"x.csv": table([("Badge", "", "Credly", "2021", "", "")])})
    assert "# To confirm: Credly shows what others award" in records(root)["badge"]


def test_courses_of_linkedin_learning_are_completed(root: Path) -> None:
    """What was completed becomes that and no more; what was not is refused."""
    header = (
        "Content Title",
        "Content Type",
        "Content Completed At (if completed)",
        "Notes taken on videos (if taken)",
    )
    rows = [("Git", "COURSE", "2021-03-04 15:22 UTC", "mine"), ("Vim", "COURSE", "N/A", "")]
    done = imported(root, {"Learning.csv": table(rows, header)})
    assert outcomes(done) == (1, 1)
    assert "issued_date: 2021-03-04\nstatus: completed\n" in records(root)["git"]
    assert "mine" not in records(root)["git"]


def test_certificates_of_a_json_resume(root: Path) -> None:
    """Name, date, link and issuer come through exactly; broken ones are left or refused."""
    certificates = [
        {"name": "A", "date": "2019-05", "url": "https://example.org/a", "issuer": "I", "x": 1},
        {"name": "B", "date": "2024-13", "issuer": "I", "url": None},
        {"name": "C"},
        "D",
    ]
    data = {"basics": {"name": "Ada"}, "work": [], "certificates": certificates}
    done = imported(root, {"resume.json": json.dumps(data)})
    assert outcomes(done) == (2, 2)
    assert "issued_date: 2019-05\nverification_url: https://example.org/a\n" in records(root)["a"]
    assert "issued_date" not in records(root)["b"]
    assert {one.left.key for one in done.left} == {"basics", "work"}


def test_degrees_of_a_json_resume_where_they_are_asked_for(root: Path, tmp_path: Path) -> None:
    """A degree has its kind and area as title; without the option it is only reported."""
    degree = {
        "institution": "Example University",
        "area": "Computer Science",
        "studyType": "Bachelor of Science",
        "startDate": "2015-10",
        "endDate": "2019-06",
        "score": "1.7",
        "url": "https://university.example/",
        "courses": ["Databases"],
    }
    certificate = {"name": "A", "issuer": "I", "date": "2020"}
    data = {"basics": {}, "education": [degree, "none"], "certificates": [certificate]}
    (path,) = put(tmp_path / "files", {"resume.json": json.dumps(data)})
    done = import_files(root, [path], all_readers(), ReadOptions(education=True))
    assert outcomes(done) == (2, 1)
    assert records(root)["bachelor-of-science-computer-science"].startswith(
        '---\ntitle: "Bachelor of Science, Computer Science"\nissuer: Example University\n'
        "issued_date: 2019-06\ntype: degree\n"
    )
    left = {left.key for one in done.planned for found in one.found for left in found.left}
    assert left == {"url", "courses"}
    plain = import_files(root, [path], all_readers(), ReadOptions(), dry=True)
    assert "education" in {one.left.key for one in plain.left}


def test_a_table_of_ones_own(root: Path) -> None:
    """Columns are named with the map, or have the names of fields; lists are split."""
    text = "Cert;By;Earned;Tools;Room\nData Basics;Example Academy;3 May 2021;Python, SQL;12\n"
    columns = {"title": "cert", "issuer": "By", "issued_date": "Earned", "technologies": "Tools"}
    done = imported(root, {"own.csv": text}, columns)
    assert "issued_date: 2021-05-03\ntechnologies: [Python, SQL]\n" in records(root)["data-basics"]
    assert [left.key for left in done.planned[0].found[0].left] == ["Room"]
    again = "title,organisation,earned_on,description\nData Basics,Example Academy,2021-05-03,x\n"
    assert not imported(root, {"again.csv": again}).written


def test_the_map_comes_before_what_a_table_looks_like(root: Path) -> None:
    """A table with all columns of the map is the owner's, even if it looks like LinkedIn's."""
    rows = [("Data Basics", "", "Example Academy", "2021", "2022", "")]
    columns = {"title": "Name", "issuer": "Authority", "issued_date": "Finished On"}
    imported(root, {"x.csv": table(rows)}, columns)
    assert "issued_date: 2022\n---" in records(root)["data-basics"]


def test_only_the_named_format_is_read(root: Path) -> None:
    """With a format, a file of another is refused."""
    done = imported(root, {"b.json": credly()}, format="linkedin")
    assert [one.reason for one in done.refused] == ["it is of no format that is read"]
