"""Text as written becomes a value, or a problem with its cure."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from helpers_reading import lightly, words
from hypothesis import example, given
from hypothesis import strategies as st

from portfolio.dates import PartialDate
from portfolio.schema import types as values
from portfolio.schema.fields import InvalidValue
from portfolio.schema.types import Hours

READERS = [getattr(values, name) for name in dir(values) if name.startswith("read_")]
written = st.recursive(
    st.one_of(
        st.none(),
        words,
        st.from_regex(r"[-+]?[0-9_]{0,3}[.eE]?[0-9]{0,3}%?", fullmatch=True),
        st.sampled_from(["nan", "Infinity", "on", "http://["]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(words, inner, max_size=3)),
    max_leaves=5,
)


def refusal(reader: Callable[[Any], Any], value: Any) -> tuple[str, str, str]:
    """Code, message and help with which a reader refuses a value."""
    with pytest.raises(InvalidValue) as caught:
        reader(value)
    return caught.value.code, caught.value.message, caught.value.help


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
@lightly
@given(value=written)
@example(value="nan")
@example(value="sNaN")
@example(value="-Infinity")
@example(value="9" * 499)
@example(value=" ")
@example(value="\u0661")
@example(value=["nan", {}])
@example(value={"a": ["b"]})
@example(value="http://[::1")
@example(value="http://a:99999")
@example(value="http://\u2100.com")
@example(value="en@")
@example(value="one,\ntwo\n")
def test_a_reader_returns_a_value_or_says_what_to_do(
    reader: Callable[[Any], Any], value: Any
) -> None:
    """No text, list or mapping makes a reader fail in any other way than
    with a code, a message and a help.
    """
    try:
        reader(value)
    except InvalidValue as reason:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", reason.code)
        assert reason.message.strip()
        assert reason.help.strip()
        assert "\n" not in reason.message + reason.help


@pytest.mark.parametrize(
    "text",
    ["no", "0123", "1e5", "12:30:45", "2019-13-40", "1_000", "0x1F", "~", "null", "007", "C++"],
)
def test_text_stays_as_it_is_written(text: str) -> None:
    """Nothing in a text is taken for a number, a date or a truth value."""
    assert values.read_text(text) == text


def test_text_is_one_line() -> None:
    """Line breaks and repeated spaces become single spaces."""
    assert values.read_text("  two\n lines \t here ") == "two lines here"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (["a"], "wrong-type"),
        ({"a": "b"}, "wrong-type"),
        ("x" * 501, "text-too-long"),
        ("a\x07b", "control-character"),
        ("a\x7fb", "control-character"),
    ],
)
def test_text_refuses_what_is_no_line(value: Any, code: str) -> None:
    """A list, a mapping, an endless text and control characters are no text."""
    assert refusal(values.read_text, value)[0] == code


def test_text_of_the_greatest_length_is_fine() -> None:
    """The limit itself is allowed."""
    assert values.read_text("x" * values.MAX_TEXT) == "x" * values.MAX_TEXT


@pytest.mark.parametrize(
    "text",
    ["aws", "machine_learning", "c_2", "2024", "données", "机器_学习", "తెలుగు", "हिन्दी", "ไทย"],
)
def test_keys_are_snake_case_in_any_script(text: str) -> None:
    """Lower-case letters and digits of every script, joined by underscores, are a key."""
    assert values.read_key(text) == text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Machine Learning", "machine_learning"),
        ("machine-learning", "machine_learning"),
        ("_a_", "a"),
        ("a__b", "a_b"),
        ("C++", "c_plus_plus"),
    ],
)
def test_keys_that_are_not_snake_case_are_respelled(text: str, meant: str) -> None:
    """The help has the key that was probably meant, and that key is accepted."""
    code, _, cure = refusal(values.read_key, text)
    assert (code, cure) == ("invalid-key", f"write `{meant}`")
    assert values.read_key(meant) == meant


@lightly
@given(words)
@example("తెలుగు")
@example("e\u0301")
@example("A B")
def test_the_key_that_is_suggested_is_accepted(text: str) -> None:
    """Whoever follows the help is done."""
    try:
        values.read_key(text)
    except InvalidValue as reason:
        if reason.code == "invalid-key" and len(text) <= 50:
            meant = reason.help.removeprefix("write `").removesuffix("`")
            assert values.read_key(meant) == meant


@pytest.mark.parametrize("text", ["2024", "2024-05", "2024-05-17"])
def test_dates_keep_their_precision(text: str) -> None:
    """A date is as precise as it was written."""
    assert values.read_date(text) == PartialDate.parse(text)


@pytest.mark.parametrize("text", ["2024-13-45", "Present", "0204", ""])
def test_wrong_dates_say_what_to_write(text: str) -> None:
    """A date in another notation is refused with its ISO form,
    and an impossible one with the form itself.
    """
    assert refusal(values.read_date, text) == (
        "invalid-date",
        f"not a calendar date: `{text}`",
        "write YYYY-MM-DD, YYYY-MM or YYYY, from 1900 to 2199",
    )


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org",
        "http://example.org/a?b=c#d",
        "HTTPS://EXAMPLE.ORG/",
        "https://example.org:8443/x",
        "https://bücher.example/ü",
        "https://[::1]/",
        "https://example.org/a(b),c",
    ],
)
def test_web_addresses_are_kept_as_written(text: str) -> None:
    """An absolute http or https address is a URL, unchanged."""
    assert values.read_url(text) == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("javascript:alert(1)", "unsafe-url"),
        ("JavaScript:alert(1)", "unsafe-url"),
        ("data:text/html,x", "unsafe-url"),
        ("ftp://example.org/x", "unsafe-url"),
        ("mailto:a@example.org", "unsafe-url"),
        ("file:///etc/passwd", "unsafe-url"),
        ("example.org/x", "invalid-url"),
        ("//example.org", "invalid-url"),
        ("/x", "invalid-url"),
        ("https://", "invalid-url"),
        ("https:///x", "invalid-url"),
        ("http:example.org", "invalid-url"),
        ("https://exa mple.org", "invalid-url"),
        ('https://example.org/"onclick=', "invalid-url"),
        ("https://example.org/<b>", "invalid-url"),
        ("https://example.org\\@evil.example", "invalid-url"),
        ("https://example.org/{id}", "invalid-url"),
        ("https://a:99999/", "invalid-url"),
        ("http://[::1", "invalid-url"),
        ("not a url", "invalid-url"),
        ("", "invalid-url"),
    ],
)
def test_what_is_no_web_address_is_refused(text: str, code: str) -> None:
    """Other schemes are unsafe; whatever is not a whole web address is invalid."""
    assert refusal(values.read_url, text)[0] == code


def test_a_web_address_without_its_scheme_is_completed_in_the_help() -> None:
    """The help is the address with https."""
    assert (
        refusal(values.read_url, "www.credly.com/badges/1")[2]
        == "write https://www.credly.com/badges/1"
    )


@pytest.mark.parametrize(
    "text",
    [
        "ada@example.org",
        "ada.example+site@mail.example.org",
        "ada@bücher.example",
        "åda@example.org",
    ],
)
def test_an_email_address_is_read_as_it_is(text: str) -> None:
    """An address with letters of any language is one."""
    assert values.read_email(f" {text} ") == text


@pytest.mark.parametrize(
    "text",
    [
        "ada",
        "@ada",
        "ada@",
        "ada@localhost",
        "ada at example.org",
        "ada (at) example.org",
        "ada@exa mple.org",
        "ada@@example.org",
        "ada@example..org",
        "ada@.example.org",
        "ada@example.org.",
        "ada@example.org/x",
        "mailto:ada@example.org",
        "Ada <ada@example.org>",
        "ada@example.org, bob@example.org",
    ],
)
def test_what_is_no_email_address_is_refused(text: str) -> None:
    """A value that a mail program could not write to is invalid."""
    assert refusal(values.read_email, text)[0] == "invalid-email"


figures = st.decimals(Decimal("0.01"), Decimal(100_000), places=2)


@lightly
@given(figures, figures)
def test_hours_read_what_they_show(one: Decimal, other: Decimal) -> None:
    """A range is shown in a way that is read as the same range."""
    hours = Hours(*sorted((one, other)))
    assert values.read_hours(str(hours)) == hours


@pytest.mark.parametrize(
    ("text", "shown", "iso"),
    [
        ("33", "33", "PT33H"),
        ("33.0", "33", "PT33H"),
        ("1.5", "1.5", "PT90M"),
        ("120-150", "120–150", ""),
        ("120 – 150 hours", "120–150", ""),
        ("3h", "3", "PT3H"),
        ("100000", "100000", "PT100000H"),
        ("40-40", "40", "PT40H"),
    ],
)
def test_hours_are_shown_and_stated(text: str, shown: str, iso: str) -> None:
    """Hours are a figure or a range for readers, and an ISO 8601 duration for programs."""
    hours = values.read_hours(text)
    assert (str(hours), hours.iso) == (shown, iso)


@lightly
@given(figures)
def test_durations_have_the_iso_form(figure: Decimal) -> None:
    """Every duration is whole hours or whole minutes."""
    assert re.fullmatch(r"PT\d+[HM]", Hours(figure, figure).iso)


def test_hours_add_up_end_by_end() -> None:
    """The sum of two ranges is a range."""
    assert str(values.read_hours("10-20") + values.read_hours("5")) == "15–25"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a while", "invalid-number"),
        ("-3", "invalid-number"),
        ("1e5", "invalid-number"),
        ("1,5", "invalid-number"),
        ("1_000", "invalid-number"),
        ("nan", "invalid-number"),
        ("", "invalid-number"),
        ("0", "out-of-range"),
        ("150-120", "out-of-range"),
        ("100001", "out-of-range"),
    ],
)
def test_hours_refuse_what_is_no_time(text: str, code: str) -> None:
    """Words, negative figures and swapped ranges are no hours."""
    assert refusal(values.read_hours, text)[0] == code


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("0", 0), ("35", 35), ("100", 100), ("35 %", 35), ("35%", 35), ("35.0", 35)],
)
def test_percentages_are_whole_numbers(text: str, wanted: int) -> None:
    """A number from 0 to 100, with or without its sign."""
    assert values.read_percentage(text) == wanted


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("101", "out-of-range"),
        ("-1", "out-of-range"),
        ("35.5", "out-of-range"),
        ("nan", "invalid-number"),
        ("sNaN", "invalid-number"),
        ("1_0", "invalid-number"),
        ("half", "invalid-number"),
        ("", "invalid-number"),
        ("%", "invalid-number"),
    ],
)
def test_percentages_refuse_the_rest(text: str, code: str) -> None:
    """What is no whole number of a hundred parts is refused."""
    assert refusal(values.read_percentage, text)[0] == code


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("yes", True),
        ("TRUE", True),
        ("on", True),
        ("no", False),
        ("False", False),
        ("off", False),
        (True, True),
        (False, False),
    ],
)
def test_flags_are_yes_or_no(value: Any, wanted: bool) -> None:
    """The usual words for yes and no are understood in any case."""
    assert values.read_flag(value) is wanted


@pytest.mark.parametrize("text", ["", "1", "0", "maybe", "y", "ja"])
def test_flags_refuse_other_words(text: str) -> None:
    """Nothing else is guessed to be yes or no."""
    assert refusal(values.read_flag, text) == (
        "invalid-flag",
        f"not yes or no: `{text}`",
        "write yes or no",
    )


def test_lists_keep_their_order_and_drop_repetitions_and_blanks() -> None:
    """A list is its items in their order, each once, without empty ones."""
    assert values.read_texts(["b", "a", "b", None, "", "  ", " c "]) == ("b", "a", "c")


def test_a_text_in_place_of_a_list_is_rewritten_in_the_help() -> None:
    """Whoever wrote commas only needs brackets."""
    assert refusal(values.read_texts, "Python,  C++") == (
        "wrong-type",
        "expected a list, found the text `Python, C++`",
        "write it in brackets: [Python, C++]",
    )


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ({"a": "b"}, "wrong-type"),
        ([{"C": "basics"}], "wrong-type"),
        ([["a"]], "wrong-type"),
        ([str(n) for n in range(101)], "list-too-long"),
    ],
)
def test_lists_refuse_what_is_no_list_of_texts(value: Any, code: str) -> None:
    """Mappings, nested lists and endless lists are refused."""
    assert refusal(values.read_texts, value)[0] == code


def test_text_or_texts_takes_both() -> None:
    """One name needs no brackets, and its commas stay."""
    assert values.read_text_or_texts("Ng, Andrew") == ("Ng, Andrew",)
    assert values.read_text_or_texts(["b", "a"]) == ("b", "a")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a.png", "a.png"),
        ("files/a b.png", "files/a b.png"),
        ("./a.png", "a.png"),
        ("a..b.png", "a..b.png"),
        ("é.png", "é.png"),
    ],
)
def test_files_are_beside_the_record(text: str, wanted: str) -> None:
    """A path that only goes down is accepted in its plain form."""
    assert values.read_file(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "/etc/passwd",
        "C:\\a.png",
        "a\\b.png",
        "~/a.png",
        "C:a.png",
        "https://example.org/a.png",
        "../a.png",
    ],
)
def test_other_paths_are_kept_as_they_are(text: str) -> None:
    """Absolute paths, ways up, drives and addresses are read as they are written:
    who looks for the file says what to do.
    """
    assert values.read_file(text) == text


def test_mappings_are_kept_as_they_are() -> None:
    """The owner's own keys are not looked at."""
    own = {"cost": "150 USD", "nested": {"a": ["b", None]}}
    assert values.read_mapping(own) == own
    assert (
        refusal(values.read_mapping, "x")[0]
        == refusal(values.read_mapping, ["x"])[0]
        == "wrong-type"
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("en", "en"),
        ("de-AT", "de-AT"),
        ("pt_BR", "pt-BR"),
        ("zh-Hant", "zh-Hant"),
        ("te", "te"),
        ("ar", "ar"),
    ],
)
def test_languages_are_tags(text: str, wanted: str) -> None:
    """A BCP 47 tag is accepted, and an underscore in it becomes a hyphen."""
    assert values.read_language(text) == wanted


