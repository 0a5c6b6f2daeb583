"""What people look for in messages and press: the words of both languages in one place, so that a changed word is one change."""

from dataclasses import dataclass
from typing import Literal

Locale = Literal["ru", "en"]


@dataclass(frozen=True)
class Labels:
    """The words that scenarios locate things by. A field is named after what a person does or sees."""

    # The agenda
    call: str
    call_to_director: str
    add: str
    sign: str
    with_my_name: str
    without_name: str
    saved: str
    name_not_kept: str
    take_back: str
    taken_back: str
    agenda: str
    nothing_from_yours: str
    nothing_to_discuss: str
    skip_empty: str
    marketing: str
    sales: str
    no_name: str
    carried: str
    agenda_is_open: str
    # The card
    gathering: str
    here: str
    noted_here: str
    noted_late: str
    late: str
    start: str
    only_the_chair: str
    anybody_may_chair: str
    take_chair: str
    late_card: str
    decide: str
    task: str
    defer: str
    next: str
    close: str
    nothing_left: str
    summing_up: str
    decision: str
    task_line: str
    deferred: str
    already_moved: str
    # The review
    promised: str
    done: str
    partly: str
    not_done: str
    new_date: str
    new_owner: str
    drop: str
    reviewed_done: str
    reviewed_partly: str
    reviewed_not_done: str
    not_reviewed: str
    dropped: str
    moved_once: str
    # The protocol
    protocol: str
    chair: str
    discussed: str
    outside: str
    carried_over: str
    agree: str
    agreed: str
    awaited: str
    object: str
    objection_kept: str
    open_again: str
    amend: str
    amendments: str
    version_2: str
    file: str
    markdown: str
    too_late: str
    # Action items
    for_you: str
    recorded: str
    due_soon: str
    due_today: str
    done_settled: str
    new_date_settled: str
    dropped_settled: str
    handed_over: str
    no_tasks: str
    # Rituals
    rituals: str
    run: str
    begin_now: str
    skip_next: str
    yes_skip: str
    pause: str
    pause_question: str
    yes_pause: str
    until_a_date: str
    back_by_itself: str
    pause_is_over: str
    resume: str
    resume_question: str
    move: str
    move_question: str
    another_time: str
    yes_move: str
    moved: str
    schedule: str
    schedule_question: str
    yes_schedule: str
    new_schedule: str
    first_workday: str
    keep_calendar: str
    calendar_kept: str
    calendar_changed: str
    nothing_changed: str
    held_after_all: str
    not_caught_up: str
    leave: str
    paused: str
    resumed: str
    skipped: str
    skipped_by_pause: str
    held: str
    held_late: str
    missed: str
    hold_now: str
    day_off_moved: str
    only_admins: str
    chat_gone: str
    # The stand-up in writing
    three_questions: str
    answer: str
    change_answer: str
    answer_kept: str
    answer_missing: str
    digest: str
    no_answer_from: str
    answers_closed: str
    # Dialogues
    skip: str
    cancel: str
    cancelled: str
    open_private: str
