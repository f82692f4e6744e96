"""Wagtail's own welcome page and default site make room: the front door is a view, and each country brings its site."""

from django.db import migrations
from django.db.models import F


def remove_welcome(apps, schema_editor):
    pages = apps.get_model("wagtailcore", "Page").objects
    apps.get_model("wagtailcore", "Site").objects.filter(hostname="localhost", is_default_site=True).delete()
    welcome = pages.filter(depth=2, slug="home", title__startswith="Welcome to your new Wagtail site")
    removed, _ = welcome.delete()
    if removed:
        pages.filter(depth=1).update(numchild=F("numchild") - 1)


class Migration(migrations.Migration):
    dependencies = [("countries", "0001_initial"), ("wagtailcore", "0098_apitoken")]
    operations = [migrations.RunPython(remove_welcome, migrations.RunPython.noop)]
