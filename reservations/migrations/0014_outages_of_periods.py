"""An outage written as a day of the calendar, which moved nothing, becomes an outage of those whole days."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import migrations

PARIS = ZoneInfo("Europe/Paris")


def move(apps, schema_editor):
    periods = apps.get_model("reservations", "CalendarPeriod").objects.filter(kind="panne")
    for period in periods:
        apps.get_model("reservations", "Outage").objects.get_or_create(
            label=period.label,
            starts_at=datetime.combine(period.starts_on, time(), PARIS),
            ends_at=datetime.combine(period.ends_on + timedelta(days=1), time(), PARIS),
        )
    periods.delete()


class Migration(migrations.Migration):

    dependencies = [
        ("reservations", "0013_outage"),
    ]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
