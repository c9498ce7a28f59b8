"""Files of other programs, invented for tests, and an import of them into a folder."""

from __future__ import annotations

import base64
import csv
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from conftest import SiteFolder, tree_of
from hypothesis import strategies as st
from test_files import png

from portfolio.diagnostics import has_errors
from portfolio.importing.model import ReadOptions
from portfolio.importing.readers import all_readers
from portfolio.importing.records.import_report import report_text
from portfolio.importing.records.run import Import, import_files

ADDRESS = "ada.private@example.net"
HASH = "sha256$ecf5409f3f4b91ab60cc5ef4c02aef7032354375e70cf4d8e43f6a1d29891942"
LEGAL_NAME = "Augusta Legalname"
MEMBER = "member-number-4711"
SECRETS = (ADDRESS, "ada.private%40", HASH, LEGAL_NAME, MEMBER, "deadsea", "s3cr3t")
"""What sources say of their owner, and no record may."""
HEADER = ("Name", "Url", "Authority", "Started On", "Finished On", "License Number")


def uuid(number: int) -> str:
    """An id as Credly gives them."""
    return f"4f7c0c6e-2d7c-4f5e-9f43-{number:012x}"


def credly_badge(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A badge of Credly."""
    badge = {
        "id": uuid(number),
        "issued_at_date": "2024-05-17",
        "issued_at": "2024-05-18T01:00:00.000+02:00",
        "expires_at_date": None,
        "issued_to": LEGAL_NAME,
        "earner_path": f"/users/{MEMBER}",
        "state": "accepted",
        "public": True,
        "image_url": "https://images.credly.com/images/x/badge.png",
        "issuer": {
            "summary": "issued by Example Cloud",
            "entities": [
                {"label": "Issued by", "primary": True, "entity": {"name": "Example Cloud"}}
            ],
        },
        "badge_template": {
            "name": f"Example Badge {number}",
            "description": "Shows that its earner can <b>deploy</b> things.",
            "skills": [{"name": "Python"}, {"name": "Public Speaking"}],
            "type_category": "Certification",
            "level": "Foundational",
        },
    }
    return badge | changes


def credly(*badges: dict[str, Any]) -> bytes:
    """The badges of a profile on Credly."""
    return json.dumps({"data": badges or [credly_badge()], "metadata": {"count": 1}}).encode()


def badge_3(number: int = 1, **changes: Any) -> dict[str, Any]:
    """An Open Badge 3."""
    badge: dict[str, Any] = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": f"https://badges.example.org/credentials/{number}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"Example Badge {number} for {LEGAL_NAME}",
        "issuer": {"id": "https://badges.example.org", "name": "Example Cloud"},
        "validFrom": "2024-05-17T23:30:00-11:00",
        "credentialSubject": {
            "id": f"mailto:{ADDRESS}",
            "name": LEGAL_NAME,
            "identifier": [{"type": "IdentityObject", "identityHash": HASH, "salt": "deadsea"}],
            "achievement": {
                "id": "https://badges.example.org/achievements/1",
                "achievementType": "Certification",
                "name": f"Example Badge {number}",
                "description": "Shows that its earner can deploy things.",
                "criteria": {"narrative": "Pass the **exam**.\n\n- once\n- online"},
                "tag": ["Python", "Public Speaking"],
            },
        },
        "proof": {"type": "DataIntegrityProof", "proofValue": "z4zFQp8"},
    }
    return badge | changes


def badge_2(number: int = 1, **changes: Any) -> dict[str, Any]:
    """An assertion of Open Badges 2, with its badge in it."""
    assertion: dict[str, Any] = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": f"https://badges.example.org/assertions/{number}?identity__email=ada.private%40example.net",
        "recipient": {"type": "email", "hashed": True, "salt": "deadsea", "identity": HASH},
        "issuedOn": "2024-05-17T23:30:00Z",
        "badge": {
            "type": "BadgeClass",
            "name": f"Example Badge {number}",
            "description": "Shows that its earner can deploy things.",
            "criteria": {"id": "https://badges.example.org/criteria"},
            "issuer": {"name": "Example Cloud", "email": "desk@example.org"},
            "tags": "Python",
        },
        "verification": {"type": "hosted"},
    }
    return assertion | changes


def signed(credential: Mapping[str, Any]) -> bytes:
    """A credential as signed JSON, with a signature that is none."""
    parts = (json.dumps({"alg": "RS256"}).encode(), json.dumps(credential).encode(), b"signature")
    return b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def baked_png(data: bytes, keyword: bytes = b"openbadgecredential") -> bytes:
    """A picture with the data of a badge behind its own."""
    picture = png()
    return picture[:-12] + chunk(b"iTXt", keyword + b"\0" * 5 + data) + picture[-12:]


def baked_svg(inside: str, attributes: str = "") -> bytes:
    """A drawing with a badge in it."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"'
        f' width="9" height="9"><openbadges:credential {attributes}>{inside}</openbadges:credential>'
        '<rect width="9" height="9"/></svg>'
    ).encode()


def table(rows: Iterable[Sequence[str]], header: Sequence[str] = HEADER, **form: Any) -> str:
    """A table as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, **form)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """An archive."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return whole.getvalue()


def put(folder: Path, files: Mapping[str, str | bytes]) -> list[Path]:
    """Write files into a folder; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return [folder / name for name in files]


def imported(
    root: Path,
    files: Mapping[str, str | bytes],
    columns: Mapping[str, str] | None = None,
    format: str = "",
    **options: Any,
) -> Import:
    """Import files, which are put beside the site first."""
    paths = put(root.parent / "files", files)
    return import_files(root, paths, all_readers(), ReadOptions(format, columns or {}), **options)


def records(root: Path) -> dict[str, str]:
    """The records of a site by name."""
    folder = root / "content/credentials"
    return {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.md"))}


def outcomes(done: Import) -> tuple[int, int]:
    """How many credentials were imported or known, and how many refused."""
    return sum(len(one.found) for one in done.planned), len(done.refused)


def checked(site: SiteFolder, files: Mapping[str, str | bytes]) -> Import:
    """Import files; what was made builds, says nothing private, and stays the second time."""
    done = imported(site.root, files)
    assert not has_errors(tuple(site.problems()))
    written = "".join(records(site.root).values()) + report_text(done, dry=False)
    assert [secret for secret in SECRETS if secret in written] == []
    before = tree_of(site.root / "content")
    imported(site.root, files, update=True)
    assert tree_of(site.root / "content") == before
    return done


_ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [path, *(deep for key, item in items for deep in _paths(item, (*path, key)))]


def altered(data: st.DataObject, whole: Any) -> Any:
    """A JSON value of which one part, drawn at random, was replaced by any other value."""
    value: Any = json.loads(json.dumps(whole))
    path = data.draw(st.sampled_from(_paths(value)[1:]))
    inner = value
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = data.draw(_ANY_JSON)
    return value


def survives(folder: Path, data: st.DataObject, whole: Any) -> None:
    """Whatever value of a file is replaced by any other, it is imported or refused."""
    (file,) = put(folder / "files", {"x.json": json.dumps(altered(data, whole))})
    done = import_files(folder / "site", [file], all_readers(), ReadOptions(), dry=True)
    assert sum(outcomes(done)) > 0
    assert report_text(done, dry=True)
