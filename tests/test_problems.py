"""Every problem that the program can find has a case: a small site and its owner's report.

A case is a text file: a sentence, options such as `as-of: 2025-06-15` or `lacks: rfc8785` for a
package that is not installed, then files after lines
`=== PATH`. A path may be followed by `(bytes)` for a content with Python's escapes, `(pipe)`,
`(link to TARGET)`, `(vanishes)` for a file that is removed while the folder is read, or `(before)`
for one that was there at an earlier build. `<<3 of k#>>` stands for `k1k2k3`. Run with
UPDATE_CASES=1 to write the reports anew, and read them.
"""

from __future__ import annotations

import ast
import inspect
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from small_site import NO_VARIABLES, TODAY, without_package, write_site

import portfolio
from portfolio import settings
from portfolio.deploy.status import check_publication
from portfolio.diagnostics import Diagnostics
from portfolio.domain import platforms
from portfolio.domain.records import collection, credential, page, profile, project, target
from portfolio.linking.site_checks import check_expiring
from portfolio.options import Options
from portfolio.pipeline import assemble as assembling
from portfolio.pipeline import build as pipeline
from portfolio.report import as_text
from portfolio.schema import fields

CASES = sorted((Path(__file__).parent / "cases" / "problems").glob("*.txt"))
PACKAGE = Path(portfolio.__file__).parent
MAKERS = {
    **dict.fromkeys(
        (
            "error",
            "warning",
            "InvalidValue",
            "ContentError",
            "ContentProblem",
            "BodyProblem",
            "Refusal",
            "Pitfall",
        ),
        0,
    ),
    "Placeholder": 1,
}
"""The calls that make a problem, with the place of its code among their arguments."""


@dataclass
class Case:
    """One file of the corpus."""

    sentence: str
    options: dict[str, str]
    files: dict[str, str]
    report: str
    text: str
    marked: dict[str, str] = field(default_factory=dict)
    """What stands in parentheses after a path."""


def read_case(path: Path) -> Case:
    """A file of the corpus, taken apart."""
    text = path.read_text("utf-8")
    head, *sections = re.split(r"^=== (.*)\n", text, flags=re.MULTILINE)
    sentence, *options = head.splitlines()
    case = Case(sentence, dict(line.split(": ", 1) for line in options), {}, "", text)
    for name, content in zip(sections[::2], sections[1::2], strict=True):
        bare, _, mark = name.partition(" (")
        if name == "report":
            case.report = content
        else:
            case.files[bare] = content
            case.marked[bare] = mark.removesuffix(")")
    return case


def _expanded(text: str) -> str:
    def repeat(match: re.Match[str]) -> str:
        unit = match[2].replace("\\n", "\n")
        return "".join(
            unit.replace("#", str(number)) if "k#" in unit or "l #" in unit else unit
            for number in range(1, int(match[1]) + 1)
        )

    return re.sub(r"<<(\d+) of (.*?)>>", repeat, text)


def _content(case: Case, name: str) -> bytes:
    text = case.files[name]
    if case.marked[name] == "bytes":
        return text.removesuffix("\n").encode("latin-1").decode("unicode_escape").encode("latin-1")
    return _expanded(text).encode()


def diagnostics_of(case: Case, root: Path) -> Diagnostics:
    """What the pipeline finds in the site of a case."""
    special = {
        name: mark
        for name, mark in case.marked.items()
        if mark == "pipe" or mark.startswith("link")
    }
    write_site(root, {name: _content(case, name) for name in case.files if name not in special})
    for name, mark in special.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        if mark == "pipe":
            os.mkfifo(root / name)
        else:
            (root / name).symlink_to(mark.removeprefix("link to "))
    options = Options(
        as_of=date.fromisoformat(case.options.get("as-of", str(TODAY))), output=root / "output"
    )
    if before := [name for name, mark in case.marked.items() if mark == "before"]:
        assert pipeline.build(root, options, NO_VARIABLES).written
        for name in before:
            (root / name).unlink()
    return _found(case, root, options)


