"""The shape of the program: floors, sizes and documentation, read from its source."""

from __future__ import annotations

import ast
import graphlib
import io
import tokenize
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "portfolio"

ORDER = (
    *(
        "paths",
        "diagnostics",
        "options",
        "dates",
        "text",
        "urls",
        "locale",
        "summary",
        "workers",
        "source_text",
        "report",
        "site_folder",
    ),
    *(
        "store",
        "images",
        "schema",
        "domain.records",
        "domain",
        "extensions",
        "validation",
        "settings",
        "markdown",
        "proving",
        "content.unread",
        "content",
        "theme",
        "linking",
        "views",
    ),
    *(
        "drawing",
        "site",
        "site.pages",
        "site.files",
        "formats",
        "render",
        "output",
        "pipeline",
        "deploy",
        "scaffold",
        "importing",
        "importing.certificates",
        "importing.readers",
        "importing.records",
        "verifying",
        "console",
        "preview",
        "pdf",
        "exports",
        "exports.forms",
        "queries",
        "command_types",
        "commands",
        "cli",
        "__main__",
        "assistants",
    ),
    "",
)
"""The folders of the program and the modules beside them, lowest first: each imports from itself and from what stands before it."""
FOLDERS = tuple(name for name in ORDER if (PACKAGE / name.replace(".", "/")).is_dir() and name)
MOST_IN_A_FOLDER, MOST_AT_THE_TOP = 14, 20
"""How many modules a folder may have: what one can take in at a glance."""
PRINTS = {"console", "cli", "__main__", "commands.new"}
"""Modules that print, or ask."""
WRITES = {
    *(
        "output.publish",
        "output.folder",
        "output.lock",
        "store.cache",
        "store.aside",
        "pipeline.last_build",
        "pipeline.search_index",
    ),
    *("scaffold.new", "scaffold.write", "importing.records.write", "pdf.make", "exports.export"),
    "verifying.save",
}
"""Modules that write files: those of `output` the site and the folder of notes, those of `store` and `pipeline.last_build` what the
next build knows, `pipeline.search_index` copies of pages in a folder of the system's, `scaffold.new` a record, `scaffold.write` a new site, `importing.records.write` records, `pdf.make` a PDF, `exports.export` an export, `verifying.save` what was seen."""
LONGEST_FUNCTION = 40
MOST_DEFINED_TWICE = 3
"""How many public names may be defined in more than one module."""
DECLARED = {"KIND", "FORMAT", "READER", "FIELDS"}
"""Names under which each module of a registry declares what it adds."""
LONGEST_MODULE = 300

PATHS = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    """`scaffold.new` for `portfolio/scaffold/new.py`; the package itself is the empty name."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in PATHS}


@cache
def trees() -> dict[str, ast.Module]:
    """The syntax tree of every module: parsed for the first test that asks, as each process of a
    run imports this module and few need them.
    """
    return {name: ast.parse(path.read_text("utf-8")) for name, path in MODULES.items()}


def place(name: str) -> int:
    """Where a module, or the folder that it is in, stands in the order."""
    return ORDER.index(name if name in ORDER else name.rpartition(".")[0])


def imports(name: str) -> Iterator[str]:
    """The modules of this package that a module imports anywhere: at its top, in a function, for types only."""
    is_package = MODULES[name].name == "__init__.py"
    package = name.split(".") if is_package and name else name.split(".")[:-1]
    for node in ast.walk(trees()[name]):
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names if alias.name.split(".")[0] == "portfolio"]
            yield from (known(target.removeprefix("portfolio").lstrip(".")) for target in found)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                base = package[: len(package) - node.level + 1]
            elif (node.module or "").split(".")[0] == "portfolio":
                base = []
            else:
                continue
            module = (
                (node.module or "").removeprefix("portfolio").lstrip(".")
                if not node.level
                else node.module or ""
            )
            whole = ".".join([*base, *([module] if module else [])])
            for alias in node.names:
                yield known(f"{whole}.{alias.name}".lstrip("."), whole)


def known(*candidates: str) -> str:
    """The first of some names that is a module."""
    return next((name for name in candidates if name in MODULES), candidates[-1])


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a tree."""
    return (
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def code_lines(path: Path) -> int:
    """The lines of a module that are neither empty nor comment nor docstring."""
    text = path.read_text("utf-8")
    skipped = {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
    }
    lines = {
        line
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type not in skipped
        for line in range(token.start[0], token.end[0] + 1)
    }
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            lines -= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(lines)


def test_the_order_has_every_module() -> None:
    """Every module stands in the order by itself or by its folder, and the order names nothing else."""
    assert {name if name in ORDER else name.rpartition(".")[0] for name in MODULES} == set(ORDER)


@pytest.mark.parametrize("folder", ["", *FOLDERS])
def test_folders_are_small(folder: str) -> None:
    """A folder has few modules, beside the one that says what it is for."""
    count = len(
        [
            path
            for path in (PACKAGE / folder.replace(".", "/")).glob("*.py")
            if path.name != "__init__.py"
        ]
    )
    assert 0 < count <= (MOST_IN_A_FOLDER if folder else MOST_AT_THE_TOP)


def test_imports_come_from_below() -> None:
    """A module imports from its own folder and from what stands before it in the order."""
    upward = [
        (name, other)
        for name in MODULES
        for other in imports(name)
        if other and place(other) > place(name)
    ]
    assert upward == []


def test_no_circles_of_imports() -> None:
    """No module imports itself by any way, deferred imports and those for types included."""
    graph = {name: set(imports(name)) - {name} for name in MODULES}
    assert list(graphlib.TopologicalSorter(graph).static_order())


def test_only_the_command_line_prints() -> None:
    """Nothing but the command line and its door writes to the terminal."""
    found = [
        f"{name}:{node.lineno}"
        for name, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id == "print")
            or (isinstance(node.func, ast.Attribute) and node.func.attr in ("echo", "secho"))
            or ast.unparse(node.func).startswith(
                ("sys.stdout", "sys.stderr", "sys.__std", "click.prompt")
            )
            or (ast.unparse(node.func) == "os.write" and ast.unparse(node.args[0]) in ("1", "2"))
        )
        and name not in PRINTS
    ]
    assert found == []


