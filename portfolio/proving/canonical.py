"""What a signature over RDF covers: the statements of a document, and its words that are in none.

Everything that is shown of such a credential is read from these statements and never from its JSON,
since many JSON texts have the same ones: contexts rename, and objects of one id may stand anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from ..diagnostics import attempt
from .contexts import load_context, refuse_unknown_contexts
from .documents import UnprovableError, as_list, inner_values

MAX_STATEMENTS = 2_000
"""Maximum statements of a document, so that they are put in order within a second."""
MAX_COMPARISONS = 6_000
"""Maximum comparisons of nodes without an id that look alike; documents made to be slow need
millions."""

_DOUBLE = "http://www.w3.org/2001/XMLSchema#double"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TYPE = f"{_RDF}type"
_CRED = "https://www.w3.org/2018/credentials#"
_OB = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
_STATUS = "https://www.w3.org/ns/credentials/status#"
_STATUS_2021 = "https://w3id.org/vc/status-list#"
_NAMES = {
    **{
        f"{_CRED}{name}": name
        for name in (
            *("issuer", "validFrom", "validUntil", "issuanceDate", "expirationDate"),
            *("credentialSubject", "credentialStatus"),
        )
    },
    **{
        f"{_OB}{name}": name
        for name in (
            *("achievement", "awardedDate", "creator", "licenseNumber", "identifier"),
            *("identityHash", "identityType", "hashed", "salt"),
        )
    },
    f"{_OB}achievement-0": "achievement",
    f"{_OB}Achievement": "achievement",
    "https://schema.org/name": "name",
    "http://schema.org/name": "name",
    **{
        f"{space}{name}": name
        for space in (_STATUS, _STATUS_2021)
        for name in (
            *("statusPurpose", "statusListIndex", "statusListCredential", "statusSize"),
            *("encodedList", "ttl"),
        )
    },
}
"""The properties that the program reads, by their meaning."""
_TYPES = {
    f"{_CRED}VerifiableCredential": "VerifiableCredential",
    "https://purl.imsglobal.org/spec/vc/clr/vocab.html#ClrCredential": "ClrCredential",
    **{
        f"{_STATUS}{name}": name
        for name in (
            "BitstringStatusListEntry",
            "BitstringStatusListCredential",
            "BitstringStatusList",
        )
    },
    **{
        f"{_STATUS_2021}{name}": name
        for name in ("StatusList2021Entry", "StatusList2021Credential", "StatusList2021")
    },
    "https://purl.imsglobal.org/spec/vcrl/v1p0/context.json#1EdTechRevocationList": (
        "1EdTechRevocationList"
    ),
}
_CREDENTIAL, _ENDORSEMENT = f"{_CRED}VerifiableCredential", f"{_OB}EndorsementCredential"
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20\x7f<>\"{}|^`\\]*")
_LANGUAGE = re.compile(r"[A-Za-z]+(?:-[A-Za-z0-9]+)*")
_UNESCAPED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""Characters that programs write into statements in different ways."""
_WORDS = ("@id", "@type")


class Statements(Struct, frozen=True):
    """What a document says in RDF."""

    lines: str
    """The statements in their canonical order, one a line."""
    said: dict[str, Any]
    """What they say of the one credential in them, by the usual names; empty if there is none."""
    unsaid: tuple[str, ...]
    """The words of the document that are in no statement, since no context defines them."""
    is_disputed: bool
    """Whether programs write some of it differently, so that a signature need not fit here."""


