#!/usr/bin/env bash
# A badge, a verifiable credential and the JSON-LD of a page are signed and compared in their
# canonical form (RDF Dataset Canonicalization).
#
# A good guess: what no context defines says nothing, so a `@type` without a definition is left
# out, in every library alike.
# Instead: jsonld (JavaScript) leaves it out, or refuses the document in its default safe mode.
# PyLD makes a statement of it, with an address that stands nowhere in the document
# (http://example.org/base/…, its own default base). So the two have different canonical forms,
# and different hashes, of one document. Only `base: None` makes PyLD agree; `base: ""` does not.
# A property without a definition is left out by both: only the type shows it.
#
# Seen with Python 3.11, Node 20, PyLD 3.3.0, jsonld 9.0.0 (`N` is the name):
#   PyLD                    type http://example.org/base/Certificate, name N
#   PyLD, base: ""          type http://example.org/base/Certificate, name N
#   PyLD, base: None        name N
#   jsonld, safe: false     name N
#   jsonld                  Safe mode validation error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check PyLD==3.3.0
venv/bin/pip list --disable-pip-version-check 2> pip.log | grep -i '^pyld'
npm init --yes > npm.log
npm install --silent --no-audit --no-fund jsonld@9.0.0
npm ls --depth 0

cat > document.json <<'JSON'
{
  "@context": {"name": "https://schema.org/name"},
  "@id": "https://example.org/credentials/cloud-practice",
  "@type": "Certificate",
  "name": "N",
  "expires": "2027-03-01"
}
JSON
cat > run.py <<'PY'
import json
import re

from pyld import jsonld


def canonical(**options):
    form = {"algorithm": "URDNA2015", "format": "application/n-quads"}
    quads = jsonld.normalize(json.load(open("document.json")), form | options)
    return ", ".join(" ".join(m) for m in re.findall(r"[#/](\w+)> [<\"](.*?)[>\"] \.", quads))


made_up = "type http://example.org/base/Certificate, name N"
for words, options, expected in [
    ("PyLD", {}, made_up),
    ('PyLD, base: ""', {"base": ""}, made_up),
    ("PyLD, base: None", {"base": None}, "name N"),
]:
    got = canonical(**options)
    print(f"{words:24}{got}")
    assert got == expected, f"was: {expected}"
PY
cat > run.mjs <<'JS'
import jsonld from 'jsonld';
import { readFileSync } from 'node:fs';

const document = JSON.parse(readFileSync('document.json', 'utf8'));
const canonical = (options) => jsonld
  .canonize(document, { algorithm: 'URDNA2015', format: 'application/n-quads', ...options })
  .then((quads) => [...quads.matchAll(/[#/](\w+)> [<"](.*?)[>"] \./g)]
    .map((match) => `${match[1]} ${match[2]}`).join(', '))
  .catch((error) => error.message);

for (const [words, options, expected] of [
  ['jsonld, safe: false', { safe: false }, 'name N'],
  ['jsonld', {}, 'Safe mode validation error.'],
]) {
  const got = await canonical(options);
  console.log(words.padEnd(24) + got);
  if (got !== expected) throw new Error(`was: ${expected}`);
}
JS
venv/bin/python run.py
node run.mjs
