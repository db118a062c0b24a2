"""The database's half of errata: what stands fast, and the one function that changes confirmed facts (decisions 4).

The function is SECURITY DEFINER and belongs to the schema's owner; the guard of records lets a confirmed fact change
only inside it, and the guard of errata lets an erratum become executed only inside it.
"""

import json

from django.db import migrations

from audit.operations import AppendOnly, Ledgered

# The columns of each table that an erratum may change; ``errata.rules.fields`` says why the others are not among them.
CORRECTABLE = {
    "projects_project": (
        "name",
        "investment_code",
        "approval_kind",
        "approval_number",
        "approval_level",
        "approval_authority",
        "approved_on",
        "purpose",
        "construction_nature",
        "address",
        "longitude",
        "latitude",
        "scale",
        "is_key_project",
        "owner_name",
        "owner_code",
        "investment_nature",
        "fund_source",
        "state_share",
        "total_investment",
        "total_area",
        "total_length",
        "land_permit_number",
        "planning_permit_number",
        "planned_start_on",
        "planned_end_on",
        "energy_saving",
        "out_of_code",
        "remark",
    ),
    "projects_unitproject": (
        "name",
        "cost",
        "engineering_class",
        "structure_system",
        "scale",
        "area",
        "area_above",
        "area_below",
        "floors_above",
        "floors_below",
        "height",
        "structure_height",
        "length",
        "span",
        "span_concrete",
        "span_steel",
        "shelter_area",
        "seismic_intensity",
        "is_isolated",
        "is_super_high",
        "is_prefabricated",
        "is_green",
        "green_level",
        "dwellings",
        "remark",
    ),
    "projects_participant": (
        "name",
        "code",
        "head_id",
        "phone",
        "remark",
    ),
    "projects_tender": (
        "method",
        "name",
        "paper_number",
        "awarded_on",
        "award_amount",
        "area",
        "scale",
        "agency_name",
        "agency_code",
        "winner_name",
        "winner_code",
        "manager_id",
        "remark",
    ),
    "projects_contract": (
        "name",
        "paper_number",
        "signed_on",
        "contract_amount",
        "scale",
        "client_name",
        "client_code",
        "contractor_name",
        "contractor_code",
        "partner_name",
        "partner_code",
        "project_head_id",
        "remark",
    ),
    "projects_drawingreview": (
        "name",
        "paper_number",
        "reviewed_on",
        "scale",
        "reviewer_name",
        "reviewer_code",
        "surveyor_name",
        "surveyor_code",
        "designer_name",
        "designer_code",
        "passed_at_once",
        "is_joint",
        "violations",
        "violated_articles",
        "fire_number",
        "fire_reviewed_on",
        "fire_reviewer",
        "air_defence_number",
        "air_defence_reviewed_on",
        "air_defence_reviewer",
        "remark",
    ),
    "projects_constructionpermit": (
        "name",
        "paper_number",
        "released_on",
        "issued_by",
        "contract_amount",
        "contract_days",
        "area",
        "length",
        "span",
        "scale",
        "surveyor_name",
        "surveyor_code",
        "designer_name",
        "designer_code",
        "contractor_name",
        "contractor_code",
        "supervisor_name",
        "supervisor_code",
        "safety_permit_number",
        "project_manager_id",
        "chief_supervisor_id",
        "remark",
    ),
    "projects_completion": (
        "name",
        "paper_number",
        "started_on",
        "finished_on",
        "actual_cost",
        "actual_area",
        "length",
        "span",
        "structure_system",
        "actual_scale",
        "testing_agency_name",
        "testing_agency_code",
        "remark",
    ),
    "projects_enterpriseindicators": (
        "name",
        "qualification_class",
        "started_on",
        "ended_on",
        "remark",
        "indicators",
        "indicator_text",
    ),
    "projects_personaltrackrecord": (
        "person_id",
        "duty",
        "started_on",
        "ended_on",
        "qualification",
        "indicator_text",
        "remark",
    ),
}
TABLE_OF_KIND = {
    "PROJECT": "projects_project",
    "UNIT": "projects_unitproject",
    "PARTICIPANT": "projects_participant",
    "TENDER": "projects_tender",
    "CONTRACT": "projects_contract",
    "DRAWING_REVIEW": "projects_drawingreview",
    "PERMIT": "projects_constructionpermit",
    "COMPLETION": "projects_completion",
    "INDICATORS": "projects_enterpriseindicators",
    "PERSONAL": "projects_personaltrackrecord",
}

