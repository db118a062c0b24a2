"""Which tables stand under the ledger. A new table must be entered here, on one side or the other."""

import pytest
from django.db import DatabaseError, connection

from audit.verify_tables import ledgered_tables
from tests.audit.support import acting, contents_of

pytestmark = pytest.mark.django_db

LEDGERED = {
    "accounts_adverserecord",
    "accounts_appointment",
    "accounts_creditfile",
    "accounts_authority",
    "accounts_authoritygrouppermission",
    "accounts_authorityline",
    "accounts_authorityuserpermission",
    "accounts_calendarday",
    "accounts_calendarlist",
    "accounts_division",
    "accounts_enterprise",
    "accounts_enterpriseclaim",
    "accounts_handlingperiod",
    "accounts_erasureproposal",
    "accounts_identityreveal",
    "accounts_identityvault",
    "accounts_invitation",
    "accounts_leaddepartment",
    "accounts_membership",
    "accounts_notice",
    "accounts_noticesending",
    "accounts_noticesetting",
    "accounts_person",
    "accounts_qualification",
    "accounts_reading",
    "accounts_registration",
    "accounts_relation",
    "accounts_responsibleperson",
    "accounts_user",
    "accounts_user_groups",
    "accounts_user_user_permissions",
    "audit_historycheck",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "confirmation_answer",
    "confirmation_bulkconfirmrule",
    "confirmation_case",
    "confirmation_caseitem",
    "confirmation_clockevent",
    "confirmation_clockwarning",
    "confirmation_decision",
    "confirmation_defect",
    "confirmation_defectanswer",
    "confirmation_intakereplay",
    "confirmation_lead",
    "confirmation_leadact",
    "confirmation_proof",
    "confirmation_question",
    "confirmation_reasontemplate",
    "confirmation_queuesetting",
    "confirmation_recheck",
    "confirmation_recheckitem",
    "confirmation_recheckresult",
    "confirmation_reminder",
    "confirmation_routingentry",
    "confirmation_ruleversion",
    "confirmation_savedfilter",
    "confirmation_signaturerule",
    "confirmation_stepaside",
    "confirmation_submission",
    "confirmation_unitroute",
    "confirmation_urging",
    "confirmation_verification",
    "errata_completionexception",
    "errata_falsecase",
    "errata_falsecaseact",
    "errata_falsecasepaper",
    "errata_falsecaserecord",
    "errata_erratum",
    "errata_erratumact",
    "errata_erratumitem",
    "errata_erratumpaper",
    "errata_paperreplacement",
    "grading_falsemark",
    "grading_filingwindow",
    "grading_gradeentry",
    "national_delivery",
    "national_difference",
    "national_hold",
    "national_message",
    "national_receipt",
    "national_reconciliation",
    "projects_attachment",
    "projects_completion",
    "projects_constructionpermit",
    "projects_contract",
    "projects_dictionaryentry",
    "projects_dockedrecord",
    "projects_drawingreview",
    "projects_exemption",
    "projects_enterpriseindicators",
    "projects_findingreason",
    "projects_formversion",
    "projects_intakemapping",
    "projects_intakemessage",
    "projects_legacyrecord",
    "projects_numberseries",
    "projects_openedfiling",
    "projects_openedrecord",
    "projects_paperscan",
    "projects_participant",
    "projects_personaltrackrecord",
    "projects_project",
    "projects_sectorscope",
    "projects_storedfile",
    "projects_tender",
    "projects_twindecision",
    "projects_unitproject",
}
# Not business data: what officials opened and how long (a row for every page and paper of every case; the runtime role
# may change nothing of it but the time, see test_viewing); how the line to a platform goes; how the clock's jobs went;
# which pages the database was too slow for (a count a day); how often strangers opened an extract's address (a count a
# day, so that nobody fills the history from outside);
# drafts, import jobs (what they write is ledgered), what projects are searched by, the Merkle log (it is proved, not
# ledgered), log-in, lock-out, tries at registering, content types, migrations; guardian's generic tables are not asked.
NOT_LEDGERED = {
    "accounts_enrolmentattempt",
    "confirmation_directpush",
    "confirmation_rehearsal",
    "confirmation_viewing",
    "national_line",
    "portal_cutoff",
    "portal_extractcheck",
    "portal_jobrun",
    "projects_draft",
    "projects_importfault",
    "projects_importjob",
    "projects_importquestion",
    "projects_owedquestion",
    "projects_owedsearch",
    "projects_projectsearch",
    "audit_checkpoint",
    "audit_cosignature",
    "audit_event",
    "audit_leaf",
    "audit_pending",
    "audit_sm3tile",
    "audit_tile",
    "axes_accessattempt",
    "axes_accessattemptexpiration",
    "axes_accessfailurelog",
    "axes_accesslog",
    "django_content_type",
    "django_migrations",
    "django_session",
    "guardian_groupobjectpermission",
    "guardian_userobjectpermission",
}
# Secrets, what is not a change of business data, and bytes whose digest is recorded.
OMITTED = {
    "accounts_invitation": {"token_digest"},
    "accounts_identityvault": {"ciphertext", "commitment_key", "blind_index"},
    "accounts_user": {"password", "last_login"},
    "confirmation_intakereplay": {"cursor", "moved_at", "stored", "still"},
    "national_message": {"payload", "lease_token", "leased_until", "due_at", "tries"},
    "national_receipt": {"raw"},
    "projects_intakemessage": {"raw"},
    "projects_paperscan": {"attempts", "due_at", "error"},
}


