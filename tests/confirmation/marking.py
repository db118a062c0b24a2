"""Marks of the tests, and a return that makes them."""

import confirmation.actions as cases
from confirmation.rules.defects import Mark, Spot, Target
from projects.queries import attachments_of, records_of
from projects.rules.kinds import RecordKind
from tests.factories import AT


def record_of(case, kind):
    """The case's record of a kind."""
    return next(record for record in records_of(case.project) if record.record_kind == RecordKind(kind))


def on_field(case, kind, name, code="SIZE_DIFFERS", text="与竣工验收备案表不一致", late=""):
    """A mark on a field."""
    return Mark(Spot(Target.FIELD, record_of(case, kind).row_guid, name), code, text, late)


def on_paper(case, kind, code="PAGES_MISSING", text="缺第二页", late=""):
    """A mark on the first paper of a record."""
    record = record_of(case, kind)
    paper = attachments_of(case.project)[record.row_guid][0]
    return Mark(Spot(Target.PAPER, record.row_guid, str(paper.guid)), code, text, late)


def on_record(case, kind, code="PAPER_WRONG", text="整条与原件不符"):
    """A mark on a whole record."""
    return Mark(Spot(Target.RECORD, record_of(case, kind).row_guid), code, text)


def on_stage(kind, code="STAGE_MISSING", text="应补合同登记"):
    """A mark that a record of a kind is missing."""
    return Mark(Spot(Target.STAGE, None, kind), code, text)


def returns(official, case, *marks, note="", at=AT, claim=True, **changes):
    """The official claims the case and returns it with marks."""
    if claim:
        cases.claim(by=official, case_id=case.pk, at=at)
    case.refresh_from_db()
    act = {
        "by": official,
        "case_id": case.pk,
        "version_seen": case.version,
        "note": note,
        "address": None,
        "at": at,
        "marks": marks,
    }
    return cases.return_for_correction(**{**act, **changes})
