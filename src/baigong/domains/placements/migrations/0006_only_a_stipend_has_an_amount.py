from django.db import migrations, models

from baigong.foundation.engines.operations import AddConstraintBeside


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('placements', '0005_stipends'),
    ]

    operations = [
        AddConstraintBeside(
            model_name='proof',
            constraint=models.CheckConstraint(condition=models.Q(('monthly_fen__isnull', True), models.Q(('kind', 'stipend'), ('monthly_fen__gt', 0)), _connector='OR'), name='proof_stipend'),
        ),
    ]
