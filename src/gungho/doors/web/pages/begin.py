# SPDX-License-Identifier: Apache-2.0
"""The first run: four steps from an empty folder to books that are begun.

Only this machine reaches it, and only while nothing is founded. Each step is kept, so
that a browser may be shut in between.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gungho.actions.change_keeper import key_card
from gungho.doors import beginning
from gungho.doors.beginning import FILL, KEY, ON_PAPER, STEPS, WAYS, Walk
from gungho.doors.figures import upper_first
from gungho.doors.listening import is_loopback
from gungho.doors.papers_key import recovery_paper
from gungho.doors.reasons import sentence as reason
from gungho.doors.refusals import sentence
from gungho.doors.web.context import today
from gungho.doors.web.language import keep_language
from gungho.doors.web.listed import preview
from gungho.doors.web.pages.jobs import shown_job
from gungho.doors.web.templatetags.gungho import Field
from gungho.doors.web.typed import Typed, field_of
from gungho.doors.web.uploads import LISTS, received
from gungho.doors.working import ask_to_begin
from gungho.errors import GunghoError, Refusal
from gungho.formats.paper_pdf import pdf_of
from gungho.journal import paper_text
from gungho.store.jobs import Job, job_of

NAMES = ("name_en", "name_zh", "body", "form", "country", "currency", "others")
LIST = "gifts"
SLUG = re.compile(r"[^a-z0-9]+")
Done = HttpResponse | None


def open_walk(request: HttpRequest) -> Walk | None:
    """Return the walk where this machine may go on with it, else None."""
    beyond = settings.GUNGHO_DOOR.is_beyond
    if beyond or not is_loopback(str(request.META.get("REMOTE_ADDR", ""))):
        return None
    return beginning.walk()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Show the steps, or take what one of them says."""
    said = open_walk(request)
    if said is None:
        if request.method == "POST":
            raise Http404
        return redirect("home")
    shown = _Shown(request, said)
    if request.method == "POST":
        done = shown.take(request.POST.get("do", ""))
        if done is not None:
            return done
    return shown.page()


