"""Drawings: what is published is what was read of them, what runs or loads is refused
with its line, and harmless exports pass.
"""

from __future__ import annotations

import base64
import io
import re
from xml.etree import ElementTree as Xml

import pytest
from conftest import SiteFolder
from helpers_reading import lightly
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from portfolio.images.svg import MAX_SVG_DEPTH, UnsafeSvgError, sanitize_svg, svg_size

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'viewBox="0 0 30 20">{}</svg>'
)
HTML = 'xmlns:h="http://www.w3.org/1999/xhtml"'


def cleaned(inner: str) -> str:
    """What is published of a drawing."""
    return sanitize_svg(SVG.format(inner).encode()).decode()


def png(mode: str = "RGB") -> str:
    """A small picture as base64."""
    made = io.BytesIO()
    Image.new(mode, (2, 2)).save(made, "PNG")
    return base64.b64encode(made.getvalue()).decode()


@pytest.mark.parametrize(
    "inner",
    [
        "<script>1</script>",
        "<script href='a.js'/>",
        "<SCRIPT/>",
        f"<h:script {HTML}>1</h:script>",
        f"<g><h:iframe {HTML} src='a.html'/></g>",
        "<foreignObject width='9' height='9'/>",
        "<handler type='text/javascript'/>",
        "<audio src='a.mp3'/>",
        "<g onclick='1'/>",
        "<g ONLOAD='1'/>",
        "<animate onbegin='1' attributeName='x'/>",
        "<a href='javascript:1'/>",
        "<a xlink:href='java&#10;script:1'/>",
        "<a href='data:text/html,1'/>",
        "<a><set attributeName='href' to='javascript:1'/></a>",
        "<a><animate attributeName='xlink:href' values='#a;https://example.org/'/></a>",
        "<g><set attributeName='onclick' to='1'/></g>",
        "<g><set attributeName=' href' to='1'/></g>",
        "<use href='other.svg#a'/>",
        "<use xlink:href='https://example.org/a.svg#a'/>",
        "<use href='//example.org/a.svg#a'/>",
        "<use href='data:image/svg+xml;base64,PHN2Zy8+#a'/>",
        "<image href='other.png'/>",
        "<image xlink:href='https://example.org/a.png'/>",
        "<image href='data:image/svg+xml,%3Csvg/%3E'/>",
        "<image href='data:image/png;base64,PHN2Zy8+'/>",
        "<image href='data:image/png;base64,!'/>",
        "<filter><feImage href='other.png'/></filter>",
        "<pattern href='other.svg#a'/>",
        "<textPath href='other.svg#a'/>",
        "<g style='fill:url(https://example.org/a.svg#a)'/>",
        "<g style='fill:URL( \"other.svg#a\" )'/>",
        "<g style='fill:u\\72l(other.svg)'/>",
        "<g fill='url(other.svg#a)'/>",
        "<g filter='calc(url(other.svg#a))'/>",
        "<g style='background:image-set(\"other.png\" 1x)'/>",
        "<g style='background:-webkit-image-set(url(#a) 1x)'/>",
        "<g cursor='url(other.cur), auto'/>",
        "<rect><animate attributeName='fill' values='url(#a);url(other.svg#a)'/></rect>",
        "<style>@import 'other.css';</style>",
        "<style>@import url(#a);</style>",
        "<style>@font-face { font-family: A; src: url(https://example.org/a.woff2) }</style>",
        "<style>text { fill: <![CDATA[url(]]>other.svg) }</style>",
        "<style>@namespace url(other)</style>",
        "<unknown/>",
        "<?xml-stylesheet href='other.css'?>",
        "<?xml-stylesheet type='text/xsl' href='#a'?>",
    ],
)
def test_what_runs_or_loads_is_refused_with_its_line(inner: str) -> None:
    """Scripts, handlers, foreign elements, links and styles that lead out, and animations
    of links are refused where they stand.
    """
    with pytest.raises(UnsafeSvgError) as found:
        cleaned(f"\n<title>A</title>\n{inner}")
    assert found.value.line == 3
    assert found.value.message
    assert found.value.help


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE svg [<!ENTITY a "b">]>',
        '<!DOCTYPE svg [<!ENTITY % a SYSTEM "other.dtd"> %a;]>',
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
    ],
)
def test_entities_are_named_as_such(head: str) -> None:
    """A drawing that declares entities is refused, and told so, before any of them is used."""
    with pytest.raises(UnsafeSvgError, match="entities") as found:
        sanitize_svg((head + SVG.format("&a;")).encode())
    assert "plain SVG" in found.value.help


