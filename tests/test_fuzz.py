"""Anything may stand in a file: nothing crashes, every problem has a place,
nothing unsafe is published.
"""

from __future__ import annotations

import re

from helpers_reading import PATH, assert_places_are_real, judge, lightly, load_text, words
from hypothesis import example, given
from hypothesis import strategies as st

from portfolio.content.front_matter import read_document
from portfolio.content.read import load_file
from portfolio.diagnostics import Diagnostics
from portfolio.domain.records.credential import Record
from portfolio.markdown.render_body import render_body
from portfolio.paths import PROFILE_FILES, TEXT_FOLDERS
from portfolio.report import MACHINE_FORMATS, as_text

yaml_pieces = st.sampled_from(
    (
        "---\n¦...\n¦title: A\n¦issuer: ¦issued_date: 2024-05\n¦extra:\n¦  ¦- ¦"
        "[¦]¦{¦}¦: ¦:\n¦,¦&a ¦*a¦!!x ¦|\n¦>\n¦'¦\"¦#¦\\¦\t¦\n¦"
        "\r¦\r\n¦? ¦@¦%¦`¦\ufeff¦\u0085¦\u2028¦機¦🚀¦\u0000¦e\u0301¦<<: ¦nan¦null¦~¦a"
    ).split("¦")
)
yaml_texts = st.lists(st.one_of(yaml_pieces, words), max_size=25).map("".join)
markdown_pieces = st.sampled_from(
    (
        "# ¦## Verification\n¦- ¦1. ¦> ¦    ¦\n¦\n\n¦```¦```html\n¦`¦*¦"
        "**¦_¦~~¦[¦](¦)¦![¦[^1]¦[^1]: ¦^[¦|¦|-|\n¦- [x] ¦<¦>¦"
        "&¦&#106;¦&lt;¦\"¦'¦<!--¦-->¦<script>¦</script>¦<img src=¦"
        "<img ¦alt=¦<a href=¦javascript:¦data:text/html,¦//x.example¦http://x¦"
        " onerror=x¦ style=x¦<svg>¦<math>¦<iframe>¦<details>¦<b ¦</b>¦"
        "<style>¦<title>¦<textarea>¦<noscript>¦<p title='¦<![CDATA[¦]]>¦<?x¦"
        "?>¦<!x¦Status: ¦Credential ID: 1¦a.png¦a.md¦{{ 7*7 }}¦{% raw %}¦"
        "\\¦\u0000¦\u2028¦機¦🚀¦\t¦[a]: ¦a¦ ¦java\nscript:¦%6a¦src=¦href=¦"
        "/\\x.example"
    ).split("¦")
)
markdown_texts = st.lists(st.one_of(markdown_pieces, words), max_size=30).map("".join)
FACTS = dict.fromkeys(Record.specs(), ("stated",))


def assert_reported(problems: Diagnostics, content: bytes, path: str = PATH) -> None:
    """Every problem can be shown in every form, and is on a line of the file as it is."""
    assert problems
    for problem in problems:
        assert problem.location.path == path
        if problem.code not in ("file-too-large", "not-utf-8"):
            assert_places_are_real((problem,), content.decode("utf-8-sig"))
        elif problem.code == "not-utf-8":
            assert 1 <= problem.location.line <= content.count(b"\n") + content.count(b"\r") + 1
            assert problem.location.column >= 1
    assert len(
        [
            line
            for line in as_text(problems).splitlines()
            if " --> " in line or line.startswith("--> ")
        ]
    ) >= len(problems)
    for write in MACHINE_FORMATS.values():
        assert write(problems).encode()


@lightly
@given(
    st.one_of(
        st.binary(max_size=80),
        st.binary(max_size=60).map(lambda end: b"---\ntitle: A\n" + end),
        yaml_texts.map(str.encode),
    )
)
@example(b"\xef\xbb\xbf\xff")
@example(b"---\n\xef\xbb\xbf---\n")
@example(b"---\r---\r")
def test_any_bytes_are_a_document_or_problems(content: bytes) -> None:
    """No bytes crash the reader, and what it cannot read has a reason with a place."""
    document, problems = read_document(PATH, content)
    if document is None:
        assert_reported(problems, content)
    else:
        assert problems == ()
        assert document.text.split("\n", document.body_line - 1)[document.body_line - 1 :] in (
            [document.body],
            [] if not document.body else None,
        )


