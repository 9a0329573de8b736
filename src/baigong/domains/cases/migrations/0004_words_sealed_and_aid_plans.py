"""What people wrote of their own cases is sealed, also what was written before (FX-14c); plans of aid for a person come in (JH-11a)."""

import uuid
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import baigong.foundation.privacy.fields
from baigong.foundation.privacy.envelope import seal
from baigong.foundation.scope.conditions import mark_of

TABLE, LABEL = "cases_case_step", "case_step.said"


def seal_words(apps: Any, schema_editor: Any) -> None:
    """Move each word of a person from the plain column into the sealed one; how satisfied one was stays plain.

    The rows are facts: the triggers that keep them are taken off for it and put on again after every migration.
    Nothing is asked of the key file where nobody wrote anything.
    """
    connection = schema_editor.connection
    mark, binary = mark_of(TABLE), connection.Database.Binary
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":  # as the owner, whom the policies of the rows bind too
            cursor.execute("SELECT set_config('baigong.everything', 'on', true)")
        cursor.execute(
            f"SELECT id, kind, answer_text FROM {TABLE}"  # noqa: S608 (own names)
            f" WHERE source = 'person' AND answer_text <> '' AND said IS NULL {mark}"
        )
        rows = [row for row in map(_parted, cursor.fetchall()) if row[2]]
        if not rows:
            return
        beside = "" if connection.vendor == "sqlite" else f" ON {TABLE}"
        for trigger in ("no_update", "said_reseal"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_{trigger}{beside}")
        for key, stays, words in rows:
            sealed = binary(seal(LABEL, str(uuid.UUID(str(key))), words.encode()))
            cursor.execute(
                f"UPDATE {TABLE} SET answer_text = %s, said = %s WHERE id = %s {mark}",  # noqa: S608 (own names)
                [stays, sealed, key],
            )


def _parted(row: Any) -> tuple[Any, str, str]:
    """Return a row's key, what stays in plain, and the words: of a review its answer stays, of a note nothing."""
    key, kind, text = row
    stays, _, words = text.partition("：") if kind == "review" else ("", "", text)
    return key, stays, words


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0003_say_how_satisfied'),
        ('parties', '0004_number_erased'),
        ('places', '0003_points'),
        ('shortages', '0002_reopened'),
    ]

    operations = [
        migrations.AddField(
            model_name='casestep',
            name='said',
            field=baigong.foundation.privacy.fields.EncryptedTextField(kind='text', name='case_step.said', null=True),
        ),
        migrations.RemoveConstraint(
            model_name='case',
            name='case_once',
        ),
        migrations.AddField(
            model_name='case',
            name='person',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='parties.person'),
        ),
        migrations.AlterField(
            model_name='case',
            name='kind',
            field=models.CharField(choices=[('strike_off', '销号'), ('whistle', '吹哨'), ('difficulty', '企业困难'), ('task', '任务'), ('problem', '问题'), ('enquiry', '咨询'), ('grievance', '申诉'), ('objection', '异议'), ('complaint', '投诉'), ('rectification', '整改'), ('typical', '典型案例'), ('serious', '严重案例'), ('aid_plan', '帮扶方案')], max_length=16),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(condition=models.Q(('participants_only', False), ('person__isnull', True), ('withdrawn_at__isnull', True)), fields=('kind', 'place', 'label', 'opened_on'), name='case_once'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(condition=models.Q(('person__isnull', False), ('withdrawn_at__isnull', True)), fields=('person', 'kind', 'opened_on'), name='case_person_once'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'aid_plan'), ('person__isnull', False)), models.Q(models.Q(('kind', 'aid_plan'), _negated=True), ('person__isnull', True)), _connector='OR'), name='case_plan_is_about_a_person'),
        ),
        migrations.RunPython(seal_words),
    ]
