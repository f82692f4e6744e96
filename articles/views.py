"""Views of the admin."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from articles import freshness
from articles.forms import CheckForm
from articles.models import ArticleCheck, ArticlePage
from portal.core import clock
from portal.countries.models import Country


def record_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that an article was checked; shows the checks so far. For those who may edit the page."""
    article = get_object_or_404(ArticlePage, pk=pk)
    if not article.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    country = Country.objects.of_page(article)
    if country is None:
        raise Http404
    form = CheckForm(request.POST or None, today=clock.today(country.time_zone))
    if request.method == "POST" and form.is_valid():
        freshness.record_check(
            article=article,
            country=country,
            checked_on=form.cleaned_data["checked_on"],
            next_check_on=form.cleaned_data["next_check_on"],
            note=form.cleaned_data["note"],
            user=request.user,
        )
        messages.success(request, _("The check is recorded. Readers see its date in every language."))
        return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[pk]))
    checks = ArticleCheck.objects.filter(translation_key=article.translation_key).newest_first()[:20]
    return render(request, "articles/admin/record_check.html", {"article": article, "form": form, "checks": checks})
