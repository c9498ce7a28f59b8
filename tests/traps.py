"""Files that are made to make a prover say *valid*, or to keep it busy: as a program, it times them.

Each is made here; none is known to harm any other software.
"""

from __future__ import annotations

import json
import sys
import time
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from signing import (
    OB3,
    STATUS_URL,
    V2,
    base64url,
    chunk,
    credential,
    did_key,
    encoded_list,
    entry,
    jws,
    kept,
    made_proof,
    method,
    png,
    private_key,
    signed,
    status_list,
)

from portfolio.domain.proof import KeptDocument
from portfolio.proving.prove import prove

MAX_SECONDS, MAX_MIB = 1.0, 200
ISSUER = did_key("issuer")


def changed(**changes: Any) -> bytes:
    """A signed file that was changed afterwards."""
    return json.dumps({**json.loads(signed()), **changes}).encode()


def with_proof(**changes: Any) -> bytes:
    """A signed file whose proof was changed afterwards."""
    data = json.loads(signed())
    return json.dumps({**data, "proof": {**data["proof"][0], **changes}}).encode()


def alike_nodes(count: int) -> bytes:
    """A graph of nodes without an id, each of which knows all others."""
    names = [f"_:n{number}" for number in range(count)]
    knows = "https://schema.org/knows"
    nodes = [{"id": one, knows: [{"id": other} for other in names]} for one in names]
    return unfit(credential(evidence=[{"type": ["Evidence"], knows: nodes}]))


def unfit(data: dict[str, Any]) -> bytes:
    """A file with a signature of something else."""
    proof = json.loads(signed())["proof"]
    return json.dumps({**data, "proof": proof}).encode()


def nested(depth: int) -> Any:
    """Lists in each other."""
    return json.loads("[" * depth + "]" * depth)


def redefined() -> bytes:
    """A file whose own context gives a protected word another meaning."""
    return unfit(
        credential(**{"@context": [V2, OB3, {"VerifiableCredential": "https://example.org/"}]})
    )


def renamed() -> bytes:
    """A file of which somebody moved words to others, and signed statements stayed the same."""
    data = credential()
    proof = made_proof(data)
    data["@context"] = [*data["@context"], {"expires on": "https://example.org/never"}]
    return json.dumps({**data, "expires on": "2099", "proof": proof}).encode()


def confused() -> bytes:
    """A JWS whose header wants a public key to be used as a secret."""
    token = jws(credential(ISSUER), private_key("issuer"), "EdDSA", kid=method(ISSUER))
    header = base64url(json.dumps({"alg": "HS256", "kid": method(ISSUER)}).encode())
    return ".".join([header, *token.split(".")[1:]]).encode()


def unsigned() -> bytes:
    """A JWS that says itself that it has no signature."""
    parts = [{"alg": "none"}, credential()]
    return ".".join([*(base64url(json.dumps(part).encode()) for part in parts), ""]).encode()


