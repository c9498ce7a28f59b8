"""Records by others: the family of our own form builds as it is,
other forms are told what to rename.
"""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from small_site import FOLDER, NO_VARIABLES, codes

from portfolio.domain.model import Entry, State
from portfolio.options import Options
from portfolio.pipeline.assemble import AssembledSite, render_site, survey
from portfolio.pipeline.build import build
from portfolio.report import as_text

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples"
AS_OF = date(2025, 7, 16)
pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the sample records by others are not beside the repository"
)

OTHERS = sorted(SAMPLES.glob("frontmatter/[!s]*.md"))
OURS = {
    "machine-learning-stanford": "seed/machine-learning-stanford.md",
    "aws": "frontmatter/skillsphere-aws-solutions-architect-associate.md",
    "in-progress": "frontmatter/skillsphere-aws-ml-specialty-in-progress.md",
    "simulation": "frontmatter/skillsphere-deloitte-data-analytics-simulation.md",
    "togaf": "frontmatter/skillsphere-togaf-9-certified.md",
}


def copied(root: Path, files: dict[str, Path]) -> Path:
    """A site with copies of files as its records, and the notes on them as its README."""
    (root / FOLDER).mkdir(parents=True)
    for name, source in files.items():
        shutil.copyfile(source, root / f"{FOLDER}{name}.md")
    (root / f"{FOLDER}README.md").write_text("# No record\n\nWhere the files are from.\n")
    return root


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> AssembledSite:
    """The five records of our own family as a site."""
    root = copied(
        tmp_path_factory.mktemp("ours"), {name: SAMPLES / path for name, path in OURS.items()}
    )
    return survey(root, Options(as_of=AS_OF), NO_VARIABLES)


def entry(found: AssembledSite, identity: str) -> Entry:
    """An entry by its id."""
    return next(entry for entry in found.portfolio.entries if entry.id == identity)


def page(found: AssembledSite, entry: Entry) -> str:
    """The rendered page of a credential."""
    content = dict(render_site(found))[f"credentials/{entry.credential.slug}/"]
    assert isinstance(content, bytes)
    return content.decode()


def test_records_of_our_family_build_as_they_are(tmp_path: Path) -> None:
    """Five records that others wrote in our form are published without an error,
    and README.md is not one of them.
    """
    root = copied(tmp_path, {name: SAMPLES / path for name, path in OURS.items()})
    result = build(root, Options(as_of=AS_OF, output=root / "output"), NO_VARIABLES)
    assert [d for d in result.diagnostics if d.severity == "error"] == []
    assert result.written
    published = {
        path.parent.name for path in (root / "output" / "credentials").glob("*/index.html")
    }
    assert published == set(OURS)


@pytest.mark.parametrize(
    ("identity", "state"),
    [
        ("cert_stanford_ml", State.LIFETIME),
        ("cert_togaf_9", State.LIFETIME),
        ("cert_aws_sa_associate", State.EXPIRED),
        ("cert_aws_ml_specialty_progress", State.IN_PROGRESS),
        ("cert_deloitte_analytics", State.LIFETIME),
    ],
)
def test_each_has_its_state(ours: AssembledSite, identity: str, state: State) -> None:
    """Two certificates for life, one that has expired, one in progress, and a job simulation."""
    assert entry(ours, identity).state is state


@pytest.mark.parametrize(
    ("identity", "platform", "url"),
    [
        (
            "cert_stanford_ml",
            "Coursera",
            "https://www.coursera.org/account/accomplishments/verify/KJWHXMBTVZ7H",
        ),
        (
            "cert_togaf_9",
            "Credly",
            "https://www.credly.com/badges/8003501f-8d55-4d78-9d83-01c095e681fe/public_url",
        ),
        (
            "cert_aws_sa_associate",
            "Credly",
            "https://www.credly.com/badges/7be8bb01-8735-440c-a563-72d73cc0bdcc/public_url",
        ),
    ],
)
def test_each_can_be_checked_at_its_platform(
    ours: AssembledSite, identity: str, platform: str, url: str
) -> None:
    """The check link follows from number and platform or issuer, and is on the page."""
    verification = entry(ours, identity).verification
    assert verification
    assert (verification.platform, verification.url, verification.is_check) == (platform, url, True)
    assert f'href="{url}"' in page(ours, entry(ours, identity))


def test_the_simulation_is_checked_where_its_body_says(ours: AssembledSite) -> None:
    """Where no platform is known, the link in the text's section on verification is the check."""
    verification = entry(ours, "cert_deloitte_analytics").verification
    assert verification
    assert verification.url.startswith("https://forage-uploads-prod.s3.amazonaws.com/")
    assert not verification.is_check


def test_what_is_in_progress_says_when(ours: AssembledSite) -> None:
    """The one in progress shows its target and its progress, and has a place on the roadmap."""
    text = page(ours, entry(ours, "cert_aws_ml_specialty_progress"))
    assert "In progress, due" in text
    assert "30 Sep 2025" in text
    assert "35" in text
    assert "roadmap/" in ours.site.resources  # type: ignore[union-attr]


