import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('families', '0002_authorisedperson'),
    ]

    operations = [
        migrations.CreateModel(
            name='HealthSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='à partir du')),
                ('diet', models.CharField(choices=[('standard', 'standard'), ('vegetarien', 'végétarien'), ('sans-porc', 'sans porc')], default='standard', max_length=20, verbose_name='régime alimentaire')),
                ('has_pai', models.BooleanField(default=False, verbose_name="projet d'accueil individualisé")),
                ('allergies', models.CharField(blank=True, help_text="Ce qu'il ne doit pas manger ou approcher : arachide.", max_length=200, verbose_name='allergies')),
                ('instructions', models.CharField(blank=True, help_text="Ce que fait l'animateur : « Trousse rouge dans l'infirmerie ». Rien de plus sur la santé.", max_length=300, verbose_name='consigne')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='health_sheets', to='families.child', verbose_name='enfant')),
            ],
            options={
                'verbose_name': 'fiche sanitaire',
                'verbose_name_plural': 'fiches sanitaires',
                'ordering': ['child_id', '-valid_from'],
                'constraints': [models.UniqueConstraint(fields=('child', 'valid_from'), name='one_health_sheet_per_child_and_day')],
            },
        ),
    ]