ILLUSTRATOR = f"""<?xml version="1.0" encoding="utf-8"?>
<!-- Generator: A Drawing Program 28.0.0, SVG Export Plug-In . SVG Version: 6.00 Build 0)  -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg version="1.1" id="Layer_1" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" x="0px" y="0px"
  viewBox="0 0 200 100" style="enable-background:new 0 0 200 100;" xml:space="preserve" data-name="Layer 1">
<style type="text/css">.st0{{fill:#1d4ed8;}} .st1{{font-family:'MyriadPro-Regular'; transform: rotate(3deg)}} a>b{{fill:url(#SVGID_1_)}}</style>
<switch><g><path class="st0" d="M0,0h200v100H0V0z"/>
<linearGradient id="SVGID_1_" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="9" y2="9">
  <stop offset="0" style="stop-color:#FFF"/></linearGradient>
<image width="2" height="2" xlink:href="data:image/png;base64,
{png()[:40]}
{png()[40:]}" transform="matrix(1 0 0 1 5 5)"/>
<text transform="matrix(1 0 0 1 20 60)" class="st1">5 &lt; 6 &amp; more</text></g></switch></svg>"""
INKSCAPE = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<svg width="30mm" viewBox="0 0 30 20" version="1.1" id="svg1" inkscape:version="1.3" sodipodi:docname="badge.svg"
  inkscape:export-filename="/home/ada/badge.png" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
  xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" xmlns="http://www.w3.org/2000/svg"
  xmlns:svg="http://www.w3.org/2000/svg" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns:dc="http://purl.org/dc/elements/1.1/">
  <sodipodi:namedview id="namedview1" pagecolor="#ffffff" inkscape:zoom="2"/>
  <defs id="defs1"><inkscape:path-effect effect="spiro" id="p1"/><linearGradient id="g1"/></defs>
  <metadata><rdf:RDF><dc:creator>Ada Example</dc:creator></rdf:RDF></metadata>
  <svg:g inkscape:label="Layer 1" inkscape:groupmode="layer" id="layer1">
    <rect style="fill:#f00;-inkscape-font-specification:'Sans, Bold'" width="9" height="9" sodipodi:nodetypes="cc"/>
    <flowRoot id="f"><flowRegion/><flowPara>Words</flowPara></flowRoot>
  </svg:g></svg>"""
FIGMA = """<svg width="64" height="64" viewBox="0 0 64 64" fill="none" xmlns="http://www.w3.org/2000/svg">
<g id="PageShell (1)" clip-path="url(#clip0_1_2)" filter="url(#filter0_d_1_2)"><rect width="64" height="64" rx="8" fill="url(#paint0)"/></g>
<defs><filter id="filter0_d_1_2" x="0" y="0" width="9" height="9" filterUnits="userSpaceOnUse" color-interpolation-filters="sRGB">
<feFlood flood-opacity="0" result="BackgroundImageFix"/><feColorMatrix in="SourceAlpha" type="matrix" values="0 0 0 0 0"/>
<feBlend mode="normal" in2="BackgroundImageFix"/></filter><clipPath id="clip0_1_2"><rect width="64" height="64" fill="white"/></clipPath>
<radialGradient id="paint0" gradientTransform="translate(32 32) rotate(90)"><stop stop-color="rgba(0,0,0,.5)"/></radialGradient></defs></svg>"""
ICON = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<style>path { fill: #000 } @media (prefers-color-scheme: dark) { path { fill: #fff } }
@font-face { font-family: A; src: url("data:font/woff2;base64,AAAA") format("woff2") }
@keyframes a { to { transform: rotate(1turn) } }</style>
<path d="M0 0h32v32z"><animateTransform attributeName="transform" type="rotate" from="0 16 16" to="360 16 16" dur="9s"/></path>
<use href="#a"/><a href="https://example.org/"><text aria-label="f(x)">A</text></a></svg>"""


