#!/usr/bin/env bash
# A baked badge is a picture that carries its credential: in a PNG, as a text chunk.
#
# A good guess: a reader of baked badges finds the credential in any of them, and a picture
# carries one.
# Instead: Open Badges 2 keeps it under `openbadges`, Open Badges 3 under
# `openbadgecredential`. The older reader says None of a picture that holds a badge of
# version 3. Baking into it takes away an earlier badge of version 2 only, so the picture then
# carries two credentials, with two dates of expiry here, and each reader shows its own.
# What follows: "no badge inside" means "none of my version"; whoever takes metadata out of a
# published picture, or looks for a badge in it, has to ask for both.
#
# Seen with Python 3.11, openbadgeslib 4.6.3, openbadges-bakery 2.0.0, Pillow 13.0.0:
#   badge of version 3, read by openbadges-bakery:  None
#   after baking one of version 2 into it as well:
#     openbadges-bakery                expires 2024-03-01
#     openbadgeslib, version 2         expires 2024-03-01
#     openbadgeslib, version 3         validUntil 2027-03-01
#     Pillow finds the chunks          openbadgecredential, openbadges
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check \
  openbadgeslib==4.6.3 openbadges-bakery==2.0.0 pillow==13.0.0
venv/bin/pip list --disable-pip-version-check 2> pip.log | grep -iE '^(openbadge|pillow)'

cat > run.py <<'PY'
import io
import json

from openbadges_bakery import bake, unbake
from openbadgeslib import baking
from PIL import Image

older = json.dumps({"type": "Assertion", "expires": "2024-03-01"})
newer = json.dumps({"type": ["VerifiableCredential", "OpenBadgeCredential"], "validUntil": "2027-03-01"})

plain = io.BytesIO()
Image.new("RGB", (8, 8), "navy").save(plain, "png")
newer_alone = baking.bake_png(plain.getvalue(), newer, keyword=baking.ITXT_KEYWORD_OB3)
unseen = unbake(io.BytesIO(newer_alone))
print("badge of version 3, read by openbadges-bakery: ", unseen)

both = bake(io.BytesIO(newer_alone), older).read()
found = {
    "openbadges-bakery": unbake(io.BytesIO(both)),
    "openbadgeslib, version 2": baking.extract_png(both),
    "openbadgeslib, version 3": baking.extract_png(both, keyword=baking.ITXT_KEYWORD_OB3),
}
chunks = sorted(Image.open(io.BytesIO(both)).text)
print("after baking one of version 2 into it as well:")
for reader, text in found.items():
    print(f"  {reader:32} {' '.join(list(json.loads(text).items())[-1])}")
print(f"  {'Pillow finds the chunks':32} {', '.join(chunks)}")

assert unseen is None, "the older reader now sees a badge of version 3"
assert list(found.values()) == [older, older, newer], "the readers now show something else"
assert chunks == ["openbadgecredential", "openbadges"], "the picture now carries one badge"
PY
venv/bin/python run.py
