"""The board of jobs says since when they could have run; the runtime role reads when migrations were applied."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_jobs")]
    operations = [
        migrations.RunSQL(
            "GRANT SELECT ON django_migrations TO portal_app", "REVOKE SELECT ON django_migrations FROM portal_app"
        )
    ]