LOG = {f"audit_{name}" for name in ["event", "pending", "leaf", "tile", "sm3tile", "checkpoint", "cosignature"]}


def triggers(prefix=""):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger"
            " WHERE NOT tgisinternal AND starts_with(tgname, %s)",
            [prefix],
        )
        return {(table, name): enabled for table, name, enabled in cursor.fetchall()}


# What a change of these rows would falsify can only be added (decisions 4, 5; 四（三）).
APPEND_ONLY = {
    "accounts_identityreveal",
    "accounts_reading",
    "audit_historycheck",
    "audit_checkpoint",
    "audit_cosignature",
    "audit_event",
    "audit_leaf",
    "confirmation_decision",
    "confirmation_defect",
    "confirmation_defectanswer",
    "confirmation_lead",
    "confirmation_leadact",
    "confirmation_proof",
    "confirmation_ruleversion",
    "confirmation_submission",
    "confirmation_verification",
    "errata_erratumact",
    "errata_falsecaseact",
    "errata_falsecasepaper",
    "grading_falsemark",
    "grading_gradeentry",
    "national_receipt",
    "projects_storedfile",
}


def test_every_table_is_either_ledgered_or_named_as_not_business_data():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        tables = {name for (name,) in cursor.fetchall()}

    assert tables == LEDGERED | NOT_LEDGERED
    assert set(ledgered_tables()) == LEDGERED


@pytest.mark.parametrize("table", sorted(LEDGERED))
def test_every_business_table_records_its_changes_always_and_refuses_to_be_emptied(table, truncate_guard):
    found = triggers()

    assert found[table, "ledger"] == "A"
    assert found[table, "no_truncate"] == "A"


def test_tables_that_are_filled_by_the_thousand_record_additions_always_too():
    tables = ("national_delivery", "national_receipt", "projects_project")
    assert triggers("ledger_inserts") == {(table, "ledger_inserts"): "A" for table in tables}


@pytest.mark.parametrize("table", sorted(APPEND_ONLY))
def test_tables_that_can_only_grow_say_so_always(table, truncate_guard):
    found = triggers()

    assert found[table, "append_only"] == "A"
    assert found[table, "no_truncate_append_only"] == "A"


GRADED = (
    "projects_project",
    "projects_tender",
    "projects_contract",
    "projects_drawingreview",
    "projects_exemption",
    "projects_constructionpermit",
    "projects_completion",
    "projects_unitproject",
    "projects_participant",
    "projects_enterpriseindicators",
    "projects_personaltrackrecord",
)


def test_the_guards_of_records_and_papers_are_always_on():
    guards = triggers("guard_")

    assert guards == {
        **{(table, "guard_record"): "A" for table in GRADED},
        **{(table, "guard_new_record"): "A" for table in GRADED},
        ("projects_attachment", "guard_attachment"): "A",
        ("errata_erratum", "guard_erratum"): "A",
        ("errata_erratumitem", "guard_part"): "A",
        ("errata_erratumpaper", "guard_part"): "A",
        ("errata_paperreplacement", "guard_part"): "A",
    }


def test_only_secrets_stay_out_of_the_ledger():
    omitted = {table: set(columns) for table, (_, columns) in ledgered_tables().items() if columns}

    assert omitted == OMITTED


@pytest.mark.parametrize("table", sorted(LEDGERED | LOG))
def test_nobody_empties_a_table_of_the_history_not_even_its_owner(table, truncate_guard):
    before = contents_of(table)

    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")  # the owner; rolled back with the test
    with pytest.raises(DatabaseError, match="kept for ever"), acting(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")

    assert contents_of(table) == before


@pytest.mark.parametrize("table", sorted(APPEND_ONLY))
@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}"], ids=["UPDATE", "DELETE"])
def test_nobody_changes_a_table_that_can_only_grow_not_even_its_owner(table, verb):
    key = {"confirmation_ruleversion": "version", "projects_storedfile": "sha256", "national_receipt": "message_id"}
    key |= {"audit_leaf": "index", "audit_checkpoint": "size", "audit_cosignature": "size"}
    statement = verb.format(table).replace("id = id", f"{key.get(table, 'id')} = {key.get(table, 'id')}")
    before = contents_of(table)

    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    with pytest.raises(DatabaseError, match="kept for ever"), acting(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert contents_of(table) == before