@lightly
@given(yaml_texts)
@example("progress_percentage: nan\n")
@example('title: " "\n')
@example("aliases: [a, [b], {c: d}]\n")
@example("links:\n - label: ~\n   url: ~\n")
@example("duration_hours: 1e999\nlanguage: '@'\n")
@example('extra: {"\\0": "\\x1b[31m"}\n"\\e[1m": x\n')
def test_any_front_matter_is_a_record_or_problems(text: str) -> None:
    """Whatever stands between the fences, each kind of file is read
    or has every problem at its place.
    """
    content = f"---\n{text}\n---\n".encode()
    for path in (*(f"{folder}/a.md" for folder in TEXT_FOLDERS), PROFILE_FILES[0]):
        loaded = load_file(path, content)
        if loaded.value is None:
            assert_reported(loaded.problems, content, path)


values = st.recursive(
    st.one_of(
        words,
        st.sampled_from(["nan", "2024-13", "javascript:x", "../x", "1-", "", "en@", "[", "yes"]),
    ).map(
        lambda text: (
            '"' + re.sub(r'["\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]', "", text) + '"'
        )
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.tuples(inner, inner).map(lambda pair: f"{{a: {pair[0]}, b: {pair[1]}}}"),
    ),
    max_leaves=4,
)


@lightly
@given(st.dictionaries(st.sampled_from(list(Record.specs())), values, max_size=8))
@example({"progress_percentage": '"nan"'})
@example({"slug": '"con"', "entity_id": '"తెలుగు"'})
def test_any_value_in_any_field_is_read_or_reported(fields: dict[str, str]) -> None:
    """Every field takes any text, list or mapping without a crash, and says where it is wrong."""
    text = "\n".join(["---", *(f"{key}: {value}" for key, value in fields.items()), "---", ""])
    value, problems = load_text(text)
    assert value is not None or problems
    assert_places_are_real(problems, text)


@lightly
@given(markdown_texts)
@example("## Verification\n- Credential ID: 1\n\n  # x\n")
@example("<a title=\"<img src='//x' onerror=alert(1)>\">")
@example("![a\"onerror=x](a.png 'x\"y')")
@example('![<script>](https://x.example/"><script>)')
@example("<img src=a.png alt='<!--'>")
@example("<noscript><p title='</noscript><img src=x onerror=alert(1)>'>")
@example("<math><mtext><table><mglyph><style><img src onerror=x>")
@example('``` " onclick=x\ncode\n```')
@example('# <b onclick=x>a</b>\n\n# " onclick=x')
@example('[^"onclick=x]\n\n[^"onclick=x]: y')
@example("<a href='java&#10;script:x'>a</a> <a href='\x01javascript:x'>b</a>")
def test_any_markdown_becomes_safe_html(text: str) -> None:
    """No text crashes the renderer, and nothing that could run, load or hide passes it."""
    body, problems = render_body(text, 1, "A", FACTS)
    assert judge(body.html).unsafe == []
    lines = text.count("\n") + 1
    assert all(
        1 <= problem.line <= lines and problem.message and problem.help for problem in problems
    )
    assert all(
        1 <= reference.line <= lines and reference.target for reference in body.outline.references
    )
    assert all(link.startswith(("http://", "https://")) for link in body.outline.verification_links)
    assert all(2 <= heading.level <= 6 and heading.anchor for heading in body.headings)


@lightly
@given(markdown_texts)
def test_rendering_is_a_function_of_the_text(text: str) -> None:
    """The same text gives the same body, and another text between leaves no trace."""
    first = render_body(text, 1, "A", FACTS)
    render_body("[a]: /other\n\n[^1]: other [^1] # A\n", 1, "B")
    assert render_body(text, 1, "A", FACTS) == first


@lightly
@given(markdown_texts)
def test_any_body_of_a_record_is_loaded_with_its_places(text: str) -> None:
    """The problems of a body are on lines of the file, shown as they are."""
    whole = f"---\ntitle: A\nissuer: B\nissued_date: 2024\n---\n{text}"
    _, problems = load_text(whole)
    assert_places_are_real(problems, whole)
