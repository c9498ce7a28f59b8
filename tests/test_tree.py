"""Files as a tree of git: as they are, however many, whatever their names."""

from __future__ import annotations

from pathlib import Path

from deploying import make_published

from portfolio.deploy.git import repository_of
from portfolio.deploy.tree import (
    MAX_AT_ONCE,
    read_blob,
    read_tree,
    store_files,
    store_text,
    write_tree,
)


def test_a_tree_is_what_was_stored(tmp_path: Path) -> None:
    """Many files with odd names are stored in order, with their progress, and read again; neither
    the index of the user nor a filter is involved.
    """
    published = make_published(tmp_path)
    repository = repository_of(published.site.root, published.local.environ)
    folder = tmp_path / 'a "folder"\\with\nodd characters'
    names = [f"pages/{number}/index.html" for number in range(MAX_AT_ONCE)]
    names += ["a b.txt", 'quote".txt', "back\\slash.txt", "línea.txt", "new\nline.txt", "-.txt"]
    for number, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%d\r\n" % number)
    shown: list[tuple[str, int, int]] = []
    files = store_files(repository, folder, names, lambda *step: shown.append(step))
    assert list(files) == names
    assert shown == [("storing", MAX_AT_ONCE, len(names)), ("storing", len(names), len(names))]
    assert read_tree(repository, write_tree(repository, files)) == files
    assert published.local.git("status", "--porcelain") == ""
    assert files["a b.txt"] == store_text(repository, f"{MAX_AT_ONCE}\r\n")
    assert read_blob(repository, files["a b.txt"]) == f"{MAX_AT_ONCE}\r"


def test_no_commit_has_no_files(tmp_path: Path) -> None:
    """Where there is no branch yet, there are no files."""
    published = make_published(tmp_path)
    repository = repository_of(published.site.root, published.local.environ)
    assert read_tree(repository, "") == {}
