from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('families', '0004_health_is_dated'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='child',
            name='diet',
        ),
        migrations.RemoveField(
            model_name='child',
            name='has_pai',
        ),
    ]
