#!/usr/bin/env bash
# Open Badges 3 may be signed as a compact JWS whose header has the issuer's own public key (`jwk`);
# RS256 is the algorithm that every issuer has to offer.
#
# A good guess: a library for JOSE that knows RS256 and `jwk` reads the badge that it has signed
# itself a line before.
# Instead: joserfc signs it, and refuses to read it. A header has at most 512 bytes by default, in
# base64, and the modulus of a key of 2,048 bits alone takes 342 of its characters. A header with a
# key of 2,048 bits has more than 512 after encoding, and one with the short key of Ed25519 has not.
# PyJWT reads both. So a reader that is tried with Ed25519 alone finds nothing.
# What follows: give `deserialize_compact` a registry with a higher `max_header_length`.
#
# Seen with Python 3.11, joserfc 1.8.0, PyJWT 2.15.1, cryptography 50.0.2:
#   EdDSA: header within 512, joserfc: reads it, PyJWT reads it: True
#   RS256: header above 512, joserfc: ExceededSizeError, PyJWT reads it: True
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'joserfc==1.8.0' 'pyjwt==2.15.1' 'cryptography==50.0.2'
venv/bin/pip list --disable-pip-version-check 2> pip.log | grep -iE '^(joserfc|pyjwt|cryptography)'

cat > seen.py <<'PY'
import json
import warnings

import jwt
from joserfc import jws
from joserfc.jwk import OKPKey, RSAKey

warnings.simplefilter("ignore")
badge = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": "https://example.edu/issuer",
    "credentialSubject": {"type": ["AchievementSubject"]},
}
for algorithm, key in (("EdDSA", OKPKey.generate_key("Ed25519")), ("RS256", RSAKey.generate_key(2048))):
    header = {"alg": algorithm, "typ": "JWT", "jwk": key.as_dict(private=False)}
    for name in ("kid", "use"):
        header["jwk"].pop(name, None)
    token = jws.serialize_compact(header, json.dumps(badge), key, algorithms=[algorithm])
    size = "within" if len(token.partition(".")[0]) <= 512 else "above"
    try:
        jws.deserialize_compact(token, key, algorithms=[algorithm])
        said = "reads it"
    except Exception as reason:
        said = type(reason).__name__
    own = jwt.PyJWK({**header["jwk"], "alg": algorithm}).key
    read = jwt.decode(token, own, algorithms=[algorithm])["issuer"] == badge["issuer"]
    print(f"{algorithm}: header {size} 512, joserfc: {said}, PyJWT reads it: {read}")
PY
venv/bin/python seen.py | tee seen.txt

diff seen.txt - <<'SEEN'
EdDSA: header within 512, joserfc: reads it, PyJWT reads it: True
RS256: header above 512, joserfc: ExceededSizeError, PyJWT reads it: True
SEEN
echo "still so: a badge with its RSA key in the header is signed and not read"
