"""Publishes a site on a branch of its repository: one commit for each build that differs.

No commit of anybody is lost: the commit that the branch has is the parent of the new one, and the
remote takes it only as long as the branch still has that commit.
"""

from __future__ import annotations

from msgspec import Struct

from ..diagnostics import PortfolioError
from ..settings import Settings
from .cname import CNAME, CnameChoice, choose_domain, derived_domain, is_github
from .git import Repository, run_git
from .job import Changes, Deployment, PublishJob, compare, foreign_files
from .publication import BuildCommit, write_message
from .remote import Pushed, RemoteBranch, ask_tip, find_build, push
from .tree import Tree, read_blob, read_tree, store_files, store_text, write_tree

NO_JEKYLL = ".nojekyll"
"""The file with which GitHub Pages serves all files as they are."""
BRANCH_STEPS = 4
"""The steps of a publication that are shown: asked, stored, committed, pushed."""


class _Prepared(Struct, frozen=True):
    """Files that are ready to be committed."""

    tip: str
    """The commit that the branch has now; empty if there is no branch."""
    files: Tree
    changes: Changes
    cname: CnameChoice


def store_site(target: RemoteBranch, job: PublishJob) -> Tree:
    """Store the files of a built site in the repository; the output must not change meanwhile."""
    return store_files(target.repository, job.output.folder, sorted(job.names), job.progress)


def publish_branch(
    target: RemoteBranch, job: PublishJob, files: Tree, settings: Settings
) -> Deployment:
    """Publish stored files on a branch, or list what would change.

    If another build was pushed at the same moment, it is followed by this one. Raises
    PortfolioError.
    """
    for is_last in (False, True):
        ready = _prepare(target, job, files, settings)
        if job.request.is_dry or (ready.tip and ready.changes.is_empty):
            return _deployment(target, ready, settings)
        job.progress("publishing", 2, BRANCH_STEPS)
        commit = _commit(target.repository, job, ready)
        job.progress("publishing", 3, BRANCH_STEPS)
        if push(target, commit, ready.tip) is Pushed.DONE:
            job.progress("publishing", BRANCH_STEPS, BRANCH_STEPS)
            return _deployment(target, ready, settings)
        tip = ask_tip(target)
        if is_last or find_build(target, tip)[0] != tip:
            break
    raise PortfolioError(
        f"somebody else has just pushed to {target.words}",
        "nothing of theirs was changed; run `portfolio publish` again",
    )


def _prepare(target: RemoteBranch, job: PublishJob, files: Tree, settings: Settings) -> _Prepared:
    """The files for a branch as it is on the remote now. Raises PortfolioError if it is foreign."""
    job.progress("publishing", 0, BRANCH_STEPS)
    repository, tip = target.repository, ask_tip(target)
    job.progress("publishing", 1, BRANCH_STEPS)
    before = read_tree(repository, tip)
    last, build = find_build(target, tip)
    files = {NO_JEKYLL: store_text(repository, ""), **files}
    cname = CnameChoice()
    if CNAME not in files:
        cname = _choose_cname(target, settings, before, build)
    if cname.domain:
        files[CNAME] = before.get(CNAME, "")
        if not files[CNAME] or read_blob(repository, files[CNAME]).strip() != cname.domain:
            files[CNAME] = store_text(repository, f"{cname.domain}\n")
    if last != tip and not job.request.is_forced:
        _refuse_foreign(target, before, read_tree(repository, last), files)
    return _Prepared(tip, files, compare(before, files), cname)


def _choose_cname(
    target: RemoteBranch, settings: Settings, before: Tree, build: BuildCommit | None
) -> CnameChoice:
    old = read_blob(target.repository, before[CNAME]).strip() if CNAME in before else ""
    derived = derived_domain(settings.site.base_url, settings.publish.host, target.address)
    return choose_domain(derived, build.domain if build else "", old)


def _refuse_foreign(target: RemoteBranch, before: Tree, built: Tree, files: Tree) -> None:
    """Raise PortfolioError if the branch has files that no build made, and that would be lost.

    A domain that was set on the branch is no such file: it is kept.
    """
    foreign = [
        name
        for name, entry in before.items()
        if entry not in (built.get(name), files.get(name)) and name not in (CNAME, NO_JEKYLL)
    ]
    if foreign:
        raise foreign_files(
            target.words,
            foreign,
            "to publish them with the site, put them into static/root/; to replace them, run "
            "`portfolio publish --force`: they stay in the history of the branch",
        )


def _commit(repository: Repository, job: PublishJob, ready: _Prepared) -> str:
    """Commit the files; return the commit."""
    tree = write_tree(repository, ready.files)
    domain = ready.cname.domain if ready.cname.is_derived else ""
    message = write_message(BuildCommit(job.publication, tree, domain))
    parents = ("-p", ready.tip) if ready.tip else ()
    return run_git(repository, "commit-tree", tree, *parents, given=message)


def _deployment(target: RemoteBranch, ready: _Prepared, settings: Settings) -> Deployment:
    notes = [ready.cname.note]
    if not ready.tip and is_github(settings.publish.host, target.address):
        notes.append(
            "next: in the settings of the repository, under Pages, "
            f"choose the branch {target.branch}"
        )
    return Deployment(f"on {target.words}", ready.changes, tuple(filter(None, notes)))
