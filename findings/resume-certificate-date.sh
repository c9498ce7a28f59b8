#!/usr/bin/env bash
# JSON Resume: the `date` of a certificate, of which often only the year or the month is known.
#
# A good guess: the schema says ISO 8601 in which month and day may be left out, everywhere
# alike (so it says of awards and jobs), and what is no date is refused.
# Instead, of five valid-looking dates:
#   - the schema published as `resume-schema` wants a whole day for certificates alone, while an
#     award may have a year; its own validator takes 31 February;
#   - `@jsonresume/schema` takes a year or a month, but also month 13 and 31 February;
#   - ancv, a renderer, refuses the month, and takes the year for seconds after 1970;
#   - the theme `even` prints a year as January of it.
# What follows: only a whole day passes everywhere, so a résumé that has to be read by all of
# them leaves out the date of which only a year is known, rather than making up a day.
#
# Seen with Python 3.11, Node 20, resume-schema 1.0.1, @jsonresume/schema 1.3.1,
# jsonresume-theme-even 0.26.1, ancv 1.4.1, pydantic 2.14.4:
#   date          resume-schema   its awards   @jsonresume   even       ancv
#   2024-03-01    yes             yes          yes           Mar 2024   yes
#   2024-03       no              yes          yes           Mar 2024   date_from_datetime_parsing
#   2024          no              yes          yes           Jan 2024   date_from_datetime_inexact
#   2024-13       no              yes          yes           -          -
#   2024-02-31    yes             yes          yes           -          -
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm init --yes > npm.log
npm install --silent --no-audit --no-fund \
  resume-schema@1.0.1 @jsonresume/schema@1.3.1 jsonresume-theme-even@0.26.1
npm ls --depth 0
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ancv==1.4.1 pydantic==2.14.4
venv/bin/pip list --disable-pip-version-check 2> pip.log | grep -iE '^(ancv|pydantic) '

cat > run.mjs <<'JS'
import { createRequire } from 'node:module';
import { execFileSync } from 'node:child_process';
import { render } from 'jsonresume-theme-even';

const require = createRequire(import.meta.url);
const older = require('resume-schema');
const newer = require('@jsonresume/schema');

const certified = (date) => ({
  basics: { name: 'Ada Example' },
  certificates: [{ name: 'Cloud Practice', issuer: 'Example Academy', date }],
});
const awarded = (date) => ({
  basics: { name: 'Ada Example' },
  awards: [{ title: 'Cloud Practice', awarder: 'Example Academy', date }],
});
const takes = (schema, resume) => new Promise((done) => {
  schema.validate(resume, (errors) => done(errors ? 'no' : 'yes'));
});
const printed = (date) => render(certified(date)).match(/<time datetime[^>]*>([^<]*)</)[1];
const ancv = (date) => execFileSync('venv/bin/python', ['ask.py', JSON.stringify(certified(date))], { encoding: 'utf8' }).trim();

const rows = [['date', 'resume-schema', 'its awards', '@jsonresume', 'even', 'ancv']];
for (const date of ['2024-03-01', '2024-03', '2024', '2024-13', '2024-02-31']) {
  const real = !['2024-13', '2024-02-31'].includes(date);
  rows.push([
    date,
    await takes(older, certified(date)),
    await takes(older, awarded(date)),
    await takes(newer, certified(date)),
    real ? printed(date) : '-',
    real ? ancv(date) : '-',
  ]);
}
const widths = [14, 16, 13, 14, 11, 0];
const table = rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i])).join('').trimEnd());
console.log(table.join('\n'));

const seen = `
date          resume-schema   its awards   @jsonresume   even       ancv
2024-03-01    yes             yes          yes           Mar 2024   yes
2024-03       no              yes          yes           Mar 2024   date_from_datetime_parsing
2024          no              yes          yes           Jan 2024   date_from_datetime_inexact
2024-13       no              yes          yes           -          -
2024-02-31    yes             yes          yes           -          -`;
if (`\n${table.join('\n')}` !== seen) throw new Error(`was:${seen}`);
JS
cat > ask.py <<'PY'
import json
import sys

from ancv.data.models.resume import ResumeSchema
from pydantic import ValidationError

try:
    ResumeSchema(**json.loads(sys.argv[1]))
    print("yes")
except ValidationError as error:
    print(error.errors()[0]["type"])
PY
node run.mjs
