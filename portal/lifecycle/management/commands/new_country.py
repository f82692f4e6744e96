from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError, transaction

from locales.languages import LANGUAGES
from portal.countries import sites
from portal.countries.models import Country, Topic
from portal.lifecycle import template


class Command(BaseCommand):
    help = "Open a country site: its home page in every language, its topic pages, its address."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="The country's English name in small letters, as in poland.")
        parser.add_argument("--code", required=True, help="ISO 3166-1, as in PL.")
        parser.add_argument("--languages", required=True, help="In the order of offer, as in pl,uk,ru,en.")
        parser.add_argument("--source-language", default="en")
        parser.add_argument("--like", default="", help="A country whose topics and articles are copied, as drafts.")
        parser.add_argument("--time-zone", required=True, help="As in Europe/Warsaw.")
        parser.add_argument("--team", required=True, help="As readers see it.")
        parser.add_argument("--contact-email", default="", help="Where readers write about mistakes and their data.")
        parser.add_argument("--topics", default="", help="Addresses of topics, as in asylum,housing; all when empty.")
        parser.add_argument("--audio-first", default="", help="Languages more spoken than read.")

    def handle(self, *args: Any, **options: Any) -> None:
        codes = [code.strip().lower() for code in options["languages"].split(",")]
        unknown = [code for code in [*codes, options["source_language"]] if code not in LANGUAGES]
        if unknown:
            raise CommandError(f"Unknown language: {', '.join(unknown)}. Known: {', '.join(LANGUAGES)}")
        if options["source_language"] not in codes:
            raise CommandError("The source language must be among --languages.")
        model = Country.objects.filter(slug=options["like"]).first()
        if options["like"] and model is None:
            raise CommandError(f"There is no country {options['like']}.")
        wanted = [slug for slug in options["topics"].split(",") if slug]
        topics = template.topics(model) if model and not wanted else list(Topic.objects.all())
        topics = [topic for topic in topics if not wanted or topic.slug in wanted]
        missing = set(wanted) - {topic.slug for topic in topics}
        if missing:
            raise CommandError(f"No such topic: {', '.join(sorted(missing))}")
        with transaction.atomic():
            country = self._create(codes, topics, options)
            gaps = template.copy_articles(model=model, to=country) if model else []
        self.stdout.write(f"{country}: http://{country.default_host}/")
        for gap in gaps:
            self.stdout.write(f"  to fill in: {gap.article}: {gap.what}")

    def _create(self, codes: list[str], topics: list[Topic], options: dict[str, Any]) -> Country:
        try:
            return sites.create(
                code=options["code"],
                slug=options["slug"],
                time_zone=options["time_zone"],
                team=options["team"],
                contact_email=options["contact_email"],
                source_language=options["source_language"],
                language_codes=codes,
                audio_first=[code for code in options["audio_first"].split(",") if code],
                topics=topics,
            )
        except (ValidationError, IntegrityError) as problem:
            raise CommandError(f"Nothing was made: {problem}") from problem
