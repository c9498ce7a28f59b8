"""Advice about names and values: what a person would say,
and following it causes no second error.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import FACTOR
from helpers_reading import lightly, load_text
from hypothesis import example, given
from hypothesis import strategies as st
from small_site import NO_VARIABLES, TODAY, write_site

from portfolio.content.read import load_credential, load_profile
from portfolio.diagnostics import Diagnostic, Diagnostics
from portfolio.domain.model import Content, GuessedCredential
from portfolio.domain.records.credential import Record
from portfolio.linking.checks import check_content
from portfolio.options import Options
from portfolio.paths import DATA_FOLDER
from portfolio.pipeline.assemble import survey
from portfolio.scaffold.starter import SCHEMAS
from portfolio.validation.field_names import known_names, normalized, other_names

CASES = Path(__file__).parent / "cases"
KEYS = tomllib.loads((CASES / "key_names.toml").read_text("utf-8"))
DATES = tomllib.loads((CASES / "date_forms.toml").read_text("utf-8"))
SPELLINGS = {
    "snake_case": lambda name: name,
    "camelCase": lambda name: name[0] + name.title().replace("_", "")[1:],
    "kebab-case": lambda name: name.replace("_", "-"),
    "PascalCase": lambda name: name.title().replace("_", ""),
    "with spaces": lambda name: name.title().replace("_", " "),
    "in capitals": lambda name: name.upper(),
}


def found_by_file(root: Path, files: dict[str, str]) -> dict[str, Diagnostics]:
    """What a check of a site finds, by file."""
    write_site(root, {name: text.encode() for name, text in files.items()})
    found = survey(root, Options(as_of=TODAY), NO_VARIABLES).diagnostics
    return {
        name: tuple(problem for problem in found if problem.location.path == name) for name in files
    }


def record_of(case: dict[str, str], line: str) -> str:
    """A record with the lines of a case, and one more."""
    required = {"title": "title: Data Basics", "issuer": "issuer: Example Academy"}
    lines = [text for field, text in required.items() if case.get("without") != field]
    return "\n".join(
        ["---", *lines, *filter(None, [case.get("beside")]), line, "---", "A text.", ""]
    )


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_names_of_other_tools_get_the_answer_of_a_person(spelling: str, tmp_path: Path) -> None:
    """A name means the same in each of six spellings,
    and what it holds takes part in the advice.
    """
    written = {name: SPELLINGS[spelling](name) for name in KEYS}
    files = {
        f"content/credentials/{name}.md": record_of(case, f"{written[name]}: {case['value']}")
        for name, case in KEYS.items()
    }
    found = found_by_file(tmp_path, files)
    for name, case in KEYS.items():
        helps = [
            problem.help
            for problem in found[f"content/credentials/{name}.md"]
            if problem.message.startswith(f"there is no field `{written[name]}`")
        ]
        assert helps == [case["answer"]], (name, case)


def test_dates_in_other_words_get_the_line_to_write(tmp_path: Path) -> None:
    """A date in words, in another order, as a time or with a beginning
    is answered with what to write.
    """
    files = {
        f"content/credentials/d{number}.md": record_of(
            {}, f"issued_date: {json.dumps(text, ensure_ascii=False)}"
        )
        for number, text in enumerate(DATES)
    }
    found = found_by_file(tmp_path, files)
    helps = {
        text: [p.help for p in found[name] if p.code == "invalid-date"]
        for text, name in zip(DATES, files, strict=True)
    }
    assert helps == {text: [answer] for text, answer in DATES.items()}


def test_the_tables_are_as_large_as_they_should_be() -> None:
    """There are at least sixty names and forty forms of dates."""
    assert len(KEYS) >= 60
    assert len(DATES) >= 40


@pytest.mark.parametrize("section", SCHEMAS)
def test_a_name_has_one_meaning(section: str) -> None:
    """Each name leads to existing fields, is no field itself, and stands
    in one place of the table.
    """
    known = other_names(section)
    abouts = SCHEMAS[section].specs()
    assert set(known) <= set(abouts)
    own = {normalized(field) for field in abouts}
    names = known_names(section)
    assert not own & (set(names.fields) | set(names.removed) | set(names.notes) | names.starts)
    places = [names.fields, names.removed, names.starts]
    assert sum(map(len, places)) == len(set().union(*places))
    single = tomllib.loads(Path(DATA_FOLDER, "field_names.toml").read_text("utf-8"))[section]
    listed = [normalized(name) for others in single["fields"].values() for name in others] + [
        normalized(name) for name in single.get("several", {})
    ]
    assert len(listed) == len(set(listed))


OF_TIME = {"issued-in-the-future", "target-has-passed", "status-disagrees"}
"""What is said of a date because of the day of the build."""


def problems_of(text: str) -> Diagnostics:
    """What is wrong with a record by itself."""
    loaded = load_credential("content/credentials/a.md", text.encode())
    supposed = (
        (GuessedCredential(loaded.guessed, loaded.unreadable_fields),) if loaded.guessed else ()
    )
    content = Content((loaded.value,) if loaded.value else (), guessed=supposed)
    found = (*loaded.problems, *check_content(content, TODAY))
    return tuple(problem for problem in found if problem.code not in OF_TIME)


def key_at(problem: Diagnostic) -> str:
    """The key on the line of a problem."""
    return problem.location.source.partition(":")[0] if ":" in problem.location.source else ""


def block_at(lines: list[str], number: int) -> slice:
    """The lines of the key that stands at or above a line."""
    start = number - 1
    while start > 0 and re.match(r"\s|-(?!--)|\]|\}", lines[start]):
        start -= 1
    end = start + 1
    while end < len(lines) and re.match(r"\s|-(?!--)", lines[end]):
        end += 1
    return slice(start, end)


def followed(text: str, problem: Diagnostic) -> str | None:
    """The text after the advice was followed, or None where a person has to think."""
    lines = text.split("\n")
    block = block_at(lines, problem.location.line)
    advice = problem.help
    rest = [line for at, line in enumerate(lines) if not block.start <= at < block.stop]
    if "otherwise" not in advice and (renamed := re.match(r"rename it to `(\w+)`", advice)):
        first = re.sub(r"^(\"[^\"]*\"|[^:]+):", f"{renamed[1]}:", lines[block.start])
        return "\n".join([*lines[: block.start], first, *lines[block.start + 1 :]])
    if place := re.search(r"in place of the empty `(\w+)`", advice):
        rest = [line for line in rest if not line.startswith(f"{place[1]}:")]
    if advice.startswith(
        ("remove it", "remove the line", "delete the line", "say it in the text and remove")
    ):
        return "\n".join(rest)
    if "move it under `extra:`" in advice:
        moved = [f"  {line}" for line in lines[block]]
        at = rest.index("extra:") + 1 if "extra:" in rest else 1
        return "\n".join(
            [*rest[:at], *([] if "extra:" in rest else ["extra:"]), *moved, *rest[at:]]
        )
    if advice.startswith("write `") and (written := _lines_of(advice)):
        at = block.start if not place else 1
        return "\n".join([*rest[:at], *written, *rest[at:]])
    return None


def _lines_of(advice: str) -> list[str]:
    first = re.split(r"` or `", advice)[0] + "`"
    return [
        line
        for line in re.findall(r"`([a-z_]+: [^`]*)`", first)
        if line.split(":")[0] in Record.specs()
    ]


WORDS = sorted(
    {
        name
        for field, names in other_names("credential").items()
        for name in (field, *names)
        if field != "extra"
    }
)
VALUES = [
    *(
        "2024-05-17",
        "2027-05",
        "2019",
        "May 2024",
        "Sept 2023 - Mai 2024",
        "2019 – present",
        "3/11/2025",
        "2024-13",
        "31.12.2027",
    ),
    *(
        "https://example.org/check/4711",
        "www.example.org/x",
        "https://example.org/p/badge.png",
        "files/a.pdf",
        "badge.png",
    ),
    *(
        "[Cloud]",
        "[Python, SQL]",
        "Python, SQL",
        "Cloud Computing",
        "data_science",
        "A text: with a colon",
        "C#",
        "N/A",
    ),
    *(
        "10",
        "97 %",
        "40 hours",
        "10 weeks",
        "90 min",
        "true",
        "no",
        "{name: Data}",
        "[{url: 'https://example.org/x'}]",
        "~",
        "ABC-123",
    ),
]
VALUES_IN_YAML = [
    value if value[0] in "[{~" else json.dumps(value, ensure_ascii=False) for value in VALUES
]
pairs = st.lists(
    st.tuples(
        st.sampled_from([*WORDS, "favourite_colour", "serie", "technlogies"]),
        st.sampled_from(VALUES_IN_YAML),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda pair: pair[0],
)


@lightly
@given(
    pairs,
    st.sampled_from(list(SPELLINGS)),
    st.sampled_from(["", "issued_date: 2023-01", "status: in_progress", "image: a.png"]),
)
@example(
    [("url", '"https://example.org/check/4711"'), ("verification_url", "~")],
    "snake_case",
    "issued_date: 2023-01",
)
@example([("date", '"Sept 2023 - Mai 2024"'), ("study_start_date", "~")], "snake_case", "")
@example(
    [("link", '"https://example.org/check/4711"'), ("url", '"www.example.org/x"')], "camelCase", ""
)
@example([("date", '"2024-13"'), ("until", '"31.12.2027"')], "camelCase", "")
def test_who_follows_advice_is_led_to_no_second_error(
    fields: list[tuple[str, str]], spelling: str, beside: str
) -> None:
    """Every piece of advice, followed to its end,
    leaves only what the first report said already.
    """
    written = {
        SPELLINGS[spelling](name) if name not in Record.specs() else name: value
        for name, value in fields
    }
    lines = [
        f"{name}: {value}" for name, value in written.items() if not beside.startswith(f"{name}:")
    ]
    text = "\n".join(
        [
            "---",
            "title: Data Basics",
            "issuer: Example Academy",
            *filter(None, [beside]),
            *lines,
            "---",
            "",
        ]
    )
    known = {problem.code for problem in problems_of(text)}
    wrong = {key_at(problem) for problem in problems_of(text)} - {""}
    for _ in range(30):
        step = next(
            (
                (problem, after)
                for problem in problems_of(text)
                if (after := followed(text, problem)) not in (None, text)
            ),
            None,
        )
        if step is None:
            break
        problem, text = step
        new = [
            p
            for p in problems_of(text)
            if p.code not in known | {"missing-issued-date"} and key_at(p) not in wrong
        ]
        assert not new, f"{problem.help!r} led to {new}:\n{text}"
        known |= {p.code for p in problems_of(text)}
    else:
        raise AssertionError(f"no end: {text}")


CARRYING = ["2024-05-17", "May 2024", "https://example.org/x", "www.example.org", "4711", "97 %"]


@pytest.mark.parametrize("value", CARRYING)
def test_what_holds_a_date_a_link_or_a_number_is_never_to_be_removed(value: str) -> None:
    """No advice about a key loses a date, an address or a number, whatever the key is called.

    Each key is tried with a third of the values, and in a thorough run with all of them.
    """
    step = 1 if FACTOR > 1 else 3
    for name in [*WORDS, "favourite_colour"][CARRYING.index(value) % step :: step]:
        if name not in Record.specs():
            _, problems = load_text(
                "---\ntitle: T\nissuer: I\nissued_date: 2023\nexpiry_date: 2028\n"
                f"{name}: {value}\n---\n"
            )
            assert not [problem for problem in problems if problem.help.startswith("remove it")], (
                name
            )


def test_all_problems_of_a_file_come_in_one_run(tmp_path: Path) -> None:
    """A misnamed key hides neither a missing field, nor a bad value under it, nor a missing file,
    nor what the text has wrong.
    """
    text = (
        "---\nname: Data Basics\ndate: 2024-13\nendDate: 2027-07-01\nbadge: badge.png\n"
        "image_alt: A badge\n"
        "duration_hours: 10 weeks\n---\nA [link](nowhere.pdf).\n"
    )
    found = found_by_file(tmp_path, {"content/credentials/a.md": text})["content/credentials/a.md"]
    assert sorted((problem.code, problem.location.line) for problem in found) == [
        ("invalid-date", 3),
        ("invalid-number", 7),
        ("missing-file", 5),
        ("missing-file", 9),
        ("missing-issuer", 1),
        ("unknown-field", 2),
        ("unknown-field", 3),
        ("unknown-field", 4),
        ("unknown-field", 5),
    ]


def test_what_cannot_be_read_is_not_said_to_be_missing() -> None:
    """An invalid date, an invalid status and a description that is too long are reported once."""
    codes = [
        [problem.code for problem in problems_of(f"---\ntitle: T\nissuer: I\n{fields}\n---\n")]
        for fields in (
            "issued_date: soon",
            "status: somehow",
            f"issued_date: 2024\nimage: a.png\nimage_alt: {'x' * 600}",
        )
    ]
    assert codes == [["invalid-date"], ["unknown-status"], ["text-too-long"]]


def test_dates_contradict_each_other_under_any_name() -> None:
    """Two dates under the names of other tools are compared,
    and the place is where they are written.
    """
    found = problems_of(
        "---\ntitle: T\nissuer: I\nstartDate: 2024-07-01\nendDate: 2020-07-01\n---\n"
    )
    (conflict,) = [problem for problem in found if problem.code == "expiry-before-issue"]
    assert (conflict.location.line, conflict.related[0].location.line) == (5, 4)


@pytest.mark.parametrize(
    "key", ["my_end", "expiryOfIt", "still valid", "Gültig bis", "vence_el", "renewable"]
)
def test_an_end_is_never_a_start(key: str) -> None:
    """A date under a name that tells of an end is offered as the expiry, and never as the issue."""
    helps = [
        problem.help
        for problem in problems_of(f"---\ntitle: T\nissuer: I\n{key}: 2028-07-01\n---\n")
        if problem.code == "unknown-field"
    ]
    assert all("`expiry_date`" in answer and "`issued_date`" not in answer for answer in helps)
    assert len(helps) == 1


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("category: [Cloud]", "write `category: cloud`"),
        ("technologies: Python", "write `technologies: [Python]`"),
        ("duration_hours: 90 minutes", "write `duration_hours: 1.5`"),
        ("duration_hours: 1h 30m", "write `duration_hours: 1.5`"),
        ("duration_hours: 40 Stunden", "write `duration_hours: 40`"),
        ("duration_hours: 1,200 hours", "write `duration_hours: 1200`"),
        ("duration_hours: PT40H", "write `duration_hours: 40`"),
        (
            "duration_hours: 3 Monate",
            "remove the line and put `3 Monate` into the text: the field takes only hours",
        ),
        (
            "verification_url: '[check](https://example.org/x)'",
            "write `verification_url: https://example.org/x`",
        ),
        (
            "verification_url: <https://example.org/x>",
            "write `verification_url: https://example.org/x`",
        ),
        ("verification_url: //example.org/x", "write `verification_url: https://example.org/x`"),
        ("verification_url: files/certificate.pdf", "write `certificate: files/certificate.pdf`"),
        ("verification_url: certificate.pdf", "write `certificate: certificate.pdf`"),
        ("platform: {name: Example Campus}", "write `platform: Example Campus`"),
        ("language: Deutsch", "write `language: de`"),
        ("featured: oui", "write `featured: yes`"),
        ("slug: Data Basics", "write `slug: data-basics`"),
        ("expiry_date: May 2024 - May 2027", "write `expiry_date: 2027-05`"),
        ("technologies: [{name: Python}, {name: SQL}]", "write `technologies: [Python, SQL]`"),
    ],
)
def test_a_value_is_answered_with_the_line_to_write(line: str, answer: str) -> None:
    """Where it is clear what a value means, the help is the line that says it."""
    _, problems = load_text(f"---\ntitle: T\nissuer: I\nissued_date: 2023\n{line}\n---\n")
    assert [problem.help for problem in problems] == [answer]


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("Gültig bis", ""),
        ("有効期限", ""),
        ("tit\u0456l", "CYRILLIC"),
        ("title\u200b", "ZERO WIDTH"),
        ("issued\u00a0by", "NO-BREAK"),
    ],
)
def test_a_letter_is_named_only_where_it_is_taken_for_another(key: str, told: str) -> None:
    """A key in one's own language needs no word on its letters;
    one that only looks like a name does.
    """
    found = problems_of(f"---\ntitle: T\nissuer: I\nissued_date: 2024\n{key}: 2027-05\n---\n")
    messages = [problem.message for problem in found if problem.code == "unknown-field"]
    assert [("contains" in message, told in message) for message in messages] == [
        (bool(told), True)
    ]


def test_what_is_underway_in_other_words_is_not_led_to_a_date_of_issue() -> None:
    """A status in other words counts for the advice on dates,
    so that it leads into no contradiction.
    """
    found = problems_of("---\ntitle: T\nissuer: I\nstatus: ongoing\ndate: 2099-05\n---\n")
    assert {problem.code for problem in found} == {"unknown-field", "unknown-status"}


@pytest.mark.parametrize(
    "written",
    [
        "mailto:ada@example.org?subject=Hello",
        "Ada Example <ada@example.org>",
        "ada (at) example.org",
        "ada [at] example [dot] org",
        "ada at example dot org",
        "'ada @ example.org'",
        "'[Write to me](mailto:ada@example.org)'",
        "[ada@example.org]",
    ],
)
def test_an_email_address_in_other_words_gets_the_line_to_write(written: str) -> None:
    """An address that is hidden from programs, or beside a name or a scheme, is found."""
    (problem,) = load_profile(
        "content/profile.md", f"---\nname: A\nemail: {written}\n---\n".encode()
    ).problems
    assert problem.help == "write `email: ada@example.org`"


def test_a_file_needs_a_name_that_can_be_seen(tmp_path: Path) -> None:
    """A file name of invisible characters gives a record an address that nobody could read."""
    name = "content/credentials/\u200b.md"
    found = found_by_file(tmp_path, {name: "---\ntitle: T\nissuer: I\nissued_date: 2024\n---\n"})
    assert [problem.code for problem in found[name]] == ["invisible-text"]


def test_a_description_that_is_empty_is_reported_where_it_stands() -> None:
    """A picture without a description is reported at the picture, or at the line
    that is there and empty.
    """
    lines = "---\ntitle: T\nissuer: I\nissued_date: 2024\nimage: a.png\n"
    assert [problem.location.line for problem in problems_of(f"{lines}---\n")] == [5]
    assert [
        problem.location.line for problem in problems_of(f"{lines}grade: A\nimage_alt:\n---\n")
    ] == [7]


def test_a_sound_record_needs_no_advice() -> None:
    """What works out advice is loaded for problems alone."""
    program = (
        "import sys; from portfolio.content.read import load_credential\n"
        "assert load_credential('content/credentials/a.md', b'---\\ntitle: T\\nissuer: "
        "I\\nissued_date: 2024\\n---\\nText.\\n').value\n"
        "names = ('advice', 'fixes', 'field_names', 'written_dates')\n"
        "print([name for name in names if f'portfolio.validation.{name}' in sys.modules], "
        "'babel' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[] False\n"


def test_a_date_of_issue_to_come_is_told_once_where_the_status_contradicts_it() -> None:
    """A date of issue in the future on something in progress is one
    mistake, and is reported once.
    """
    loaded = load_credential(
        "content/credentials/a.md",
        b"---\ntitle: T\nissuer: I\nstatus: in_progress\nissued_date: 2099\n---\n",
    )
    found = check_content(Content((loaded.value,) if loaded.value else ()), TODAY)
    assert [problem.code for problem in found] == ["issued-while-underway"]
