from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('duplicates', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='duplicatecandidate',
            name='likeness',
            field=models.CharField(choices=[('number_missing', '姓名相近，电话或村相同，有一个没有证号'), ('same_phone', '电话相同，姓名相近'), ('same_birth', '同村，姓名和出生日期相同'), ('code_missing', '同县同名，一个有信用代码、一个没有'), ('same_name', '同县同名'), ('same_key', '更正的号码或名称，另一个已经登记着')], max_length=16),
        ),
    ]