@pytest.mark.parametrize(
    "text",
    ["English", "xx-yy-zz", "e", "", "en-", "de_", "en@euro", "en.UTF-8", "root", "C", '"en"'],
)
def test_languages_refuse_other_words(text: str) -> None:
    """Names of languages and of an operating system's locales are no tags."""
    assert refusal(values.read_language, text)[0] == "invalid-language"


@lightly
@given(st.one_of(words, st.from_regex(r"[a-zA-Z]{1,3}[-_@.][a-zA-Z0-9]{0,8}", fullmatch=True)))
def test_languages_that_are_accepted_can_stand_in_html(text: str) -> None:
    """Whatever is accepted is letters, digits and hyphens."""
    try:
        found = values.read_language(text)
    except InvalidValue:
        return
    assert re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", found)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("certs/aws", "certs/aws"),
        ("/certs/aws/", "certs/aws"),
        ("a", "a"),
        ("a.html", "a.html"),
        ("é/機", "é/機"),
        ("a/b/c.d", "a/b/c.d"),
    ],
)
def test_addresses_are_paths_on_this_site(text: str, wanted: str) -> None:
    """The slashes at the ends of an address do not matter."""
    assert values.read_address(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "..",
        "a/../b",
        ".",
        "a//b",
        "a/./b",
        "a b",
        "a\\b",
        "a?b",
        "a#b",
        "%2e%2e/x",
        "https://example.org/",
        "a:b",
        "a|b",
        "x" * 300,
        "é" * 200,
        "con",
        "a/NUL",
    ],
)
def test_addresses_lead_nowhere_else(text: str) -> None:
    """Ways up, escapes, queries, and parts that no file system takes are refused."""
    assert refusal(values.read_address, text)[0] == "invalid-address"


