"""The program's words within a text: they are in the language of the page that shows it."""

from __future__ import annotations

import pytest
from conftest import SiteFolder

from portfolio.locale.messages import Messages
from portfolio.markdown.render_body import render_body
from portfolio.render.text_labels import translate_labels

TEXT = """Words[^1].

## One

```sql
1
```

| A |
| - |
| 1 |

> [!WARNING]
> Mind the step.

[^1]: A note.
"""


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("Code in sql", "Code in sql"),
        ("Table: One", "Tabelle: One"),
        ("Link to “One”", "Link zu „One“"),
        ('callout-title">Warning', 'callout-title">Warnung'),
        ('aria-label="Note 1"', None),
        ('aria-label="Notes"', None),
        ("Back to note 1 in the text", None),
    ],
)
def test_labels_are_translated(english: str, german: str | None) -> None:
    """Each label that a text is given has words in German; in English it stays as it is."""
    body, _ = render_body(TEXT, 1)
    assert english in body.html
    assert translate_labels(body.html, Messages()) == body.html
    shown = translate_labels(body.html, Messages("de"))
    assert german in shown if german else english not in shown


def test_what_the_author_wrote_stays() -> None:
    """Words of the author are not ours, though they stand in the same place."""
    own = '<div aria-label="Plan of the house">x</div><p class="callout-title">Mine</p>'
    assert translate_labels(own, Messages("de")) == own


def test_words_of_the_owner_are_no_markup(site: SiteFolder) -> None:
    """What an owner writes for a message is shown as it is written, in pages and within texts."""
    site.write(
        "portfolio.toml",
        '[site]\nlanguage = "de"\n[labels]\n"Skills" = "<b>&"\n"Notes" = "\\"<i>"\n',
    )
    site.record("a", TEXT, competencies=["one"])
    files = site.publish(as_of=None)
    page = files["credentials/a/index.html"].decode()
    assert "&lt;b&gt;&amp;</a>" in page
    assert 'aria-label="&#34;&lt;i&gt;"' in page
    assert "<b>&" not in page
