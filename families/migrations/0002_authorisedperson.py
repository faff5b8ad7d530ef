import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('families', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuthorisedPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='nom')),
                ('relation', models.CharField(blank=True, help_text='Grand-mère, voisin, assistante…', max_length=60, verbose_name='lien')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='téléphone')),
                ('valid_from', models.DateField(verbose_name='autorisée du')),
                ('valid_until', models.DateField(blank=True, help_text='Dernier jour compris ; vide, sans fin prévue.', null=True, verbose_name="jusqu'au")),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='authorised_people', to='families.child', verbose_name='enfant')),
            ],
            options={
                'verbose_name': 'personne autorisée',
                'verbose_name_plural': 'personnes autorisées',
                'ordering': ['child_id', 'name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_from__lte', models.F('valid_until')), _connector='OR'), name='an_authorisation_ends_after_it_starts'), models.UniqueConstraint(fields=('child', 'name', 'valid_from'), name='one_authorisation_per_child_name_and_day')],
            },
        ),
    ]
