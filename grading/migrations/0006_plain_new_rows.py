"""A new row whose bookkeeping is that of a draft passes its table's guard without calling it.

The guarantee is the same: any other row meets ``grading_guard_record``, which refuses it to everybody but the owner.
"""

from django.db import migrations

TABLES = (
    "projects_project",
    "projects_unitproject",
    "projects_participant",
    "projects_tender",
    "projects_contract",
    "projects_drawingreview",
    "projects_constructionpermit",
    "projects_completion",
    "projects_enterpriseindicators",
    "projects_personaltrackrecord",
)
# As the function reads them: NULL and nothing are one.
NOT_AS_A_DRAFT = """
    coalesce(NEW.grade, '') <> 'D' OR coalesce(NEW.update_flag, '') <> 'U'
    OR NEW.published IS DISTINCT FROM false OR NEW.false_mark IS DISTINCT FROM false
    OR NEW.check_authority_id IS NOT NULL OR NEW.check_person_id IS NOT NULL OR NEW.confirmed_at IS NOT NULL
    OR coalesce(NEW.number, '') <> ''"""
OF_PROJECTS = " OR coalesce(NEW.national_number, '') <> ''"


def apart(table: str) -> str:
    """Guards of new rows and of stored ones; a condition on new rows cannot stand in one trigger with the others."""
    condition = NOT_AS_A_DRAFT + (OF_PROJECTS if table == "projects_project" else "")
    return f"""
DROP TRIGGER guard_record ON {table};
CREATE TRIGGER guard_record BEFORE UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION grading_guard_record();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER guard_record;
CREATE TRIGGER guard_new_record BEFORE INSERT ON {table}
  FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION grading_guard_record();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER guard_new_record;
"""


def together(table: str) -> str:
    """One guard for all."""
    return f"""
DROP TRIGGER guard_new_record ON {table};
DROP TRIGGER guard_record ON {table};
CREATE TRIGGER guard_record BEFORE INSERT OR UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION grading_guard_record();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER guard_record;
"""


class Migration(migrations.Migration):
    dependencies = [("grading", "0005_loaded_grades")]
    operations = [migrations.RunSQL("".join(map(apart, TABLES)), "".join(map(together, TABLES)))]