def packed_zeros(size: int, form: int) -> bytes:
    """Few bytes that become many zeros."""
    packer = zlib.compressobj(9, zlib.DEFLATED, form)
    piece = bytes(1024**2)
    packed = b"".join(packer.compress(piece) for _ in range(size // len(piece)))
    return packed + packer.flush()


def bomb() -> bytes:
    """A packed chunk that becomes much."""
    packed = packed_zeros(400 * 1024**2, zlib.MAX_WBITS)
    return png(chunk(b"zTXt", b"openbadges\0\0" + packed))


def entities(levels: int = 9) -> bytes:
    """An SVG whose entities have each other ten times."""
    lines = ['<!ENTITY e0 "lol">']
    lines += [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, levels)]
    element = f'<o:credential xmlns:o="https://purl.imsglobal.org/ob/v3p0">&e{levels - 1};'
    svg = '<svg xmlns="http://www.w3.org/2000/svg">'
    return f"<!DOCTYPE svg [{''.join(lines)}]>{svg}{element}</o:credential></svg>".encode()


def long_entity() -> bytes:
    """An SVG that names one long entity often."""
    many = "&e;" * 300_000
    head = f'<!DOCTYPE svg [<!ENTITY e "{"x" * 900}">]><svg xmlns="http://www.w3.org/2000/svg">'
    return f"{head}<text>{many}</text></svg>".encode()


def repeated() -> bytes:
    """A signed file that says its name twice."""
    return signed().replace(b'"name": "Machine', b'"name": "Deep", "name": "Machine', 1)


MAKERS: Mapping[str, Callable[[], bytes]] = {
    "packed chunk": bomb,
    "entities": entities,
    "long entity": long_entity,
    "deep lists": lambda: unfit(credential(deep=nested(200))),
    "very deep lists": lambda: b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "many values": lambda: b"[" + b"[]," * 1_300_000 + b"[]]",
    "many signed values": lambda: unfit(credential(tag=[f"tag {n}" for n in range(50_000)])),
    "many statements": lambda: unfit(
        credential(evidence=[{"type": ["Evidence"], "name": str(n)} for n in range(1_200)])
    ),
    "many contexts": lambda: unfit(
        credential(evidence=[{"@context": [V2, OB3], "type": "Evidence"} for _ in range(390)])
    ),
    "long whole number": lambda: changed(weight=0).replace(
        b'"weight": 0', b'"weight": ' + b"9" * 9999
    ),
    "long fraction": lambda: changed(weight=0).replace(b": 0}", b": 0." + b"3" * 9999 + b"}"),
    "no number": lambda: changed(weight=float("nan")),
    "half a character": lambda: changed(name="\ud800"),
    "control character": lambda: signed(credential(name="Form\ffeed")),
    "repeated key": repeated,
    "short entity": lambda: (
        b'<!DOCTYPE svg [<!ENTITY e "<g/>">]><svg xmlns="http://www.w3.org/2000/svg">'
        + b"&e;" * 1_000_000
        + b"</svg>"
    ),
    "remote context": lambda: changed(**{"@context": [V2, OB3, "https://example.org/context"]}),
    "context of a file": lambda: changed(**{"@context": [V2, "file:///etc/passwd"]}),
    "imported context": lambda: changed(
        **{"@context": [V2, OB3, {"@version": 1.1, "@import": "https://example.org/context"}]}
    ),
    "redefined word": redefined,
    "renamed word": renamed,
    "alike nodes": lambda: alike_nodes(9),
    "many alike nodes": lambda: alike_nodes(30),
    "very many alike nodes": lambda: unfit(
        credential(evidence=[{"type": ["Evidence"]} for _ in range(900)])
    ),
    "alike nodes of one id": lambda: unfit(
        credential(
            evidence=[
                {"id": "urn:a", "type": ["Evidence"], "name": f"evidence {number}"}
                for number in range(1_000)
            ]
        )
    ),
    "language that is none": lambda: unfit(
        credential(name={"@value": "x", "@language": 'en .\n<a:b> <c:d> "e"'})
    ),
    "address that is none": lambda: unfit(credential(id="urn:a>b")),
    "no contexts": lambda: changed(**{"@context": []}),
    "wrong multibase": lambda: with_proof(proofValue="uAAAA"),
    "long multibase": lambda: with_proof(proofValue="z" + "2" * 100_000),
    "short signature": lambda: with_proof(proofValue="z2"),
    "chain of proofs": lambda: with_proof(previousProof="urn:uuid:1"),
    "other purpose": lambda: with_proof(proofPurpose="authentication"),
    "purpose that is a list": lambda: with_proof(proofPurpose=["assertionMethod"]),
    "many proofs": lambda: changed(proof=json.loads(signed())["proof"] * 200),
    "proof that is none": lambda: changed(proof=[7, None, "x"]),
    "other did:key": lambda: with_proof(verificationMethod=f"{did_key('eve')}#{ISSUER[8:]}"),
    "key of a strange kind": lambda: with_proof(verificationMethod="did:key:z6LSabc"),
    "unsigned JWS": unsigned,
    "confused JWS": confused,
}
"""Files none of which may be proved."""


def status_of(index: Any, encoded: str, **changes: Any) -> tuple[bytes, Mapping[str, KeptDocument]]:
    """A signed file with a status, and its list."""
    content = signed(credential(credentialStatus=entry(index, **changes)))
    return content, kept((STATUS_URL, status_list(encoded)))


def list_bomb() -> str:
    """A list that becomes much."""
    return "u" + base64url(packed_zeros(300 * 1024**2, zlib.MAX_WBITS | 16))


LISTS: Mapping[str, Callable[[], tuple[bytes, Mapping[str, KeptDocument]]]] = {
    "packed list": lambda: status_of(5, list_bomb()),
    "list of one bit": lambda: status_of(8, encoded_list(entries=8)),
    "place behind a long list": lambda: status_of(16_777_216, encoded_list(entries=16_777_216)),
    "place before the list": lambda: status_of(-1, encoded_list()),
    "place that is none": lambda: status_of("1e3", encoded_list()),
    "huge place": lambda: status_of("9" * 5000, encoded_list()),
    "broken list": lambda: status_of(5, "uH4sIAAAA"),
    "list with another alphabet": lambda: status_of(5, "u++//"),
}
"""Files whose status may not be known."""


def main() -> None:
    """Prove each, and print as JSON what came out, how long it took, and the memory of it all."""
    prove(signed(), {})
    found: dict[str, tuple[str, str, float]] = {}
    for name, make in MAKERS.items():
        content = make()
        start = time.perf_counter()
        proof = prove(content, {})
        seconds = time.perf_counter() - start
        check = proof.form if proof.form.answer == "no" else proof.proof
        found[name] = (proof.proof.answer, check.why, seconds)
    for name, make_list in LISTS.items():
        content, documents = make_list()
        start = time.perf_counter()
        status = prove(content, documents).statuses[0].check
        found[name] = (status.answer, status.why, time.perf_counter() - start)
    # Not `ru_maxrss`: in a process that was just started it begins with that of its parent.
    memory = Path("/proc/self/status").read_text("ascii")
    peak = int(memory.partition("VmHWM:")[2].split()[0]) / 1024
    json.dump({"found": found, "MiB": peak}, sys.stdout)


if __name__ == "__main__":
    main()