GUARDS = """
CREATE FUNCTION errata_guard_erratum() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  is_owner boolean := current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID);
BEGIN
  IF is_owner THEN RETURN coalesce(NEW, OLD); END IF;
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'errata are kept for ever (四（三）)' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.status = 'EXECUTED' AND OLD.status <> 'EXECUTED' OR NEW.executed_at IS DISTINCT FROM OLD.executed_at THEN
    RAISE EXCEPTION 'an erratum becomes executed only by being executed (三)' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF (OLD.origin, OLD.project_id, OLD.enterprise_id, OLD.authority_id, OLD.tier, OLD.created_by_id)
      IS DISTINCT FROM (NEW.origin, NEW.project_id, NEW.enterprise_id, NEW.authority_id, NEW.tier, NEW.created_by_id)
      OR OLD.number IS NOT NULL AND NEW.number IS DISTINCT FROM OLD.number THEN
    RAISE EXCEPTION 'what an erratum is about does not change (三)' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

-- What is asked for stands fast from the hand-in on; a letter or piece of evidence once given is never rewritten.
CREATE FUNCTION errata_guard_part() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  is_owner boolean := current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID);
  is_open boolean;
BEGIN
  IF is_owner THEN RETURN coalesce(NEW, OLD); END IF;
  SELECT status IN ('DRAFT', 'RETURNED') INTO is_open
    FROM errata_erratum WHERE id = CASE TG_OP WHEN 'INSERT' THEN NEW.erratum_id ELSE OLD.erratum_id END;
  IF TG_TABLE_NAME = 'errata_erratumpaper' THEN
    IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE'
        AND (to_jsonb(NEW) - 'removed_at' <> to_jsonb(OLD) - 'removed_at' OR OLD.removed_at IS NOT NULL) THEN
      RAISE EXCEPTION 'papers of an erratum are kept for ever (四（三）)' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.kind <> 'EVIDENCE' AND TG_OP = 'INSERT' THEN RETURN NEW; END IF;
  END IF;
  IF NOT is_open OR TG_OP = 'UPDATE' AND NEW.erratum_id <> OLD.erratum_id THEN
    RAISE EXCEPTION 'what an erratum asks for lies with an authority and is closed (三)'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;

CREATE TRIGGER guard_erratum BEFORE UPDATE OR DELETE ON errata_erratum
  FOR EACH ROW EXECUTE FUNCTION errata_guard_erratum();
ALTER TABLE errata_erratum ENABLE ALWAYS TRIGGER guard_erratum;
CREATE TRIGGER guard_part BEFORE INSERT OR UPDATE OR DELETE ON errata_erratumitem
  FOR EACH ROW EXECUTE FUNCTION errata_guard_part();
ALTER TABLE errata_erratumitem ENABLE ALWAYS TRIGGER guard_part;
CREATE TRIGGER guard_part BEFORE INSERT OR UPDATE OR DELETE ON errata_erratumpaper
  FOR EACH ROW EXECUTE FUNCTION errata_guard_part();
ALTER TABLE errata_erratumpaper ENABLE ALWAYS TRIGGER guard_part;
"""