def test_every_address_of_a_list_is_read() -> None:
    """One wrong address of a list is found."""
    assert values.read_addresses(["/a/", "b"]) == ("a", "b")
    assert refusal(values.read_addresses, ["a", "../b"])[0] == "invalid-address"


@pytest.mark.parametrize("text", ["aws-developer", "c-plus-plus", "机器学习", "con-", "2024"])
def test_slugs_are_kept(text: str) -> None:
    """What is already a slug is accepted."""
    assert values.read_slug(text) == text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("AWS Developer", "aws-developer"),
        ("a/b", "a-b"),
        ("../x", "x"),
        ("con", "con-"),
        ("a_b", "a-b"),
    ],
)
def test_what_is_no_slug_is_respelled(text: str, meant: str) -> None:
    """The help has the slug that was probably meant."""
    assert refusal(values.read_slug, text) == (
        "invalid-slug",
        f"`{text}` cannot be the last part of an address",
        f"write {meant}",
    )


@pytest.mark.parametrize("text", ["\u200b", "\u2060\u200d", "\u3164", "\u2800", "\u200e"])
@pytest.mark.parametrize(
    "read", [values.read_text, values.read_slug, values.read_key, values.read_address]
)
def test_what_nobody_sees_is_no_text(read: Callable[[str], object], text: str) -> None:
    """A title, a name, a key, a slug or an address of characters that have no shape is refused."""
    assert refusal(read, text)[0] == "invisible-text"
