#!/usr/bin/env bash
# ICU makes the letters under which the names of a list stand (AlphabeticIndex). For a list in
# several scripts one adds the letters of further languages.
#
# A good guess: more languages give more letters, and Ines stands under I whatever is added. If
# there are more letters than the limit (99), the last ones are left out, or an error says so.
# Instead: from the limit on letters are taken away here and there in every script, the list's
# own too, without a word. With Russian, Greek and Georgian beside English, Ines stands under H;
# with Armenian, Hebrew and Thai as well, more than half of the Latin letters are gone. The
# count of letters stays about the same, so it does not show it. A higher limit brings all back.
# What follows: ask for the letters of the scripts that the names have, not of all that a site
# might have, or raise the limit with them.
#
# Seen with Python 3.11, pyicu-wheels 2.15.2, ICU 77.1:
#   en                          28   Ines under I, missing none
#   en ru el                    83   Ines under I, missing none
#   en ru el ka                104   Ines under H, missing IRZ
#   en ru el ka hy he th       105   Ines under I, missing BDFHJKMOQSUVXZ
#   the same, limit 500        224   Ines under I, missing none
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pyicu-wheels==2.15.2
venv/bin/pip list --disable-pip-version-check 2> pip.log | grep -i '^pyicu'

cat > run.py <<'PY'
import string

import icu


def latin(languages, limit=None):
    """How many letters the index has, which of A to Z are missing, and where Ines stands."""
    index = icu.AlphabeticIndex(icu.Locale("en"))
    if limit:
        index.maxLabelCount = limit
    for language in languages.split()[1:]:
        index.addLabels(icu.Locale(language))
    index.addRecord("Ines", None)
    buckets = [(label, index.bucketRecordCount) for label, _ in index]
    labels = {label for label, _ in buckets}
    missing = "".join(letter for letter in string.ascii_uppercase if letter not in labels)
    return len(buckets), missing or "none", next(label for label, records in buckets if records)


print("ICU", icu.ICU_VERSION)
six = "en ru el ka hy he th"
for words, languages, limit, expected in [
    ("en", "en", None, (28, "none", "I")),
    ("en ru el", "en ru el", None, (83, "none", "I")),
    ("en ru el ka", "en ru el ka", None, (104, "IRZ", "H")),
    (six, six, None, (105, "BDFHJKMOQSUVXZ", "I")),
    ("the same, limit 500", six, 500, (224, "none", "I")),
]:
    count, missing, letter = seen = latin(languages, limit)
    print(f"{words:26} {count:3}   Ines under {letter}, missing {missing}")
    assert seen == expected, f"was {expected}"
PY
venv/bin/python run.py