EXECUTE = """
-- Takes nothing but which erratum and who: what changes stands in the erratum, and why in its letters.
CREATE FUNCTION errata_execute(entry jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  correctable jsonb := '{correctable}';
  tables jsonb := '{tables}';
  found errata_erratum%ROWTYPE;
  returned_at bigint;
  letters text;
  context jsonb := nullif(current_setting('audit.context', true), '')::jsonb;
  today date := (entry ->> 'at')::timestamptz AT TIME ZONE 'Asia/Shanghai';
  part record;
  item record;
  record_table text;
  image jsonb;
  wanted jsonb;
  said jsonb;
  changed text[];
BEGIN
  SELECT * INTO STRICT found FROM errata_erratum WHERE id = (entry ->> 'erratum_id')::bigint FOR UPDATE;
  IF found.status <> 'APPROVED' THEN
    RAISE EXCEPTION 'erratum % is % and not approved (三)', found.id, found.status USING ERRCODE = 'insufficient_privilege';
  END IF;
  -- The letters of this round: those of before a return count no more.
  SELECT coalesce(max(a.id), 0) INTO returned_at FROM errata_erratumact a
    WHERE a.erratum_id = found.id AND a.action = 'RETURN';
  IF EXISTS (SELECT 1 FROM unnest(CASE found.tier WHEN 'COUNTY' THEN ARRAY['FILE', 'CONSENT', 'APPROVE'] ELSE ARRAY['FILE', 'APPROVE'] END) AS act
      WHERE NOT EXISTS (SELECT 1 FROM errata_erratumact a JOIN errata_erratumpaper p ON p.id = a.paper_id
        WHERE a.erratum_id = found.id AND a.action = act AND a.id > returned_at AND p.erratum_id = found.id AND p.removed_at IS NULL
          AND p.kind = CASE act WHEN 'FILE' THEN 'APPLICATION' WHEN 'CONSENT' THEN 'CONSENT' ELSE 'APPROVAL' END)) THEN
    RAISE EXCEPTION 'erratum % lacks a letter: application and consents come first (三)', found.id
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM accounts_appointment p JOIN accounts_authority u ON u.id = p.authority_id
      WHERE p.user_id = (entry ->> 'person_id')::bigint AND u.tier = 'PROVINCE' AND p.role = 'SUPPORT'
        AND p.starts_on <= today AND (p.ends_on IS NULL OR p.ends_on >= today)) THEN
    RAISE EXCEPTION 'person % is not of technical support on that day (三)', entry ->> 'person_id'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF EXISTS (SELECT 1 FROM errata_erratumact a WHERE a.erratum_id = found.id AND a.step <> 'EXECUTOR'
      AND a.person_id = (entry ->> 'person_id')::bigint) THEN
    RAISE EXCEPTION 'person % has acted on erratum % before (四（三）)', entry ->> 'person_id', found.id
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF context IS NULL THEN
    RAISE EXCEPTION 'no change without context: who, what and why' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT string_agg(a.letter, '、' ORDER BY a.id) INTO letters FROM (
    SELECT x.id, p.letter_number AS letter FROM errata_erratumact x JOIN errata_erratumpaper p ON p.id = x.paper_id
      WHERE x.erratum_id = found.id AND x.id > returned_at) a;
  PERFORM set_config('audit.context', jsonb_set(context, '{reason}',
    to_jsonb('勘误 ' || coalesce(found.number, '') || '（' || letters || '）'))::text, true);

  FOR part IN SELECT DISTINCT i.kind, i.record_guid FROM errata_erratumitem i WHERE i.erratum_id = found.id
      ORDER BY i.record_guid LOOP
    record_table := tables ->> part.kind;
    IF record_table IS NULL THEN
      RAISE EXCEPTION 'records of kind % are not corrected', part.kind USING ERRCODE = 'insufficient_privilege';
    END IF;
    image := NULL;
    EXECUTE format('SELECT to_jsonb(t) FROM %I t WHERE row_guid = $1 FOR UPDATE', record_table)
      INTO image USING part.record_guid;
    IF image IS NULL OR image ->> 'grade' = 'D' OR image ->> 'update_flag' <> 'U'
        OR coalesce(image ->> 'project_id', image ->> 'id')::bigint <> found.project_id THEN
      RAISE EXCEPTION 'record % is no confirmed one of the project', part.record_guid
        USING ERRCODE = 'insufficient_privilege';
    END IF;
    wanted := image;
    changed := ARRAY[]::text[];
    FOR item IN SELECT i.* FROM errata_erratumitem i WHERE i.erratum_id = found.id AND i.record_guid = part.record_guid
        ORDER BY i.id LOOP
      IF item."column" = 'extra' THEN
        said := image -> 'extra' -> item.name;
        IF coalesce(said, 'null') <> coalesce(item.old, 'null') THEN
          RAISE EXCEPTION 'the value of % of % is no longer the one that is to be corrected', item.name, part.record_guid
            USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        wanted := jsonb_set(wanted, ARRAY['extra', item.name], coalesce(item.new, 'null'));
      ELSE
        IF NOT coalesce(correctable -> record_table ? item."column", false) THEN
          RAISE EXCEPTION 'column % of % is not corrected (三)', item."column", record_table
            USING ERRCODE = 'insufficient_privilege';
        END IF;
        EXECUTE format('SELECT to_jsonb((jsonb_populate_record(NULL::%I, jsonb_build_object(%L, $1))).%I)',
          record_table, item."column", item."column") INTO said USING item.old;
        IF coalesce(said, 'null') <> coalesce(image -> item."column", 'null') THEN
          RAISE EXCEPTION 'the value of % of % is no longer the one that is to be corrected', item."column", part.record_guid
            USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        wanted := jsonb_set(wanted, ARRAY[item."column"], coalesce(item.new, 'null'));
      END IF;
      changed := changed || format('%I', item."column");
    END LOOP;
    SELECT array_agg(DISTINCT name) INTO changed FROM unnest(changed) AS name;
    EXECUTE format('UPDATE %I SET (%s, updated_at) = (SELECT %s, $2 FROM jsonb_populate_record(NULL::%I, $1)) WHERE row_guid = $3',
      record_table, array_to_string(changed, ', '), array_to_string(changed, ', '), record_table)
      USING wanted, (entry ->> 'at')::timestamptz, part.record_guid;
  END LOOP;
  IF record_table IS NULL THEN
    RAISE EXCEPTION 'erratum % corrects nothing', found.id USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE errata_erratum SET status = 'EXECUTED', version = version + 1, executed_at = (entry ->> 'at')::timestamptz
    WHERE id = found.id;
  PERFORM set_config('audit.context', context::text, true);
END $$;
""".replace("{correctable}", json.dumps(CORRECTABLE)).replace("{tables}", json.dumps(TABLE_OF_KIND))
REMOVE = """
DROP FUNCTION errata_execute(jsonb);
DROP TRIGGER guard_part ON errata_erratumpaper;
DROP TRIGGER guard_part ON errata_erratumitem;
DROP TRIGGER guard_erratum ON errata_erratum;
DROP FUNCTION errata_guard_part();
DROP FUNCTION errata_guard_erratum();
"""


class Migration(migrations.Migration):
    dependencies = [("errata", "0001_initial"), ("grading", "0003_grades"), ("audit", "0003_ledger_functions")]
    operations = [
        Ledgered("CompletionException"),
        Ledgered("Erratum"),
        Ledgered("ErratumItem"),
        Ledgered("ErratumPaper"),
        Ledgered("ErratumAct"),
        AppendOnly("ErratumAct"),
        Ledgered("FalseCase"),
        Ledgered("FalseCaseRecord"),
        Ledgered("FalseCasePaper"),
        AppendOnly("FalseCasePaper"),
        Ledgered("FalseCaseAct"),
        AppendOnly("FalseCaseAct"),
        migrations.RunSQL(GUARDS + EXECUTE, REMOVE),
    ]
