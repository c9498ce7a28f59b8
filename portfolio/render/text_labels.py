"""The words that a text is given by the program, in the language of the page that shows it.

A text is made without knowing a page, with English words: the labels of code, tables, notes and
links to headings, and the titles of callouts.
"""

from __future__ import annotations

import re

from ..locale.messages import Messages, gettext_noop

_LABELS = {
    r"Code in (?P<language>.+)": gettext_noop("Code in %(language)s"),
    r"Code": gettext_noop("Code"),
    r"Table: (?P<heading>.+)": gettext_noop("Table: %(heading)s"),
    r"Table": gettext_noop("Table"),
    r"Note (?P<number>\d+)": gettext_noop("Note %(number)s"),
    r"Notes": gettext_noop("Notes"),
    r"Back to note (?P<number>\d+) in the text": gettext_noop(
        "Back to note %(number)s in the text"
    ),
    r"Back to note (?P<number>\d+) in the text, mention (?P<mention>\d+)": gettext_noop(
        "Back to note %(number)s in the text, mention %(mention)s"
    ),
    r"Link to this heading": gettext_noop("Link to this heading"),
    r"Link to “(?P<heading>.+)”": gettext_noop("Link to “%(heading)s”"),
    r"Note": gettext_noop("Note"),
    r"Tip": gettext_noop("Tip"),
    r"Important": gettext_noop("Important"),
    r"Warning": gettext_noop("Warning"),
    r"Caution": gettext_noop("Caution"),
}
"""The English words, as patterns, with the messages that they are."""
_PLACES = re.compile(r'( aria-label="|<p class="callout-title">)([^"<]+)(?="|</p>)')


def translate_labels(shown: str, messages: Messages) -> str:
    """The HTML of a text with the program's words in a language; `messages` are safe HTML."""
    return _PLACES.sub(lambda found: found[1] + _translated(found[2], messages), shown)


def _translated(label: str, messages: Messages) -> str:
    for pattern, message in _LABELS.items():
        if found := re.fullmatch(pattern, label):
            return messages.gettext(message, **found.groupdict())
    return label
