from django.db import migrations, models

from baigong.foundation.engines.operations import AddConstraintBeside


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('vacancies', '0003_video_and_remote_interviews'),
    ]

    operations = [
        AddConstraintBeside(
            model_name='vacancy',
            constraint=models.CheckConstraint(condition=models.Q(('video_link', ''), ('video_link__startswith', 'https://'), _connector='OR'), name='vacancy_video_is_encrypted'),
        ),
    ]