def test_nothing_is_printed_twice(ours: AssembledSite) -> None:
    """The body's title and its list of facts about verification are not printed
    again beneath the page's own.
    """
    for one in ours.portfolio.entries:
        html = ours.inputs.texts.bodies[one.credential.path].html
        assert "<h1" not in html
        assert "Credential ID" not in html
        assert "Enrollment ID" not in html
        assert "(No expiration)" not in html
        assert len(re.findall(r"<h1[ >]", page(ours, one))) == 1


def test_a_section_of_facts_goes_and_what_else_it_says_stays(ours: AssembledSite) -> None:
    """A verification section that only repeats facts is dropped with its heading;
    a signature that it has beside them stays, and so does an employer.
    """
    for identity in ("cert_togaf_9", "cert_aws_sa_associate"):
        assert (
            "verification-and-credentials"
            not in ours.inputs.texts.bodies[entry(ours, identity).credential.path].html
        )
    stanford = ours.inputs.texts.bodies[entry(ours, "cert_stanford_ml").credential.path].html
    assert "(Stanford University, DeepLearning.AI)" in stanford
    assert "KJWHXMBTVZ7H" not in stanford
    simulation = ours.inputs.texts.bodies[
        entry(ours, "cert_deloitte_analytics").credential.path
    ].html
    assert "Signed by:" in simulation
    assert "Certificate URL" not in simulation


def test_only_valid_ones_count(ours: AssembledSite) -> None:
    """Three of the five are valid on the day; the expired one and the one
    in progress do not count.
    """
    assert sum(one.is_counted for one in ours.portfolio.entries) == 3


def test_the_simulation_keeps_its_numbers(ours: AssembledSite) -> None:
    """Hours and enrolment number of the simulation are on its page."""
    one = entry(ours, "cert_deloitte_analytics")
    assert str(one.record.duration_hours) == "2"
    assert one.record.enrollment_id == "rCPpFQNWGAoW6q9pS"


@pytest.mark.parametrize("source", OTHERS, ids=lambda path: path.stem)
def test_another_form_is_told_what_to_rename(source: Path, tmp_path: Path) -> None:
    """A record in another tool's form never ends the program: it gets errors with places
    and cures for its fields.
    """
    found = survey(copied(tmp_path, {"other": source}), Options(as_of=AS_OF), NO_VARIABLES)
    assert found.portfolio.entries == ()
    assert found.diagnostics
    for problem in found.diagnostics:
        assert problem.help
        assert problem.location.path == f"{FOLDER}other.md"
        assert problem.location.line
    assert as_text(found.diagnostics)


RENAMED = {
    "academicpages": {"date": "`issued_date`", "excerpt": "`summary`"},
    "astro": {
        "date": "`issued_date`",
        "credentialUrl": "`verification_url`",
        "pdf": "`certificate`",
        "skills": "`technologies`",
    },
}


@pytest.mark.parametrize(
    "source",
    [path for path in OTHERS if path.stem.split("-")[0] in RENAMED],
    ids=lambda path: path.stem,
)
def test_a_renaming_names_our_field(source: Path, tmp_path: Path) -> None:
    """Each field that has a counterpart of ours is told its name."""
    found = survey(copied(tmp_path, {"other": source}), Options(as_of=AS_OF), NO_VARIABLES)
    text = source.read_text("utf-8")
    cures = {
        found.message.split("`")[1]: found.help
        for found in found.diagnostics
        if found.code == "unknown-field"
    }
    for theirs, ours in RENAMED[source.stem.split("-")[0]].items():
        if re.search(rf"^{theirs}: *[^ '\n]+|^{theirs}: *'[^']", text, re.MULTILINE):
            assert ours in cures[theirs]


@pytest.mark.parametrize(
    "source",
    [path for path in OTHERS if path.stem.startswith("academicpages")],
    ids=lambda path: path.stem,
)
def test_an_authorizer_is_the_issuer(source: Path, tmp_path: Path) -> None:
    """Where a form puts the platform in `issuer` and the organization in `authorizer`,
    both fields are told their names.
    """
    found = survey(copied(tmp_path, {"other": source}), Options(as_of=AS_OF), NO_VARIABLES)
    cures = {
        found.message.split("`")[1]: found.help
        for found in found.diagnostics
        if found.code == "unknown-field"
    }
    assert "`issuer`" in cures["authorizer"]
    assert "`platform`" in cures["authorizer"]


@pytest.mark.parametrize(
    "source",
    [path for path in OTHERS if path.stem.startswith("wowchemy")],
    ids=lambda path: path.stem,
)
def test_a_file_of_many_is_told_to_be_many_files(source: Path, tmp_path: Path) -> None:
    """A list of credentials in one file is named as such, at its key."""
    found = survey(copied(tmp_path, {"other": source}), Options(as_of=AS_OF), NO_VARIABLES)
    assert "several-in-one-file" in codes(found.diagnostics)
