#!/usr/bin/env bash
# Pagefind searches a static site; here the names and codes of exams.
#
# A good guess: C# finds C#, C++ does not, and the number of an exam is found however its hyphen
# is written.
# Instead: both lose their signs, and then differ. `#` is taken out on both sides, and what is
# left finds all that begins with it: C# finds every page with Cloud or CompTIA on it. `+` ends
# the word: C++ finds the whole word `c` alone, which is how C# was stored: it finds C#.
# An ordinary hyphen parts a code, so that 829 finds 1Z0-829; the hyphen that does not break
# (U+2011, as typesetters write it) does not: there 829 finds nothing, though 1Z0-829 does.
# With --include-characters '#+' C# is found alone, and C++ no more; the hyphen stays as it is.
# What follows: say which signs are letters of a name, and write codes with the plain hyphen.
#
# Seen with Python 3.11, Node 20, pagefind 1.5.2, pages found without and with '#+':
#   searched   without                   with
#   C#         cloud comptia csharp      csharp
#   C++        csharp                    none
#   829        plain                     plain
#   1Z0-829    nonbreaking plain         nonbreaking plain
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'pagefind[bin]==1.5.2'
venv/bin/pip list --disable-pip-version-check 2> pip.log | grep -i '^pagefind'

page() {
  printf '<!doctype html><html lang="en"><head><title>%s</title></head>' "$1"
  printf '<body><main data-pagefind-body><p>%s</p></main></body></html>' "$2"
}
mkdir site
page csharp 'Programming in C# in depth' > site/csharp.html
page cloud 'Cloud practice' > site/cloud.html
page comptia 'CompTIA Network' > site/comptia.html
page plain 'Exam 1Z0-829' > site/plain.html
page nonbreaking $'Exam 1Z0\u2011829' > site/nonbreaking.html
venv/bin/python -m pagefind_bin --site site --output-path without > without.log 2>&1
venv/bin/python -m pagefind_bin --site site --include-characters '#+' --output-path with > with.log 2>&1

cat > search.mjs <<'JS'
import { readFileSync } from 'node:fs';

// What Pagefind's own script asks of a browser: the language of the page, and files.
const [folder, ...words] = process.argv.slice(2);
globalThis.window = globalThis;
globalThis.location = { href: 'http://localhost/', origin: 'http://localhost' };
globalThis.document = { querySelector: () => ({ getAttribute: () => 'en' }), currentScript: null };
globalThis.fetch = async (address) => {
  const path = String(address).replace(/^.*?\/index\//, `${folder}/`).replace(/\?.*/, '');
  return new Response(readFileSync(path));
};
const pagefind = await import(`${folder}/pagefind.js`);
await pagefind.options({ basePath: '/index/' });
await pagefind.init('en');
for (const word of words) {
  const { results } = await pagefind.search(word);
  const pages = await Promise.all(results.map((result) => result.data()));
  console.log(pages.map((page) => page.meta.title).sort().join(' ') || 'none');
}
process.exit(0);
JS
words='C# C++ 829 1Z0-829'
# shellcheck disable=SC2086
paste <(printf '%s\n' $words) \
  <(node search.mjs "$folder/without" $words) \
  <(node search.mjs "$folder/with" $words) | tee found
diff found - <<'SEEN' || { echo 'the right side was seen before'; exit 1; }
C#	cloud comptia csharp	csharp
C++	csharp	none
829	plain	plain
1Z0-829	nonbreaking plain	nonbreaking plain
SEEN
