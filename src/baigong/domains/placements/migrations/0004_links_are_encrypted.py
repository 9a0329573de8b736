from django.db import migrations, models

from baigong.foundation.engines.operations import AddConstraintBeside


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('placements', '0003_video_and_remote_interviews'),
    ]

    operations = [
        AddConstraintBeside(
            model_name='introduction',
            constraint=models.CheckConstraint(condition=models.Q(('interview_on__isnull', False), models.Q(('interview_link', ''), ('interview_time__isnull', True)), _connector='OR'), name='introduction_slot_has_a_day'),
        ),
        AddConstraintBeside(
            model_name='introduction',
            constraint=models.CheckConstraint(condition=models.Q(('interview_link', ''), ('interview_link__startswith', 'https://'), _connector='OR'), name='introduction_link_is_encrypted'),
        ),
    ]
