from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shortages', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='need',
            name='closed_by',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddField(
            model_name='need',
            name='reopened_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='need',
            name='reopened_reason',
            field=models.CharField(blank=True, default='', max_length=120),
        ),
    ]
