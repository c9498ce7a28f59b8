#!/usr/bin/env bash
# YAMLResume prints the month of a certificate. Its date can be written in several ways.
#
# A good guess: `2024-03-01` and `2024-03` are March everywhere, and 31 February is refused.
# Instead: the month depends on where the computer stands. West of Greenwich a date in ISO
# form is printed as the month before, whether it has a day or not; the same month in words
# stays. The schema takes 31 February, and the page says March.
# What follows: a date without a time of day must never become a moment on the way to a page.
#
# Seen with Node 20, @yamlresume/core 0.16.1:
#   written       accepted   UTC        America/New_York
#   2024-03-01    yes        Mar 2024   Feb 2024
#   2024-03       yes        Mar 2024   Feb 2024
#   Mar 2024      yes        Mar 2024   Mar 2024
#   2024-02-31    yes        Mar 2024   Mar 2024
#   2024-13       no         -          -
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm init --yes > npm.log
npm install --silent --no-audit --no-fund @yamlresume/core@0.16.1
npm ls --depth 0

cat > run.mjs <<'JS'
import { ResumeSchema, localizeDate } from '@yamlresume/core';

const certificates = ResumeSchema.shape.content.shape.certificates;
const print = (date, zone) => {
  process.env.TZ = zone;
  return localizeDate(date, 'en');
};
const rows = [['written', 'accepted', 'UTC', 'America/New_York']];
for (const date of ['2024-03-01', '2024-03', 'Mar 2024', '2024-02-31', '2024-13']) {
  const record = { name: 'Cloud Practice', issuer: 'Example Academy', date };
  const accepted = certificates.safeParse([record]).success;
  const months = ['UTC', 'America/New_York'].map((zone) => (accepted ? print(date, zone) : '-'));
  rows.push([date, accepted ? 'yes' : 'no', ...months]);
}
const widths = [14, 11, 11, 0];
const table = rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i])).join('').trimEnd());
console.log(table.join('\n'));

const seen = `
written       accepted   UTC        America/New_York
2024-03-01    yes        Mar 2024   Feb 2024
2024-03       yes        Mar 2024   Feb 2024
Mar 2024      yes        Mar 2024   Mar 2024
2024-02-31    yes        Mar 2024   Mar 2024
2024-13       no         -          -`;
if (`\n${table.join('\n')}` !== seen) throw new Error(`was:${seen}`);
JS
node run.mjs
