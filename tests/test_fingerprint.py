"""The digest of the program: the same as long as the program is the same,
and never when it is not.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import environment

from portfolio.paths import PACKAGE_FOLDER
from portfolio.store.fingerprint import digest, program_digest

PACKAGE = Path(PACKAGE_FOLDER)
DIGESTS = """
import json, sys
from pathlib import Path
from portfolio.store.fingerprint import PACKAGE_FOLDER, digest

package, bench = Path(sys.argv[1]), Path(sys.argv[2])
assert Path(PACKAGE_FOLDER) == package, PACKAGE_FOLDER
found = {"as it is": digest()}

def changed(name, path, content):
    before = path.read_bytes() if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content) if content is not None else path.unlink()
    found[name] = digest()
    path.write_bytes(before) if before is not None else path.unlink()

for path in sorted(path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
    content = path.read_bytes()
    middle = len(content) // 2
    other = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :] if content else b"x"
    changed(f"changed {path.relative_to(package)}", path, other)
changed("without dates", package / "dates.py", None)
changed("new module", package / "new.py", b"")
changed("new data", package / "data" / "new.toml", b"")
changed("new folder", package / "folder" / "new.py", b"")
(package / "dates.py").rename(package / "dates2.py")
found["renamed"] = digest()
(package / "dates2.py").rename(package / "dates.py")
changed("installed", bench / "other-1.0.dist-info", b"")
changed("upgraded", bench / "other-1.1.dist-info", b"")
changed("same: compiled", package / "__pycache__" / "dates.cpython-399.pyc", b"x")
changed("same: compiled beneath", package / "preview" / "__pycache__" / "x.pyc", b"x")
(package / "dates.py").touch()
found["same: touched"] = digest()
found["same: restored"] = digest()
print(json.dumps(found))
"""


def of_copy(folder: Path) -> dict[str, str]:
    """The digests of a copy of the package in a folder, as it is and after changes."""
    shutil.copytree(PACKAGE, folder / "portfolio", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "installed").mkdir()
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            DIGESTS,
            str((folder / "portfolio").resolve()),
            str(folder / "installed"),
        ],
        cwd=folder / "installed",
        env=environment({"PYTHONPATH": os.pathsep.join(map(str, (folder, folder / "installed")))}),
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def digests(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The digests of a copy of the package."""
    return of_copy(tmp_path_factory.mktemp("program"))


def test_the_digest_is_one() -> None:
    """The digest of this program is the same each time, and a plain word."""
    assert program_digest() == program_digest() == digest()
    assert re.fullmatch(r"[0-9a-f]{64}", program_digest())


def test_every_change_is_another_program(digests: dict[str, str]) -> None:
    """A change of one bit in any file of the package, a file more or less, another name,
    another installed package: each is another one.
    """
    changes = {name: digest for name, digest in digests.items() if not name.startswith("same: ")}
    files = [
        path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    ]
    assert len(changes) >= len(files) + 7
    assert len(set(changes.values())) == len(changes)


def test_what_is_no_part_of_it_is_no_change(digests: dict[str, str]) -> None:
    """Compiled files and times do not matter."""
    same = {digest for name, digest in digests.items() if name.startswith("same: ")}
    assert same == {digests["as it is"]}


def test_another_process_and_place_are_no_change(tmp_path: Path) -> None:
    """The same package is the same program in every process, whatever its hash seed,
    and in another folder with the same name.
    """
    script = "from portfolio.store.fingerprint import program_digest; print(program_digest())"
    seen = []
    for name, seed in (("one", "1"), ("an other ü", "2")):
        shutil.copytree(PACKAGE, tmp_path / name / "portfolio")
        env = environment({"PYTHONPATH": str(tmp_path / name), "PYTHONHASHSEED": seed})
        seen.append(
            subprocess.run(
                [sys.executable, "-c", script],
                cwd=tmp_path,
                env=env,
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        )
    assert seen[0] == seen[1]
    assert re.fullmatch(r"[0-9a-f]{64}\n", seen[0])


def test_the_digest_is_kept_as_long_as_the_package_looks_the_same(tmp_path: Path) -> None:
    """Where modules are kept compiled: it is read again then, and worked out anew when a file
    has another size or time.
    """
    shutil.copytree(PACKAGE, tmp_path / "portfolio", ignore=shutil.ignore_patterns("__pycache__"))
    script = "from portfolio.store.fingerprint import digest, program_digest; print(program_digest(), digest())"
    env = environment(
        {"PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": ""}
    )

    def _asked() -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", script],
            cwd=tmp_path,
            env=env,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.split()

    first = _asked()
    assert first[0] == first[1]
    (kept,) = tmp_path.rglob("*.digest")
    seen, found = kept.read_text().split()
    assert found == first[0]
    kept.write_text(f"{seen} {'0' * 64}")
    assert _asked() == ["0" * 64, first[0]]
    for damaged in ("", "x", f"{seen} {found} more", "\0" * 9):
        kept.write_text(damaged)
        assert _asked() == first
    (tmp_path / "portfolio/dates.py").write_bytes((PACKAGE / "dates.py").read_bytes() + b"\n")
    changed = _asked()
    assert changed[0] == changed[1] != first[0]
