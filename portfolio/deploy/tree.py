"""Files as a tree of git: written from their bytes as they are, without the user's index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from ..options import Progress
from .git import Repository, run_git

Tree = Mapping[str, str]
"""The files of a tree: each name with mode and id, `100644 5f2b…`."""
REGULAR = "100644"
"""The mode of a file."""
MAX_AT_ONCE = 500
"""Maximum files that one process reads, so that the progress is shown."""


def store_files(
    repository: Repository, folder: Path, names: Sequence[str], shown: Progress
) -> Tree:
    """Store files of a folder as they are, without filters for line ends or large files."""
    found: dict[str, str] = {}
    for start in range(0, len(names), MAX_AT_ONCE):
        batch = names[start : start + MAX_AT_ONCE]
        paths = "".join(f"{_quoted_path(f'{folder}/{name}')}\n" for name in batch)
        ids = run_git(repository, "hash-object", "-w", "--no-filters", "--stdin-paths", given=paths)
        found |= zip(batch, (f"{REGULAR} {blob}" for blob in ids.split("\n")), strict=True)
        shown("storing", len(found), len(names))
    return found


def _quoted_path(path: str) -> str:
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def store_text(repository: Repository, text: str) -> str:
    """Store a text; return its mode and id."""
    return f"{REGULAR} {run_git(repository, 'hash-object', '-w', '--stdin', given=text)}"


def read_blob(repository: Repository, entry: str) -> str:
    """The text of a file by its mode and id."""
    return run_git(repository, "cat-file", "blob", entry.split(" ")[1])


def write_tree(repository: Repository, files: Tree) -> str:
    """The id of the tree with these files; an index of its own is used for it."""
    lines = "".join(f"{entry}\t{name}\0" for name, entry in files.items())
    with TemporaryDirectory(prefix="portfolio-", ignore_cleanup_errors=True) as folder:
        index = {**repository.environ, "GIT_INDEX_FILE": str(Path(folder, "index"))}
        apart = replace(repository, environ=index)
        run_git(apart, "update-index", "-z", "--index-info", given=lines)
        return run_git(apart, "write-tree")


def read_tree(repository: Repository, commit: str) -> Tree:
    """The files in the tree of a commit; none if there is no commit."""
    if not commit:
        return {}
    listing = run_git(repository, "ls-tree", "-r", "-z", "--full-tree", commit)
    found = {}
    for line in filter(None, listing.split("\0")):
        about, _, name = line.partition("\t")
        mode, _, blob = about.split(" ")
        found[name] = f"{mode} {blob}"
    return found
