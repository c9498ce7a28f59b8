"""Writes what was seen into `content/evidence/`: each file as a whole, and only if it changes."""

from __future__ import annotations

from pathlib import Path

from ..content.evidence import LINKS_FILE, document_content, document_path, links_content
from ..diagnostics import PortfolioError
from ..domain.proof import Evidence
from ..paths import CONTENT_FOLDER, EVIDENCE_FOLDER


def save_evidence(site: Path, evidence: Evidence) -> tuple[str, ...]:
    """Write all links and these documents; other documents stay. Return the paths that changed.

    Raises PortfolioError if one cannot be written.
    """
    files = {
        document_path(address): document_content(document)
        for address, document in evidence.documents.items()
    }
    if evidence.links or (site / LINKS_FILE).exists():
        files[LINKS_FILE] = links_content(evidence.links)
    changed = {path: content for path, content in files.items() if not _is(site / path, content)}
    if not changed:
        return ()
    path = EVIDENCE_FOLDER
    try:
        _make_folder(site)
        for path, content in sorted(changed.items()):
            _put(site / path, content)
    except OSError as reason:
        raise PortfolioError(
            f"{path} cannot be written: {reason.strerror or reason}",
            "mend that, and run the same command again",
        ) from None
    return tuple(sorted(changed))


def _is(path: Path, content: bytes) -> bool:
    """Whether a file has this content already."""
    try:
        return not path.is_symlink() and path.read_bytes() == content
    except OSError:
        return False


def _make_folder(site: Path) -> None:
    if any((site / name).is_symlink() for name in (CONTENT_FOLDER, EVIDENCE_FOLDER)):
        raise PortfolioError(
            f"{EVIDENCE_FOLDER} is or is in a symbolic link", "replace it with the folder itself"
        )
    (site / EVIDENCE_FOLDER).mkdir(parents=True, exist_ok=True)


def _put(path: Path, content: bytes) -> None:
    """Write a file under a hidden name, which nothing reads, and rename it. Raises OSError."""
    aside = path.with_name(f".{path.name}.new")
    aside.unlink(missing_ok=True)
    with aside.open("xb") as file:
        file.write(content)
    aside.replace(path)
