"""JSON Resume: the bytes of `resume.json`, as a site publishes it."""

from __future__ import annotations

from ...formats.json_resume import resume_json
from ..form import IS_LONG, PRIVATE_FIELDS, RECORD_TEXT, ExportContent, ExportForm, is_counted

_NONE = "JSON Resume has no such key"

FORMAT = ExportForm(
    title="[JSON Resume 1.2.1](https://jsonresume.org/schema), as "
    "[`resume.json`](#resumejson) of the site",
    write=lambda source, _: ExportContent(resume_json(source)),
    places={
        "title": "`certificates[].name`; of degrees `education[].studyType`",
        "issuer": "`certificates[].issuer`; of degrees `education[].institution`",
        "co_issuers": "beside the issuer, after a comma",
        "issued_date": "`certificates[].date`; of degrees `education[].endDate`",
        "verification_url": "`url`: the check, or a link that may be one, or else the page",
        "type": "decides between `certificates` and `education`",
        "technologies": "`skills[]`, of all credentials together",
        "competencies": "`skills[]`, of all credentials together",
        "grade": "of degrees `education[].score`",
        "study_start_date": "of degrees `education[].startDate`",
        "last_updated": "`meta.lastModified`, the latest of all",
    },
    lacks={
        "grade": "certificates have no such key",
        "study_start_date": "certificates have no such key",
        "expiry_date": "there is only one date",
        "status": "it cannot say that a credential never expires",
        "badge_url": "there is one link only",
        "course_url": "there is one link only",
        "part_of": "certificates are one list; degrees name their courses",
        **dict.fromkeys(
            (
                *("category", "platform", "instructor", "credential_id", "enrollment_id"),
                *("duration_hours", "target_date", "progress_percentage"),
                *("exam_codes", "level", "language", "superseded_by", "summary", "image"),
                *("image_alt", "certificate", "extra"),
            ),
            _NONE,
        ),
        **PRIVATE_FIELDS,
        RECORD_TEXT: IS_LONG,
    },
    takes=is_counted,
    left_out="those that do not count as valid, as on the home page",
    of_degrees=frozenset({"grade", "study_start_date"}),
)
