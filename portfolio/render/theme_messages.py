"""The messages of a theme that no catalogue of the program has."""

from __future__ import annotations

from jinja2 import Environment, TemplateError
from jinja2.ext import extract_from_ast

from ..locale.messages import all_messages
from ..theme.themes import Theme

_LOOKUPS = ("_", "ngettext")


def unknown_messages(theme: Theme) -> set[str]:
    """The English words of these messages; templates that cannot be parsed have none."""
    environment, known = Environment(autoescape=True), all_messages()
    found: set[str] = set()
    for template in theme.templates.values():
        try:
            parsed = environment.parse(template.text)
        except TemplateError:
            continue
        for _, _, words in extract_from_ast(parsed, _LOOKUPS):
            forms = (words,) if isinstance(words, str) else words or ()
            found.update(form for form in forms[:1] if form and form not in known)
    return found
