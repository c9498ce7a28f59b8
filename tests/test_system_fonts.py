"""The fonts of the system for share pictures: where they are looked for, which are found, and what
is drawn with them.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from conftest import AS_OF, SiteFolder
from PIL import features
from small_site import NO_FONTS
from test_share_layout import cards_of

from portfolio.drawing import letters
from portfolio.drawing.share_card import Font, ShareCard
from portfolio.drawing.system_fonts import find_fonts, font_folders, known_fonts, scripts_for
from portfolio.options import Options
from portfolio.pipeline.assemble import survey
from portfolio.pipeline.result import BuildResult

DEJAVU = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
NOTO_CJK = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
NOTO = Path("/usr/share/fonts/truetype/noto")
BASE = "[site]\nbase_url = 'https://example.org/'\n"
ENGLISH = re.compile(r"[A-Za-z]{2,}")
LANGUAGES = ("ja", "zh", "ar")


def installed(path: Path) -> Path:
    """A font of this machine; without it the test is skipped, and fails on a CI machine."""
    if not path.is_file():
        reason = f"there is no {path.name} on this machine"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture
def folder(site: SiteFolder) -> Path:
    """The folder of fonts of a user, who has none yet and whose system has none."""
    home = site.root.parent / "home"
    site.environ.update(NO_FONTS | {"HOME": str(home)})
    folder = home / ".local/share/fonts/some/where"
    folder.mkdir(parents=True)
    return folder


def put(font: Path, folder: Path, name: str = "") -> Path:
    """Install a font of this machine in a folder, under a name of its own."""
    target = folder / (name or font.name)
    shutil.copyfile(installed(font), target)
    return target


def cards(site: SiteFolder) -> dict[str, ShareCard]:
    """What the pictures of a site say."""
    return cards_of(survey(site.root, Options(as_of=AS_OF), site.environ.get))


def codes(result: BuildResult) -> list[str]:
    """What is wrong with a site."""
    return [problem.code for problem in result.diagnostics]


def text_of(card: ShareCard) -> str:
    """The words of the program on a picture of a site without Latin names."""
    lines = (part for line in card.lines for part in line)
    return " ".join([card.heading[0], *lines, card.label])


def test_fonts_are_looked_for_where_systems_have_them() -> None:
    """Linux has folders of the system and of the user, which variables can change; macOS and
    Windows have theirs.
    """
    home = {"HOME": "/home/ada"}
    assert font_folders(home.get, "linux") == (
        "/usr/share/fonts",
        "/usr/local/share/fonts",
        "/home/ada/.local/share/fonts",
        "/home/ada/.fonts",
    )
    moved = {"XDG_DATA_DIRS": "/opt/share/:/usr/share", "XDG_DATA_HOME": "/data"}
    assert font_folders(moved.get, "linux") == (
        "/opt/share/fonts",
        "/usr/share/fonts",
        "/data/fonts",
    )
    assert font_folders(home.get, "darwin") == (
        "/System/Library/Fonts",
        "/Library/Fonts",
        "/home/ada/Library/Fonts",
    )
    windows = {"WINDIR": "C:/Windows", "LOCALAPPDATA": "C:/Users/ada/AppData/Local"}
    assert font_folders(windows.get, "win32") == (
        "C:/Windows/Fonts",
        "C:/Users/ada/AppData/Local/Microsoft/Windows/Fonts",
    )


def test_the_table_names_each_font_once() -> None:
    """Each script has a package and names of files without their ends, all different."""
    for script, known in known_fonts().items():
        assert known.debian in ("fonts-noto-cjk", "fonts-noto-core"), script
        assert len(known.fonts) == len(set(known.fonts)) > 1, script
        assert not [name for name in known.fonts if name.endswith((".ttf", ".otf", ".ttc"))]


@pytest.mark.parametrize(
    ("text", "languages", "scripts"),
    [
        ("Łódź – Ελλάδα", ("en",), {"Grek"}),
        ("Основы данных", ("en",), {"Cyrl"}),
        ("資格", ("ja",), {"Jpan"}),
        ("資格", ("en", "zh-TW", "ja"), {"Hant"}),
        ("資格", ("en",), {"Hans"}),
        ("資格の一覧", ("zh",), {"Jpan"}),
        ("자격증", ("en",), {"Kore"}),
        ("AWS شهادة 資格", ("zh",), {"Arab", "Hans"}),
        ("AWS ≥ 3", ("ja",), set()),
    ],
)
def test_letters_tell_the_script(text: str, languages: tuple[str, ...], scripts: set[str]) -> None:
    """A text needs the fonts of its scripts; the languages of the site tell whose the ideographs
    are.
    """
    assert scripts_for(text, languages) == scripts


def test_the_first_name_and_the_first_folder_go_first(tmp_path: Path) -> None:
    """A font that stands earlier in the table is taken from any folder, and one that is in two
    folders from the first; upper and lower case are the same.
    """
    for name in ("a", "b/deep", "c"):
        (tmp_path / name).mkdir(parents=True)
    folders = [str(tmp_path / name) for name in ("a", "b", "c", "none")]
    put(DEJAVU, tmp_path / "a")
    assert find_fonts(["Arab", "Thai"], folders)["Arab"].path == f"{tmp_path}/a/DejaVuSans.ttf"
    put(DEJAVU, tmp_path / "b/deep", "ARIAL.TTF")
    put(DEJAVU, tmp_path / "c", "arial.ttf")
    found = find_fonts(["Arab", "Thai"], folders)
    assert {script: font.path for script, font in found.items()} == {
        "Arab": f"{tmp_path}/b/deep/ARIAL.TTF"
    }


def test_a_variable_font_counts_as_the_regular_one(tmp_path: Path) -> None:
    """The names that variable fonts have are known; a file that is no font is passed over."""
    put(DEJAVU, tmp_path, "NotoNaskhArabic[wght].ttf")
    put(DEJAVU, tmp_path, "NotoSansThai-VariableFont_wdth,wght.ttf")
    (tmp_path / "NotoSansArabic-Regular.ttf").write_bytes(b"\0\1\0\0 no font")
    found = find_fonts(["Arab", "Thai"], [str(tmp_path)])
    assert [Path(font.path).name for font in found.values()] == [
        "NotoNaskhArabic[wght].ttf",
        "NotoSansThai-VariableFont_wdth,wght.ttf",
    ]


@pytest.mark.parametrize(
    ("script", "family"),
    [
        ("Jpan", "Noto Sans CJK JP"),
        ("Hans", "Noto Sans CJK SC"),
        ("Hant", "Noto Sans CJK TC"),
        ("Kore", "Noto Sans CJK KR"),
    ],
)
def test_a_collection_has_the_face_of_the_language(script: str, family: str) -> None:
    """Of a file with several faces, that is taken whose family is the language's."""
    font = find_fonts([script], [str(installed(NOTO_CJK).parent)])[script]
    assert list(letters.face_names(font.path))[font.face] == family