def _found(case: Case, root: Path, options: Options) -> Diagnostics:
    def vanish(what: str, done: int, total: int) -> None:
        for name, mark in case.marked.items():
            if mark == "vanishes":
                (root / name).unlink(missing_ok=True)

    run = case.options.get("run", "survey")
    if run != "survey":
        command = {"build": pipeline.build, "check": pipeline.check}[run]
        return command(root, options, NO_VARIABLES).diagnostics
    found = assembling.survey(root, options, NO_VARIABLES, vanish)
    within = case.options.get("expiring-within")
    extra = check_expiring(found.portfolio, timedelta(days=int(within))) if within else ()
    stale = check_publication(found, {})
    return assembling.in_order((*found.diagnostics, *extra, *stale))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_report_of_a_case_is_as_written(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The site of a case has exactly the problems that its report shows, byte for byte."""
    case = read_case(path)
    if lacking := case.options.get("lacks"):
        without_package(lacking, monkeypatch)
    found = as_text(diagnostics_of(case, tmp_path))
    if os.environ.get("UPDATE_CASES"):
        path.write_text(case.text.partition("=== report\n")[0] + "=== report\n" + found, "utf-8")
        return
    assert found == case.report


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_shows_the_problem_it_is_named_for(path: Path) -> None:
    """The file of a case begins with the code that its report shows."""
    shown = _codes_in(read_case(path).report)
    assert any(path.stem == code or path.stem.startswith(f"{code}-") for code in shown)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_problem_says_what_where_and_how_to_mend_it(path: Path) -> None:
    """A message is lower-case text without a full stop, on a file of the site
    or its theme, and has a help.
    """
    for block in read_case(path).report.split("\n\n"):
        head, where, *_ = block.splitlines()
        message = head.partition(": ")[2]
        assert re.match(r"[a-z0-9`U]", message) or path.stem.startswith(
            ("extension-error", "template-error", "undefined", "unsafe-t")
        )
        assert not message.endswith(".")
        assert re.search(
            r"--> (content|pages|portfolio\.|extensions\.py|templates|themes|static|resume\.json"
            r"|Certifications\.csv|Basic_LinkedInDataExport_)",
            where,
        )
        assert re.search(r"^ +\S* ?= help: \S", block, re.MULTILINE) or "= help: " in block


def test_every_code_of_the_program_has_a_case() -> None:
    """No problem can be found that the corpus does not show."""
    shown = {code for path in CASES for code in _codes_in(read_case(path).report)}
    assert sorted(codes_of_the_program() - shown) == []


def test_the_corpus_shows_no_code_that_the_program_does_not_name() -> None:
    """Every code in a report is written in the program, and none comes from a library."""
    shown = {code for path in CASES for code in _codes_in(read_case(path).report)}
    assert sorted(shown - codes_of_the_program()) == []


def _codes_in(report: str) -> set[str]:
    return set(re.findall(r"^(?:error|warning)\[([^\]]+)\]", report, re.MULTILINE))


def codes_of_the_program() -> set[str]:
    """The first argument of everything that makes a problem, wherever it is written."""
    return {
        code
        for path in PACKAGE.rglob("*.py")
        for code in _codes_of_module(ast.parse(path.read_text("utf-8")), path.name)
    }


def _codes_of_module(tree: ast.Module, name: str) -> Iterator[str]:
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    makers, found = MAKERS, {**MAKERS, **_passers_on(functions, MAKERS)}
    while makers != found:
        makers, found = found, {**found, **_passers_on(functions, found)}
    for function, argument in _code_arguments(functions, makers):
        codes = list(_values(argument, function, functions))
        assert codes or _is_passed_on(argument, function), (
            f"{name}:{argument.lineno}: what code is {ast.unparse(argument)}?"
        )
        yield from codes


def _code_arguments(
    functions: dict[str, ast.FunctionDef], makers: dict[str, int]
) -> Iterator[tuple[ast.FunctionDef, ast.expr]]:
    """The codes that are given to what makes problems, with the functions in which that happens."""
    for function in functions.values():
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            maker = (
                call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
            )
            if maker in makers and len(call.args) > makers[maker]:
                yield function, call.args[makers[maker]]


def _passers_on(functions: dict[str, ast.FunctionDef], makers: dict[str, int]) -> dict[str, int]:
    """Functions that take a code and make a problem of it, with the place
    of the code among their arguments.
    """
    found = {}
    for function, argument in _code_arguments(functions, makers):
        names = [arg.arg for arg in function.args.args if arg.arg != "self"]
        if isinstance(argument, ast.Name) and argument.id in names and function.name != "__init__":
            found[function.name] = names.index(argument.id)
    return found


def _values(
    argument: ast.expr, function: ast.FunctionDef, functions: dict[str, ast.FunctionDef]
) -> Iterator[str]:
    """The codes that an argument can be, as far as the source says them."""
    if isinstance(argument, ast.Constant):
        yield str(argument.value)
    elif isinstance(argument, ast.IfExp):
        yield from (
            *_values(argument.body, function, functions),
            *_values(argument.orelse, function, functions),
        )
    elif isinstance(argument, ast.JoinedStr):
        assert ast.unparse(argument.values[0]) == "'missing-'", (
            "only codes of missing fields are put together"
        )
        yield from (f"missing-{field.replace('_', '-')}" for field in _required_fields())
    elif isinstance(argument, ast.Name):
        for node in ast.walk(function):
            if isinstance(node, ast.Assign):
                yield from _assigned(argument.id, node, functions)


def _assigned(name: str, node: ast.Assign, functions: dict[str, ast.FunctionDef]) -> Iterator[str]:
    target = node.targets[0]
    if (
        isinstance(target, ast.Name)
        and target.id == name
        and isinstance(node.value, ast.Subscript | ast.IfExp | ast.Constant)
    ):
        yield from (str(c.value) for c in _code_constants(node.value))
    first = (
        isinstance(target, ast.Tuple)
        and isinstance(target.elts[0], ast.Name)
        and target.elts[0].id == name
    )
    if (
        first
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and node.value.func.id in functions
    ):
        for result in (
            n for n in ast.walk(functions[node.value.func.id]) if isinstance(n, ast.Return)
        ):
            if isinstance(result.value, ast.Tuple) and isinstance(
                result.value.elts[0], ast.Constant
            ):
                yield str(result.value.elts[0].value)


def _code_constants(node: ast.expr) -> Iterator[ast.Constant]:
    values = (
        node.value.values
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Dict)
        else [node]
    )
    yield from (
        c
        for value in values
        for c in ast.walk(value)
        if isinstance(c, ast.Constant) and "-" in str(c.value)
    )


def _is_passed_on(argument: ast.expr, function: ast.FunctionDef) -> bool:
    """Whether a code comes from a problem that was made elsewhere."""
    parameters = {arg.arg for arg in function.args.args}
    root = ast.unparse(argument)
    return root in parameters or root.endswith(".code") or root.startswith("found['type']")


def _required_fields() -> Iterator[str]:
    modules: list[Callable[..., object] | object] = [
        *(credential, page, profile, project, collection, target),
        settings,
        platforms,
    ]
    for module in modules:
        for _, model in inspect.getmembers(
            module, lambda value: inspect.isclass(value) and issubclass(value, fields.Fields)
        ):
            if model is not profile.NamedLink:
                yield from (name for name, spec in model.specs().items() if spec.is_required)