def changes_files(call: ast.Call) -> bool:
    """Whether a call writes, moves or deletes files."""
    named = (
        call.func.attr
        if isinstance(call.func, ast.Attribute)
        else call.func.id
        if isinstance(call.func, ast.Name)
        else ""
    )
    if named in (
        "write_bytes",
        "write_text",
        "unlink",
        "rmtree",
        "rmdir",
        "mkdir",
        "makedirs",
        "touch",
        "rename",
        "symlink_to",
        "mkdtemp",
    ):
        return True
    if named == "replace" and isinstance(call.func, ast.Attribute):
        return len(call.args) == 1 and not call.keywords
    if named == "open":
        modes = [
            ast.unparse(argument)
            for argument in (*call.args, *(word.value for word in call.keywords))
        ]
        return any(
            set(mode) & set("wxa+") for mode in modes if len(mode) <= 5 and mode.startswith("'")
        )
    return False


def test_only_the_writer_touches_files() -> None:
    """The output is written, moved and deleted in one module; others write what is no site."""
    found = [
        f"{name}:{node.lineno}"
        for name, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and changes_files(node) and name not in WRITES
    ]
    assert found == []


def test_functions_are_short() -> None:
    """No function is longer than forty lines."""
    lengths = {
        f"{name}:{f.name}:{f.lineno}": (f.end_lineno or f.lineno) - f.lineno + 1
        for name, tree in trees().items()
        for f in functions(tree)
    }
    assert {place: length for place, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_modules_are_short() -> None:
    """No module has more than 300 lines of code."""
    lengths = {name: code_lines(path) for name, path in MODULES.items()}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def public_names(tree: ast.Module) -> Iterator[str]:
    """The public classes, functions, types and constants that a module defines at its top."""
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found: list[ast.expr | str] = [node.name]
        elif isinstance(node, ast.Assign):
            found = [part for target in node.targets for part in getattr(target, "elts", [target])]
        elif isinstance(node, ast.AnnAssign):
            found = [node.target]
        else:
            continue
        names = (one if isinstance(one, str) else getattr(one, "id", "_") for one in found)
        yield from (name for name in names if not name.startswith("_"))


def test_few_public_names_are_defined_twice() -> None:
    """A name means one thing in the whole program; those that still have two become fewer."""
    counts = Counter(
        name for tree in trees().values() for name in set(public_names(tree)) - DECLARED
    )
    assert len([name for name, count in counts.items() if count > 1]) <= MOST_DEFINED_TWICE


def undocumented(owner: ast.Module | ast.ClassDef) -> Iterator[str]:
    """The public classes, functions and methods in a module or class that do not say what they are."""
    for node in owner.body:
        if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if node.name.startswith("_"):
            continue
        overrides = (
            isinstance(owner, ast.ClassDef)
            and owner.bases
            and node.name in ("split", "load", "convert")
        )
        if not ast.get_docstring(node) and not overrides:
            yield f"{node.name}:{node.lineno}"
        if isinstance(node, ast.ClassDef):
            yield from undocumented(node)


def test_public_names_are_documented() -> None:
    """Every module, and every public class, function and method of it, says what it is."""
    assert [name for name, tree in trees().items() if not ast.get_docstring(tree)] == []
    assert [(name, one) for name, tree in trees().items() for one in undocumented(tree)] == []


def test_public_functions_are_typed() -> None:
    """Every public function says the type of each argument and of what it returns."""
    untyped = [
        f"{name}:{function.name}:{function.lineno}"
        for name, tree in trees().items()
        for function in functions(tree)
        if not function.name.startswith("_")
        and (
            function.returns is None
            or any(a.annotation is None for a in function.args.args if a.arg not in ("self", "cls"))
        )
    ]
    assert untyped == []


@pytest.mark.parametrize(
    "name", ["diagnostics", "dates", "domain.model", "views.pages", "views.charts", "site.outline"]
)
def test_domain_records_are_frozen(name: str) -> None:
    """Every record that flows from stage to stage is frozen."""
    loose = [
        node.name
        for node in ast.walk(trees()[name])
        if isinstance(node, ast.ClassDef)
        if any(isinstance(base, ast.Name) and base.id == "Struct" for base in node.bases)
        if not any(keyword.arg == "frozen" for keyword in node.keywords)
    ]
    assert loose == []


def test_catching_everything_happens_once() -> None:
    """`except Exception` stands in one place of the program."""
    broad = [
        f"{name}:{node.lineno}"
        for name, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
    ]
    assert len(broad) <= 1, broad