@never_cache
@require_safe
def recovery(request: HttpRequest) -> HttpResponse:
    """Hand out the paper of the recovery key, while it still lies here."""
    said = open_walk(request)
    if said is None or not said.body:
        raise Http404
    here = import_string(settings.GUNGHO_OPENED)()
    try:
        letters = paper_text(here.take_recovery().seed)
    except Refusal as refusal:
        raise Http404 from refusal
    digits = beginning.fingerprint_of(said, here)
    paper = recovery_paper(said, letters=letters, digits=digits, today=today())
    answer = HttpResponse(pdf_of(paper), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="recovery-key-{said.body}.pdf"'
    return answer


@never_cache
@require_safe
def card(request: HttpRequest) -> HttpResponse:
    """Hand out this installation's public keys; there is no secret in them."""
    said = open_walk(request)
    if said is None or not said.body:
        raise Http404
    here = import_string(settings.GUNGHO_OPENED)()
    answer = HttpResponse(
        key_card(here.node_key, here.recovery), content_type="application/json"
    )
    answer["Content-Disposition"] = f'attachment; filename="{said.body}.keys.json"'
    return answer


class _Shown:
    """The page: what was said, what is typed now, and what was refused."""

    def __init__(self, request: HttpRequest, said: Walk) -> None:
        self.request = request
        self.said = said
        self.here = import_string(settings.GUNGHO_OPENED)()
        self.language = get_language() or "en"
        self.refused = ""
        self.typed = Typed(values=self._before())

    def _before(self) -> dict[str, str]:
        said = self.said
        told = {name: getattr(said, name) for name in NAMES if name != "others"}
        told["others"] = " ".join(said.others)
        told["form"] = told["form"] or beginning.FORMS[0]
        return told

    def take(self, deed: str) -> Done:
        """Do what a button says; None shows the page again with what was refused."""
        deeds: Mapping[str, Callable[[], Done]] = {
            "language": self._take_language,
            "body": self._take_body,
            "paper": self._take_paper,
            "folder": self._leave_in_folder,
            "another": self._another_paper,
            "list": self._take_list,
            "drop": self._drop_list,
            **dict.fromkeys(WAYS, self._begin),
        }
        if deed not in deeds:
            raise Http404
        try:
            return deeds[deed]()
        except GunghoError as error:
            facts = error.facts if isinstance(error, Refusal) else {}
            told, field = sentence(error, self.language), str(facts.get("field", ""))
            if field in (*NAMES, "letters"):
                self.typed.errors[field] = told
            if field not in self._fields_here():
                self.refused = told
        return None

    def _fields_here(self) -> tuple[str, ...]:
        return {"body": NAMES, "key": ("letters",)}.get(self.step, ())

    def _keep(self, **told: object) -> HttpResponse:
        self.said = msgspec.structs.replace(self.said, **told)
        beginning.keep(self.said)
        return redirect("begin")

    def _take_language(self) -> Done:
        wanted = self.request.POST.get("to", "")
        if wanted not in dict(settings.LANGUAGES):
            raise Http404
        return keep_language(self._keep(language=wanted), wanted)

    def _take_body(self) -> Done:
        self._needs(beginning.BODY)
        values = {name: self.request.POST.get(name, "").strip() for name in NAMES}
        values["body"] = values["body"] or _slug(values["name_en"])
        self.typed = Typed(values=values)
        others = tuple(dict.fromkeys(re.findall(r"\w+", values["others"].upper())))
        told: dict[str, Any] = {
            **values,
            "others": tuple(one for one in others if one != values["currency"]),
        }
        said = msgspec.structs.replace(self.said, **told)
        for refusal in beginning.check_body(said):
            field = str(refusal.facts["field"])
            self.typed.errors.setdefault(field, sentence(refusal, self.language))
        return None if self.typed.errors else self._keep(**told)

    def _take_paper(self) -> Done:
        self._needs(KEY)
        self.typed = Typed(values={"letters": self.request.POST.get("letters", "")})
        beginning.take_paper(self.here, typed=self.typed["letters"])
        return self._keep(safe=ON_PAPER)

    def _leave_in_folder(self) -> Done:
        self._needs(KEY)
        return self._keep(safe=beginning.IN_FOLDER)

    def _another_paper(self) -> Done:
        self._needs(KEY)
        self.here.new_recovery()
        return self._keep(safe="")

    def _take_list(self) -> Done:
        self._needs(FILL)
        sent: UploadedFile[bytes] | None = self.request.FILES.get(LIST)
        raw = received(sent, LISTS)
        preview(raw, self.said, today=today())
        beginning.keep_list(raw)
        name = str(sent.name if sent else "")[:80]
        return self._keep(list_name=name)

    def _drop_list(self) -> Done:
        beginning.keep_list(b"")
        return self._keep(list_name="")

    def _begin(self) -> Done:
        """Found the body; the list and the example are loaded apart from the page."""
        self._needs(FILL)
        way = self.request.POST["do"]
        if self.is_filling or way not in beginning.ways(self.said):
            raise Refusal("begin.step", step=way)
        said = msgspec.structs.replace(self.said, way=way)
        beginning.check_way(said)
        if way == beginning.SHEET and not said.list_name:
            raise Refusal("gifts.none")
        if way != beginning.EXAMPLE:
            founding = beginning.founding_of(said, self.here)
            named = beginning.named_of(said)
            import_string(settings.GUNGHO_WITH_BOOKS)(
                lambda books: beginning.found(books, founding, named=named)
            )
        if way == beginning.EMPTY:
            beginning.end()
            return redirect(_first_page(said))
        sort = "gifts" if way == beginning.SHEET else "example"
        job = ask_to_begin(sort, now=import_string(settings.GUNGHO_NOW)())
        self._keep(way=way, job=job.job)
        import_string(settings.GUNGHO_START_JOB)(job.job)
        return redirect("job", job.job)

    def _needs(self, step: str) -> None:
        """Refuse a step before its time, and one that the books are past."""
        is_past = step != FILL and (self.is_filling or beginning.stands())
        if is_past or STEPS.index(step) > STEPS.index(self.said.step):
            raise Refusal("begin.step", step=step)

    @property
    def job(self) -> Job | None:
        """The long work that fills the books, if it was begun."""
        try:
            return job_of(self.said.job) if self.said.job else None
        except Refusal:
            return None

    @property
    def is_filling(self) -> bool:
        """Whether the books are being filled just now."""
        return self.job is not None and self.job.is_open

    @property
    def step(self) -> str:
        """The step that is open: the first undone, or one to be changed."""
        if self.is_filling or beginning.stands():
            return FILL
        asked = self.request.POST.get("step") or self.request.GET.get("step", "")
        reached = STEPS[: STEPS.index(self.said.step) + 1]
        return asked if asked in reached else self.said.step

    def page(self) -> HttpResponse:
        """Return the page with the step that is open."""
        said, step = self.said, self.step
        wrong = bool(self.refused or self.typed.errors)
        told = {
            "said": said,
            "is_filling": self.is_filling,
            "is_begun": beginning.stands(),
            "ways": beginning.ways(said) if step == FILL else (),
            "step": step,
            "languages": settings.LANGUAGES,
            "language_word": dict(settings.LANGUAGES).get(said.language, ""),
            "fields": self._fields() if step == beginning.BODY else [],
            "told": self._told() if said.body else {},
            "key": self._key() if said.body else {},
            "list": self._list() if step == FILL and said.list_name else None,
            "takes_gifts": said.form in beginning.FORMS[:3],
            "job": shown_job(self.job, self.language) if self.job else None,
            "refused": self.refused,
            "folder": self.here.folder,
        }
        status = 422 if wrong else 200
        return render(self.request, "gungho/begin.html", told, status=status)

    def _told(self) -> dict[str, str]:
        said = self.said
        pair = (said.name_en, said.name_zh)
        first, other = pair[:: -1 if self.language.startswith("zh") else 1]
        return {
            "name": first or other,
            "form": upper_first(_form_word(said.form, self.language)),
            "country": beginning.countries(self.language).get(said.country, ""),
            "currencies": ", ".join((said.currency, *said.others)),
        }

    def _key(self) -> dict[str, object]:
        letters = field_of(
            self.typed, "letters", _("The last four letters on the paper"),
            hint=_("So that we know the paper can be read"),
        )  # fmt: skip
        return {
            "digits": beginning.fingerprint_of(self.said, self.here),
            "lies_here": self.here.has_recovery,
            "letters": letters,
            "errors": [letters],
        }

    def _list(self) -> dict[str, Any] | None:
        try:
            return preview(beginning.kept_list(), self.said, today=today())
        except Refusal as refusal:
            self.refused = self.refused or sentence(refusal, self.language)
            return None

    def _fields(self) -> list[Field]:
        typed, language = self.typed, self.language
        none = (("", "—"),)
        return [
            field_of(typed, "name_en", _("Name in English"), needed=False, wide=True),
            field_of(typed, "name_zh", _("Name in Chinese"), needed=False, wide=True),
            field_of(typed, "body", _("Code"), needed=False,
                   hint=_("Small letters, digits and hyphens. It stands in every "
                          "number, and never changes. Left empty, it is made of the "
                          "English name.")),
            field_of(typed, "form", _("Sort of body"), kind="select",
                   choices=tuple((form, _form_word(form, language))
                                 for form in beginning.FORMS)),
            field_of(typed, "country", _("Country or region"), kind="select",
                   needed=False,
                   choices=(*none, *beginning.countries(language).items())),
            field_of(typed, "currency", _("Currency of the books"), kind="select",
                   choices=(*none, *((code, f"{code} · {name}") for code, name
                                     in beginning.currencies(language).items())),
                   hint=_("Statements are in it")),
            field_of(typed, "others", _("Other currencies you receive"), needed=False,
                   wide=True,
                   hint=_("By their three letters, with a space between: USD EUR")),
        ]  # fmt: skip


def _form_word(form: str, language: str) -> str:
    return reason(f"choice.form.{form}", {}, language)


def _first_page(said: Walk) -> str:
    """Where the books are gone on with: a committee's page, or the desks."""
    if said.form in beginning.FORMS[:3]:
        return f"/committees/{said.body}/"
    return "/desks/"


def _slug(name: str) -> str:
    return SLUG.sub("-", name.lower()).strip("-")[:40].strip("-")
