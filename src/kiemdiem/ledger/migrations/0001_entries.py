"""Bảng sổ cái."""

from django.db import migrations, models

import kiemdiem.ledger.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="số thứ tự")),
                ("at", models.DateTimeField(verbose_name="thời điểm")),
                ("action", models.CharField(verbose_name="việc")),
                ("actor", models.CharField(verbose_name="tài khoản")),
                ("person", models.CharField(verbose_name="người thực hiện")),
                ("post", models.CharField(verbose_name="chức vụ khi đó")),
                ("acting_for", models.CharField(verbose_name="thay cho")),
                ("about", models.CharField(verbose_name="đối tượng")),
                ("path", kiemdiem.ledger.fields.ByteOrderedField(verbose_name="đường dẫn")),
                ("facts", models.TextField(verbose_name="nội dung")),
                ("previous", models.CharField(max_length=64, verbose_name="mã băm mục trước")),
                ("digest", models.CharField(max_length=64, verbose_name="mã băm")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["about", "seq"], name="entry_by_about"),
                    models.Index(fields=["path", "seq"], name="entry_by_path"),
                ],
            },
        ),
    ]