COREL = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" viewBox="0 0 9 9" xmlns:odm="http://example.org/odm" odm:version="1">
<defs><font id="FontID0" horiz-adv-x="1000"><font-face font-family="A"><font-face-src><font-face-name name="A"/></font-face-src></font-face>
<missing-glyph><path d="M0 0z"/></missing-glyph><glyph unicode="(" horiz-adv-x="667"><path d="M0 0z"/></glyph></font>
<style type="text/css"><![CDATA[@font-face { font-family:"A";src:url("#FontID0") format(svg)} .fil0 {fill:#373435}]]></style></defs>
<g><metadata id="Layer"/><path class="fil0" d="M0 0h9v9z"/></g></svg>"""


@pytest.mark.parametrize(
    "drawing",
    [ILLUSTRATOR, INKSCAPE, FIGMA, ICON, COREL],
    ids=["illustrator", "inkscape", "figma", "icon", "corel"],
)
def test_harmless_exports_of_drawing_programs_pass(drawing: str) -> None:
    """Exports in the manner of known programs are published with all that is seen of them,
    and without what only the program reads.
    """
    shown = sanitize_svg(drawing.encode())
    assert svg_size(shown) != (0, 0)
    kept = [
        element.tag.rpartition("}")[2]
        for element in Xml.fromstring(drawing).iter()
        if "/2000/svg}" in element.tag
    ]
    assert [element.tag.rpartition("}")[2] for element in Xml.fromstring(shown).iter()] == [
        name for name in kept if name != "metadata"
    ]
    text = shown.decode()
    for word in ("Ada", "ada", "inkscape:", "sodipodi", "Generator", "DOCTYPE", "data-name"):
        assert word not in text
    assert sanitize_svg(shown) == shown


def test_a_browser_shows_the_same(site: SiteFolder) -> None:
    """Text and attributes of a drawing are written so that they are read as they were."""
    odd = SVG.format(
        '<title>a &lt;b&gt; &amp; "c" \' d</title>'
        "<text aria-label='a&#10;b &quot;c&quot; &lt;'> x <![CDATA[<&]]>\r\n</text>"
    )
    before, after = Xml.fromstring(odd), Xml.fromstring(sanitize_svg(odd.encode()))
    assert [(one.text, dict(one.attrib)) for one in after.iter()] == [
        (one.text, dict(one.attrib)) for one in before.iter()
    ]


def test_a_drawing_without_its_namespace_is_shown() -> None:
    """SVG that was copied out of a web page gets the namespace without
    which browsers draw nothing.
    """
    shown = sanitize_svg(b'<svg viewBox="0 0 3 2"><rect width="1"/></svg>')
    assert b'<svg xmlns="http://www.w3.org/2000/svg"' in shown
    assert svg_size(shown) == (3, 2)


@pytest.mark.parametrize(
    "inner", ["<g>" * (MAX_SVG_DEPTH + 1) + "</g>" * (MAX_SVG_DEPTH + 1), "<g/>" * 100_001]
)
def test_a_drawing_has_limits(inner: str) -> None:
    """Neither endless nesting nor a flood of elements reaches a browser, or ends the program."""
    with pytest.raises(UnsafeSvgError, match="elements"):
        cleaned(inner)


_WORDS = st.sampled_from(
    (
        "<g|<script|<a|<use|<style|"
        "<set| href=| style=| onload=| xlink:href=| attributeName=|'|\"|>|/>|</g>|</style>|</a>"
        "|url(|)|#a|https://example.org|javascript:|data:image/png;base64,|"
        "<![CDATA[|]]>|@import |&#106;|&amp;| |\n|x:"
        "| xmlns:x='http://www.w3.org/1999/xhtml'|\\|<!--|-->|é"
    ).split("|")
)


@lightly
@given(st.lists(_WORDS, max_size=14).map("".join))
@example("<g x='1'/>")
def test_nothing_that_is_published_leads_out(inner: str) -> None:
    """Whatever a drawing is put together from, it is not XML, is refused, or is published
    with nothing that runs or loads.
    """
    try:
        shown = cleaned(inner)
    except ValueError:
        return
    for element in Xml.fromstring(shown).iter():
        assert element.tag.startswith("{http://www.w3.org/2000/svg}")
        assert not element.tag.endswith("}script")
        for name, value in element.attrib.items():
            local = name.rpartition("}")[2]
            assert not local.lower().startswith("on")
            if local == "href":
                assert re.match(r"#|https://example\.org|data:image/png;base64,", value)
            if local == "style":
                assert "url(h" not in value


@pytest.mark.parametrize(
    "place",
    [
        "static/seal.svg",
        "static/root/favicon.svg",
        "themes/mine/static/deep/seal.svg",
        "static/seal.SVG",
    ],
)
def test_drawings_of_themes_are_looked_at_too(site: SiteFolder, place: str) -> None:
    """Icons and pictures below `static/`, of the site and of a theme, are refused with their own
    line, and published as they were read.
    """
    site.record("a")
    if place.startswith("themes"):
        site.write("themes/mine/theme.toml", 'parent = "ledger"\n')
        site.write("portfolio.toml", '[site]\ntheme = "mine"\n')
    site.write(place, SVG.format("<!-- a note -->\n<g onload='1'/>"))
    (problem,) = site.problems()
    assert (problem.code, problem.severity, problem.location.path, problem.location.line) == (
        "unsafe-picture",
        "error",
        place,
        2,
    )
    site.write(place, SVG.format("<!-- a note --><g/>"))
    assert [content for content in site.publish().values() if b"a note" in content] == []