def test_a_collection_without_the_face_is_passed_over(tmp_path: Path) -> None:
    """A file of the name that has other families only is not used."""
    put(DEJAVU, tmp_path, "NotoSansCJK-Regular.ttc")
    assert find_fonts(["Jpan"], [str(tmp_path)]) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_have_the_words_of_the_language(
    site: SiteFolder, folder: Path, language: str
) -> None:
    """With a font of its letters, no English word is on a picture, every title is drawn, and
    nothing is told.
    """
    put(DEJAVU if language == "ar" else NOTO_CJK, folder)
    if language == "ar" and not (features.check("raqm") and features.check("fribidi")):
        pytest.skip("letters from right to left need FriBiDi")
    write_foreign(site, f"language = '{language}'\n")
    found = cards(site)
    assert len(found) > 10
    assert [text_of(card) for card in found.values() if ENGLISH.search(text_of(card))] == []
    for card in found.values():
        with letters.using_fonts(card.fonts):
            said = (card.heading[0], *(part for line in card.lines for part in line), card.label)
            assert [text for text in filter(None, said) if not letters.drawable_text(text)] == []
    assert "title-without-letters" not in codes(site.build())


def write_foreign(site: SiteFolder, more: str) -> None:
    """Write a site whose own words are the same in all languages, and have no Latin letters."""
    site.write("portfolio.toml", f"{BASE}title = '7'\n{more}")
    fields = {"issuer": "12", "technologies": ["34"], "competencies": ["56"], "category": "78"}
    for name in ("1", "2"):
        site.record(name, title=name, expiry_date="2029-05-17", type="course", **fields)
    due = {"issued_date": None, "status": "in_progress", "target_date": "2027-01"}
    site.record("3", title="3", issuer="12", **due)


def test_arabic_pictures_begin_at_the_right(site: SiteFolder, folder: Path) -> None:
    """Pictures of a site in Arabic are mirrored as its pages are, unless their words are English."""
    write_foreign(site, "language = 'ar'\n")
    assert {card.is_mirrored for card in cards(site).values()} == {False}
    put(DEJAVU, folder)
    assert {card.is_mirrored for card in cards(site).values()} == {True}


def test_a_word_of_the_page_begins_a_text_of_another_direction() -> None:
    """On a page from right to left, a text that begins with a Latin word has it at the right."""
    if not (features.check("raqm") and features.check("fribidi")):
        pytest.skip("letters from right to left need FriBiDi")
    fonts = (Font(str(installed(DEJAVU))),)
    for from_right, wanted in ((False, "AWS شهادة"), (True, "شهادة AWS")):
        with letters.using_fonts(fonts, from_right=from_right):
            parts = letters.parts_of("AWS شهادة")
        assert "".join(word for word, _ in parts) == wanted


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_font_the_words_are_english(
    site: SiteFolder, folder: Path, language: str
) -> None:
    """Without a font the lines of a picture are English, and one sentence says what to install."""
    write_foreign(site, f"language = '{language}'\n")
    lines = [" ".join(line) for card in cards(site).values() for line in card.lines]
    assert any(map(ENGLISH.search, lines))
    (found,) = [
        problem for problem in site.build().diagnostics if problem.code == "title-without-letters"
    ]
    package = "fonts-noto-core" if language == "ar" else "fonts-noto-cjk"
    assert found.help == (
        f"install a font that has them (on Debian `{package}`), or put one into static/ and write "
        '`share_font = "NAME.ttf"` under [publish], or `share_pictures = false`'
    )
    assert list(folder.iterdir()) == []


