"""What was written on the child becomes a row in force ever since its birth: no price of the past changes."""

from django.db import migrations


def date_what_is_known(apps, schema_editor):
    child, sheet = apps.get_model("families", "Child"), apps.get_model("families", "HealthSheet")
    known = child.objects.exclude(diet="standard", has_pai=False)
    sheet.objects.bulk_create(
        sheet(child=one, valid_from=one.birth_date, diet=one.diet, has_pai=one.has_pai) for one in known.iterator()
    )


def write_the_latest_back(apps, schema_editor):
    child, sheet = apps.get_model("families", "Child"), apps.get_model("families", "HealthSheet")
    for one in sheet.objects.order_by("valid_from").iterator():
        child.objects.filter(pk=one.child_id).update(diet=one.diet, has_pai=one.has_pai)


class Migration(migrations.Migration):

    dependencies = [
        ('families', '0003_healthsheet'),
    ]

    operations = [
        migrations.RunPython(date_what_is_known, write_the_latest_back),
    ]
