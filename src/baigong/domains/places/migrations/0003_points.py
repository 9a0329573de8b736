from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0002_reforms'),
    ]

    operations = [
        migrations.AddField(
            model_name='place',
            name='longitude',
            field=models.DecimalField(decimal_places=5, max_digits=8, null=True),
        ),
        migrations.AddField(
            model_name='place',
            name='latitude',
            field=models.DecimalField(decimal_places=5, max_digits=7, null=True),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('longitude__isnull', False)), _connector='OR'), name='place_point_is_whole'),
        ),
    ]