def test_each_edition_has_its_own_font(site: SiteFolder, folder: Path) -> None:
    """In a site of several languages, the pictures of each have the words of that language in a
    font of it; those in Latin letters have none.
    """
    put(NOTO_CJK, folder)
    site.write("portfolio.toml", f"{BASE}language = 'en'\nlanguages = ['en', 'ja', 'zh']\n")
    site.record("a", expiry_date="2029-05-17")
    found = cards(site)
    assert found["share/credentials/a.png"].fonts == ()
    faces = {}
    for language in ("ja", "zh"):
        card = found[f"{language}/share/credentials/a.png"]
        (font,) = card.fonts
        faces[language] = list(letters.face_names(font.path))[font.face]
        assert not ENGLISH.search(" ".join(card.lines[1]))
    assert faces == {"ja": "Noto Sans CJK JP", "zh": "Noto Sans CJK SC"}


def test_a_title_in_another_script_has_its_own_font(site: SiteFolder, folder: Path) -> None:
    """In an English site, a title in another script is drawn in a font of that script, which no
    other picture names; a title that no font has is told, without what is there already.
    """
    put(DEJAVU, folder)
    site.write("portfolio.toml", BASE)
    site.record("a", title="Основы данных")
    site.record("b", title="Data")
    found = cards(site)
    assert found["share/credentials/b.png"].fonts == ()
    (font,) = found["share/credentials/a.png"].fonts
    assert Path(font.path).name == DEJAVU.name
    assert codes(site.build()) == []
    site.record("c", title="資格")
    (problem,) = site.build().diagnostics
    assert problem.message == "the share pictures have no letters for `資格`"
    assert "fonts-noto-cjk`" in (problem.help or "")


def test_the_owners_font_goes_first(site: SiteFolder, folder: Path) -> None:
    """Where the owner names a font, none of the system is used, also not for what it lacks."""
    put(NOTO_CJK, folder)
    site.write("static/own.ttf", installed(DEJAVU).read_bytes())
    site.write("portfolio.toml", f"{BASE}[publish]\nshare_font = 'own.ttf'\n")
    site.record("a", title="資格")
    assert [font.path for font in cards(site)["share/credentials/a.png"].fonts] == [
        "static/own.ttf"
    ]
    (problem,) = site.build().diagnostics
    assert (problem.help or "").startswith("put a font that has them into static/ and write")


def test_latin_letters_look_for_no_font(site: SiteFolder, folder: Path) -> None:
    """A site in Latin letters does not depend on the fonts of the system."""
    site.write("portfolio.toml", f"{BASE}language = 'pt'\n")
    site.record("a", title="Łódź – “Ñandú” … Ớ")
    found = survey(site.root, Options(as_of=AS_OF), site.environ.get)
    assert found.font_folders == ()
    assert {card.fonts for card in cards_of(found).values()} == {()}


def test_a_font_that_changes_draws_anew(site: SiteFolder, folder: Path) -> None:
    """What is installed after a build is used by the next one, and another content of the file
    draws again what has its letters, and nothing else.
    """
    site.write("portfolio.toml", BASE)
    site.record("a", title="Основы")
    site.record("b", title="Data")
    first = site.publish()
    font = put(DEJAVU, folder)
    second = site.publish()
    shutil.copyfile(DEJAVU.with_name("DejaVuSans-Bold.ttf"), font)
    third = site.publish()
    font.unlink()
    assert site.publish() == first
    names = [
        {name for name in before if before[name] != after[name]}
        for before, after in ((first, second), (second, third))
    ]
    assert names == [{"share/credentials/a.png"}] * 2
    assert site.build().written is not None


@pytest.mark.parametrize("name", ["NotoSansArabic-Regular.ttf", "NotoSansThai-Regular.ttf"])
def test_a_font_without_latin_letters_is_completed(name: str) -> None:
    """Latin words and figures beside letters of a font that has none are drawn in the built-in
    one, and all of the text is there.
    """
    text = "شهادة AWS – 2024" if "Arabic" in name else "ใบรับรอง AWS – 2024"
    if not (features.check("raqm") and features.check("fribidi")):
        pytest.skip("these letters need FriBiDi")
    with letters.using_fonts((Font(str(installed(NOTO / name))),)):
        assert letters.drawable_text(text) == text
        parts = letters.parts_of(text)
        assert {word for word, font in parts if font is None} >= {"AWS", "–", "2024"}
        assert {word for word, font in parts if font} == {text.split(maxsplit=1)[0]}
        assert parts[0][0] == ("AWS" if "Arabic" in name else "ใบรับรอง")