def statements_of(document: dict[str, Any]) -> Statements:
    """What a document says in RDF. Raises UnprovableError where programs would not agree."""
    refuse_unknown_contexts(document)
    dropped: list[str] = []
    expanded = _worked_out(lambda: _expand(document, dropped))
    _refuse_disputed(expanded)
    dropped += _without_meaning(expanded)
    graphs = _worked_out(lambda: _to_rdf(expanded))
    if sum(map(len, graphs.values())) > MAX_STATEMENTS:
        raise UnprovableError(f"It makes more than {MAX_STATEMENTS:,} statements")
    for name, triples in graphs.items():
        _refuse_ambiguous(name, triples)
    said = _Reader(graphs.get("@default", [])).credential()
    lines, is_disputed = _worked_out(lambda: _canonical(graphs))
    return Statements(
        lines, said, tuple(sorted(set(dropped))), is_disputed or _has_odd_fraction(expanded)
    )


def _worked_out(work: Any) -> Any:
    """What a function of PyLD returns. Raises UnprovableError for whatever it raises."""
    found = attempt(work)
    if isinstance(found, UnprovableError):
        raise found
    if isinstance(found, Exception):
        code = getattr(found, "code", None) or type(found).__name__
        raise UnprovableError(f"Its words contradict their contexts ({code})")
    return found


def _expand(document: dict[str, Any], dropped: list[str]) -> Any:
    from pyld import jsonld

    options = {"base": None, "documentLoader": load_context}
    return jsonld.expand(
        document,
        options,
        on_property_dropped=lambda name: dropped.append(name or "a word set to null"),
    )


def _to_rdf(expanded: Any) -> dict[str, list[dict[str, Any]]]:
    from pyld import jsonld

    options = {"base": None, "documentLoader": load_context, "produceGeneralizedRdf": False}
    found: dict[str, list[dict[str, Any]]] = jsonld.to_rdf(expanded, options)
    return found


def _nodes(expanded: Any) -> Iterator[dict[str, Any]]:
    rest = [expanded]
    while rest:
        value = rest.pop()
        if isinstance(value, dict):
            yield value
        rest.extend(inner_values(value))


def _refuse_disputed(expanded: Any) -> None:
    """Refuse what is lost in statements, or written in them in several ways."""
    for node in _nodes(expanded):
        if "@direction" in node:
            raise UnprovableError("It gives a text a direction, which programs sign differently")
        if isinstance(node.get("@value"), str) and node.get("@type") == _DOUBLE:
            raise UnprovableError("It has a number as text, which programs sign differently")


def _has_odd_fraction(expanded: Any) -> bool:
    """Whether it has a fraction that is not to be written as one."""
    return any(
        isinstance(node.get("@value"), float) and node.get("@type") not in (None, _DOUBLE, "@json")
        for node in _nodes(expanded)
    )


def _without_meaning(expanded: Any) -> Iterator[str]:
    """The types and ids that are no full addresses: what they are of is in no statement."""
    for node in _nodes(expanded):
        if "@value" in node:
            continue
        for word in _WORDS:
            for text in as_list(node.get(word)):
                if isinstance(text, str) and not text.startswith("_:") and not _IRI.match(text):
                    yield text or "an empty id"


def _refuse_ambiguous(name: str, triples: list[dict[str, Any]]) -> None:
    """Refuse what is not escaped in a statement, and could be read as another one."""
    names = [name] if name != "@default" else []
    for triple in triples:
        parts = [triple[part] for part in ("subject", "predicate", "object")]
        if any(not isinstance(part.get("value"), str) for part in parts):
            raise UnprovableError("It makes statements that cannot be written")
        names += [part["value"] for part in parts if part["type"] == "IRI"]
        if parts[2]["type"] != "literal":
            continue
        names.append(parts[2]["datatype"])
        if _UNESCAPED.search(parts[2]["value"]):
            raise UnprovableError("It has a control character, which programs sign differently")
        language = parts[2].get("language")
        if language is not None and not _LANGUAGE.fullmatch(language):
            raise UnprovableError("It names a language that is none")
    if any(not text.startswith("_:") and not _IRI.fullmatch(text) for text in names):
        raise UnprovableError("It has an address with characters that no address may have")


