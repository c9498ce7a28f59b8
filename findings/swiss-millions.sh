#!/usr/bin/env bash
# Babel writes numbers as a language writes them, from CLDR.
#
# A good guess: where CLDR sets thousands apart, so does Babel, however large the number is.
# Instead: Swiss German, French, Italian and English set them apart with an apostrophe,
# which is U+0027 in Babel's data. Two of them in one number are taken for the quotation marks with which
# a pattern of CLDR quotes a literal text, and vanish: thousands are marked, millions are not.
# What follows: a column of figures of a Swiss site has 999'999 above 1000000. Swiss numbers from a
# million on have to be set apart by somebody else, as ICU does it.
#
# Seen with Python 3.11, Babel 2.19.0:
#   de     999.999    1.000.000
#   de_CH  999'999    1000000
#   fr_CH  999'999    1000000
#   it_CH  999'999    1000000
#   en_CH  999'999    1000000
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'babel==2.19.0'
venv/bin/pip list --disable-pip-version-check 2> pip.log | grep -i '^babel'

cat > seen.py <<'PY'
from babel import Locale
from babel.numbers import format_decimal

for name in ("de", "de_CH", "fr_CH", "it_CH", "en_CH"):
    mark = Locale.parse(name).number_symbols["latn"]["group"]
    print(f"{name:6} {format_decimal(999_999, locale=name):10} {format_decimal(10**6, locale=name):10} {ascii(mark)}")
PY
venv/bin/python seen.py | tee seen.txt

diff seen.txt - <<'SEEN'
de     999.999    1.000.000  '.'
de_CH  999'999    1000000    "'"
fr_CH  999'999    1000000    "'"
it_CH  999'999    1000000    "'"
en_CH  999'999    1000000    "'"
SEEN
echo "still so: two apostrophes in a Swiss number vanish"
