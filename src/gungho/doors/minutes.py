# SPDX-License-Identifier: Apache-2.0
"""The minutes of a meeting as a paper: who could vote, what was decided, who signs."""

from __future__ import annotations

from gungho.doors.figures import day_text
from gungho.doors.names import Names
from gungho.doors.reasons import codes, sentence
from gungho.flows.offices import Resolution
from gungho.formats.paper import Paper, PaperCell, PaperLine, PaperPart
from gungho.store.reads.minutes import Minutes


def minutes_paper(told: Minutes, names: Names) -> Paper:
    """Return the minutes, ready to be shown or printed."""
    meeting = told.meeting
    form = f"choice.form.{meeting.form}"
    parts = [_decided(told, names)]
    if told.offices:
        parts.append(_offices(told, names))
    text = told.texts.get(meeting.minutes, "")
    notes = [*text.split("\n"), ""] if text else []
    return Paper(
        title=_word("title", names, form=sentence(form, {}, names.language)),
        body=names.body(told.body),
        stated=(
            (_word("meeting", names), meeting.meeting),
            (_word("held", names), day_text(meeting.on, names.language)),
            (_word("entitled", names), str(meeting.entitled)),
            (_word("present", names), str(meeting.present)),
            (_word("quorum", names), _quorum(told, names)),
        ),
        parts=tuple(parts),
        notes=(*notes, _word("signed", names)),
        language=names.language,
    )


def _word(code: str, names: Names, **facts: str) -> str:
    return sentence(f"minutes.{code}", facts, names.language)


def _quorum(told: Minutes, names: Names) -> str:
    meeting = told.meeting
    word = "there" if meeting.present >= meeting.quorum else "missing"
    return f"{meeting.quorum}, {_word(word, names)}"


def _decided(told: Minutes, names: Names) -> PaperPart:
    columns = ("for", "against", "abstained", "proxies", "postal")
    return PaperPart(
        name=_word("decided", names),
        first=_word("resolution", names),
        columns=tuple(_word(column, names) for column in columns),
        lines=tuple(_line(row, told) for row in told.resolutions),
    )


def _line(row: Resolution, told: Minutes) -> PaperLine:
    ballot = told.ballots.get(row.resolution)
    away = (ballot.proxies, ballot.postal) if ballot else (0, 0)
    text = told.texts.get(row.text, "").replace("\n", " ")
    matter = text or row.matter.replace("-", " ")
    counts = (row.votes_for, row.votes_against, row.abstained, *away)
    return PaperLine(
        name=f"{row.resolution}: {matter}",
        cells=tuple(PaperCell(text=str(count)) for count in counts),
    )


def _offices(told: Minutes, names: Names) -> PaperPart:
    lines = tuple(
        PaperLine(
            name=_office(row.office, names),
            cells=(
                PaperCell(text=row.person),
                PaperCell(text=day_text(row.on, names.language)),
                PaperCell(text=day_text(row.until, names.language)),
                PaperCell(text=row.resolution),
            ),
        )
        for row in told.offices
    )
    columns = ("person", "since", "until", "by")
    return PaperPart(
        name=_word("offices", names),
        first=_word("office", names),
        columns=tuple(_word(column, names) for column in columns),
        lines=lines,
    )


def _office(office: str, names: Names) -> str:
    code = f"office.{office}"
    if code in codes():
        return sentence(code, {}, names.language)
    return office.replace("-", " ")