class _BoundedIssuer:
    """Gives out canonical ids; it is asked for them in each comparison of nodes that look alike."""

    prefix = "_:c14n"

    def __init__(self, limit: int, disputed: frozenset[str]) -> None:
        self.limit = limit
        self.disputed = disputed
        self.has_met_disputed = False
        self.ids: dict[str, str] = {}

    def has_id(self, old: str) -> bool:
        """Whether a node has its id. Raises UnprovableError after too many comparisons."""
        self.limit -= 1
        if self.limit < 0:
            raise UnprovableError("Its nodes without an id look too much alike")
        if old in self.disputed and old not in self.ids:
            self.has_met_disputed = True
        return old in self.ids

    def get_id(self, old: str) -> str:
        """The id of a node, a new one if it has none."""
        return self.ids.setdefault(old, f"{self.prefix}{len(self.ids)}")


def _canonical(graphs: dict[str, list[dict[str, Any]]]) -> tuple[str, bool]:
    """The statements in canonical order, and whether programs differ about this order."""
    from pyld.canon import URDNA2015

    nodes = frozenset().union(*map(_nameless_nodes, graphs.values()))
    nameless = {name: triples for name, triples in graphs.items() if name.startswith("_:")}
    disputed = frozenset(nameless).union(*map(_nameless_nodes, nameless.values()))
    algorithm = URDNA2015()
    issuer = _BoundedIssuer(MAX_COMPARISONS // (1 + len(nodes) // 50), disputed)
    algorithm.canonical_issuer = issuer
    lines = str(algorithm.main(graphs, {"format": "application/n-quads"}))
    return lines, issuer.has_met_disputed


def _nameless_nodes(triples: list[dict[str, Any]]) -> frozenset[str]:
    parts = [triple[part] for triple in triples for part in ("subject", "object")]
    return frozenset(part["value"] for part in parts if part["type"] == "blank node")


class _Reader:
    """Reads objects from statements, as many as a credential can have."""

    def __init__(self, triples: list[dict[str, Any]]) -> None:
        self.left = MAX_STATEMENTS
        self.statements: dict[str, list[tuple[str, dict[str, Any]]]] = {}
        for triple in triples:
            statement = (triple["predicate"]["value"], triple["object"])
            self.statements.setdefault(triple["subject"]["value"], []).append(statement)

    def credential(self) -> dict[str, Any]:
        """The credential that no other node of the statements has; empty if there is none.

        Credentials that endorse it may say that they are about it.
        """
        found = [subject for subject in self.statements if self._is(subject, _CREDENTIAL)]
        inner = {
            value["value"]
            for subject, statements in self.statements.items()
            for _, value in statements
            if value["type"] != "literal" and value["value"] != subject
        }
        outer = [subject for subject in found if subject not in inner]
        outer = outer or [one for one in found if not self._is(one, _ENDORSEMENT)] or found
        if len(outer) > 1:
            raise UnprovableError("It is more than one credential")
        return self._object(outer[0], ()) if outer else {}

    def _is(self, subject: str, kind: str) -> bool:
        statements = self.statements[subject]
        return any(name == _TYPE and value["value"] == kind for name, value in statements)

    def _object(self, subject: str, above: tuple[str, ...]) -> dict[str, Any]:
        found: dict[str, list[Any]] = {}
        for name, value in self.statements.get(subject, ()):
            self.left -= 1
            if self.left < 0:
                raise UnprovableError("Its objects have each other")
            if name == _TYPE:
                found.setdefault("type", []).append(_TYPES.get(value["value"], value["value"]))
            elif name in _NAMES and value["type"] == "literal":
                found.setdefault(_NAMES[name], []).append(value["value"])
            elif name in _NAMES and value["value"] not in above:
                inner = self._object(value["value"], (*above, subject))
                found.setdefault(_NAMES[name], []).append(inner)
        plain = {name: values[0] if len(values) == 1 else values for name, values in found.items()}
        return plain if subject.startswith("_:") else {"id": subject, **plain}
