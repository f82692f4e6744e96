from django.db import migrations, models


def mark(apps, schema_editor):
    """What the desk counted as sensitive by its short name until now."""
    apps.get_model("services_map", "Category").objects.filter(slug__in=["protection", "helplines"]).update(sensitive=True)


class Migration(migrations.Migration):

    dependencies = [
        ('services_map', '0002_service_listed_on'),
    ]

    operations = [
        migrations.AddField(
            model_name='category',
            name='sensitive',
            field=models.BooleanField(default=False, help_text='About violence, danger or what nobody else may see. Pages of these services can be left quickly.', verbose_name='sensitive'),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
