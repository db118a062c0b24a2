"""Findings of before enter the ledger of marks, those that were taken back with both rows."""

from django.db import migrations

ENTER = """
INSERT INTO grading_falsemark (record_guid, project_guid, number, problem, enterprise_name, is_false, authority_id,
    person_id, marked_at)
SELECT r.record_guid, p.row_guid, c.number, r.problem, e.name, a.action = 'FIND', c.authority_id, a.person_id, a.acted_at
  FROM errata_falsecaseact a
  JOIN errata_falsecase c ON c.id = a.case_id
  JOIN errata_falsecaserecord r ON r.case_id = c.id
  JOIN projects_project p ON p.id = r.project_id
  JOIN accounts_enterprise e ON e.id = c.enterprise_id
  WHERE a.action IN ('FIND', 'REVOKE') ORDER BY a.id, r.id;
"""


class Migration(migrations.Migration):
    dependencies = [("errata", "0003_findings"), ("grading", "0010_findings_in_the_ledger")]
    operations = [migrations.RunSQL(ENTER, migrations.RunSQL.noop)]
