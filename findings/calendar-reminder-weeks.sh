#!/usr/bin/env bash
# A calendar of expiry dates reminds some days before: an alarm with a TRIGGER (RFC 5545).
#
# A good guess: ics writes 30 days as -P30D, or rounds to whole weeks where it writes weeks.
# Instead: it writes weeks and days in one duration, -P4W2D. RFC 5545 has durations in weeks or
# in days, never both (3.3.6: dur-week stands alone), so the usual reminders of 30, 60 and 90
# days are outside the grammar, and those of 7 and 14 are not. Nobody notices: ics, icalendar,
# vobject and ical.js all read it as the right number of days. Programs that keep to the
# grammar's own pattern find no number of days in it.
# What follows: test a reminder with a number of days that is no multiple of 7, and against the
# grammar, not against another reader.
#
# Seen with Python 3.11, Node 20, ics 0.7.3, icalendar 7.3.2, vobject 0.9.9, ical.js 2.2.1:
#   days   ics writes    in the grammar   ics   icalendar   vobject   ical.js
#   7      -P1W          yes              7     7           7         7
#   14     -P2W          yes              14    14          14        14
#   30     -P4W2D        no               30    30          30        30
#   60     -P8W4D        no               60    60          60        60
#   90     -P12W6D       no               90    90          90        90
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check \
  ics==0.7.3 icalendar==7.3.2 vobject==0.9.9
venv/bin/pip list --disable-pip-version-check 2> pip.log | grep -E '^(ics|icalendar|vobject) '
npm init --yes > npm.log
npm install --silent --no-audit --no-fund ical.js@2.2.1
npm ls --depth 0

cat > ask.mjs <<'JS'
import ICAL from 'ical.js';
import { readFileSync } from 'node:fs';

const event = new ICAL.Component(ICAL.parse(readFileSync(0, 'utf8'))).getFirstSubcomponent('vevent');
const trigger = event.getFirstSubcomponent('valarm').getFirstPropertyValue('trigger');
console.log(-trigger.toSeconds() / 86400);
JS
cat > run.py <<'PY'
import re
import subprocess
from datetime import timedelta

import icalendar
import ics
import vobject
from ics.alarm import DisplayAlarm

# RFC 5545, 3.3.6
TIME = r"T(\d+H(\d+M(\d+S)?)?|\d+M(\d+S)?|\d+S)"
DURATION = re.compile(rf"[+-]?P(\d+D({TIME})?|{TIME}|\d+W)")


def calendar(days):
    event = ics.Event(name="Cloud Practice expires", begin="2027-03-01", uid="a@example.org")
    event.make_all_day()
    event.alarms.append(DisplayAlarm(trigger=timedelta(days=-days), display_text="Renew"))
    return ics.Calendar(events=[event]).serialize()


def row(days):
    text = calendar(days)
    written = re.search(r"TRIGGER:(\S+)", text)[1]
    asked = subprocess.run(["node", "ask.mjs"], input=text, capture_output=True, text=True, check=True)
    read = [
        -next(iter(ics.Calendar(text).events)).alarms[0].trigger.days,
        -icalendar.Calendar.from_ical(text).walk("VALARM")[0]["trigger"].dt.days,
        -vobject.readOne(text).vevent.valarm.trigger.value.days,
        int(asked.stdout),
    ]
    return written, "yes" if DURATION.fullmatch(written) else "no", read


print("days   ics writes    in the grammar   ics   icalendar   vobject   ical.js")
for days, expected in [
    (7, ("-P1W", "yes")),
    (14, ("-P2W", "yes")),
    (30, ("-P4W2D", "no")),
    (60, ("-P8W4D", "no")),
    (90, ("-P12W6D", "no")),
]:
    written, valid, read = row(days)
    print(f"{days:<7}{written:14}{valid:17}{read[0]:<6}{read[1]:<12}{read[2]:<10}{read[3]}")
    assert (written, valid) == expected, f"was {expected}"
    assert read == [days] * 4, "a reader now sees another number of days"
PY
venv/bin/python -W ignore run.py
