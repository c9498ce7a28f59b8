#!/usr/bin/env bash
# The direction of a page follows from its language and script: Babel's `text_direction`.
#
# A good guess: a script in the tag decides. Latin runs to the right, Arabic to the left, and a
# combination that Babel does not know is an error, as for an unknown language.
# Instead: the script is dropped without a word where CLDR has no data for the combination, and
# the direction is that of the bare language. Romanized Persian, Urdu or Hebrew runs to the
# left, Somali or Kyrgyz in Arabic letters to the right. Hindi and Serbian in Latin letters,
# often used as the test, are right, for CLDR has them. Only without likely subtags (or with
# the constructor of `Locale`) does Babel say that it does not know the combination.
# What follows: compare the script that came back with the one that was asked for, or take the
# direction from the script alone.
#
# Seen with Python 3.11, Babel 2.19.0:
#   asked      got       direction   without likely subtags
#   fa_Latn    fa        rtl         unknown
#   ur_Latn    ur        rtl         unknown
#   so_Arab    so        ltr         unknown
#   ky_Arab    ky        ltr         unknown
#   hi_Latn    hi_Latn   ltr         hi_Latn
#   uz_Arab    uz_Arab   rtl         uz_Arab
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check babel==2.19.0
venv/bin/pip list --disable-pip-version-check 2> pip.log | grep -i '^babel'

cat > run.py <<'PY'
from babel import Locale, UnknownLocaleError


def strictly(tag):
    try:
        return str(Locale.parse(tag, resolve_likely_subtags=False))
    except UnknownLocaleError:
        return "unknown"


print("asked      got       direction   without likely subtags")
for tag, *expected in [
    ("fa_Latn", "fa", "rtl", "unknown"),
    ("ur_Latn", "ur", "rtl", "unknown"),
    ("so_Arab", "so", "ltr", "unknown"),
    ("ky_Arab", "ky", "ltr", "unknown"),
    ("hi_Latn", "hi_Latn", "ltr", "hi_Latn"),
    ("uz_Arab", "uz_Arab", "rtl", "uz_Arab"),
]:
    locale = Locale.parse(tag)
    seen = [str(locale), locale.text_direction, strictly(tag)]
    print(f"{tag:11}{seen[0]:10}{seen[1]:12}{seen[2]}")
    assert seen == expected, f"was {expected}"
PY
venv/bin/python run.py
