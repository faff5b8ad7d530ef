"""The mark that tells a process that the town has changed a choice."""


from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reservations', '0006_unit_ticket_kind'),
    ]

    operations = [
        migrations.CreateModel(
            name='TownMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(max_length=36)),
            ],
        ),
    ]
