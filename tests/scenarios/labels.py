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


RU = Labels(
    call="О чём поговорим? Собираем повестку",
    call_to_director="что вынесете на обсуждение?",
    add="Добавить вопрос",
    sign="sign",
    with_my_name="Моим именем",
    without_name="Без имени",
    saved="Записано",
    name_not_kept="Имя не сохранено",
    take_back="Снять вопрос",
    taken_back="Вопрос снят с повестки",
    agenda="📋 Повестка",
    nothing_from_yours="ничего нет",
    nothing_to_discuss="говорить пока не о чем",
    skip_empty="Пропустить",
    marketing="Маркетинг",
    sales="Продажи",
    no_name="Без имени",
    carried="переносили 1 раз",
    agenda_is_open="Встреча открыта",
    gathering="собираемся",
    here="Я здесь",
    noted_here="Отмечено: вы здесь.",
    noted_late="с опозданием",
    late="(опоздание)",
    start="Начать",
    only_the_chair="Это делает тот, кто ведёт встречу",
    anybody_may_chair="Вести может любой",
    take_chair="Вести буду я",
    late_card="Карточка опоздала",
    decide="Решение",
    task="Поручение",
    defer="Отложить",
    next="Дальше",
    close="Завершить",
    nothing_left="Вопросов больше нет",
    summing_up="подводим итог",
    decision="Решение 1:",
    task_line="Поручение:",
    deferred="Отложено",
    already_moved="Встреча уже ушла дальше",
    promised="что обещали",
    done="Выполнено",
    partly="Частично",
    not_done="Не выполнено",
    new_date="Перенести срок",
    new_owner="Передать другому",
    drop="Снять поручение",
    reviewed_done=": выполнено",
    reviewed_partly="выполнено частично",
    reviewed_not_done="не выполнено",
    not_reviewed="не проверено",
    dropped="поручение снято",
    moved_once="Срок переносили 1 раз",
    protocol="📋 Протокол №",
    chair="Председатель:",
    discussed="Что обсудили",
    outside="Вне повестки",
    carried_over="Перенесено на следующую встречу",
    agree="Согласовано",
    agreed="СОГЛАСОВАНО",
    awaited="Ещё не согласовано",
    object="Возразить",
    objection_kept="решение снова открыто",
    open_again="Решение снова открыто",
    amend="Дополнить",
    amendments="Дополнения",
    version_2="Версия 2",
    file="Файлом",
    markdown="Markdown · рус",
    too_late="уже нельзя дополнить",
    for_you="за вами",
    recorded="Поручение записано",
    due_soon="Скоро срок поручения",
    due_today="Сегодня срок поручения",
    done_settled="Выполнено, напоминаний больше не будет",
    new_date_settled="Новый срок",
    dropped_settled="Поручение снято",
    handed_over="Поручение передано",
    no_tasks="Открытых поручений у вас нет",
    rituals="Ритуалы команды",
    run="Провести сейчас",
    skip_next="Пропустить",
    yes_skip="Пропустить",
    pause="Приостановить",
    pause_question="на паузу?",
    yes_pause="На паузу",
    until_a_date="До определённого дня…",
    back_by_itself="Возобновится сама",
    pause_is_over="Пауза закончилась",
    resume="Возобновить",
    resume_question="Пауза закончится сразу",
    move="Перенести",
    move_question="На когда перенести",
    another_time="Другое время…",
    yes_move="Перенести",
    moved="перенесена",
    schedule="Расписание",
    schedule_question="Изменить расписание",
    yes_schedule="Изменить",
    new_schedule="Новое расписание",
    first_workday="Первый рабочий день",
    keep_calendar="Присылать изменения",
    calendar_kept="я пришлю в личный чат",
    calendar_changed="В вашем календаре есть изменения",
    nothing_changed="кнопка ничего не сделала",
    held_after_all="Всё же проведена",
    not_caught_up="Решено не проводить",
    leave="Не проводить",
    paused="на паузе",
    resumed="снова по расписанию",
    skipped="не будет",
    skipped_by_pause="пропущена: пауза",
    held="состоялась",
    held_late="открылась с опозданием",
    missed="Пропущено: бот не работал",
    hold_now="Провести сейчас",
    day_off_moved="Перенесено из-за выходного",
    only_admins="админ",
    chat_gone="Бот больше не может писать в чат",
    three_questions="три вопроса",
    answer="Ответить",
    change_answer="Изменить ответ",
    answer_kept="Ваш ответ принят",
    answer_missing="вашего ответа пока нет",
    digest="сводка",
    no_answer_from="без ответа",
    answers_closed="Ответы больше не принимаются",
    skip="Пропустить",
    cancel="Отменить",
    cancelled="Отменил",
    open_private="Открыть личный чат",
)

EN = Labels(
    call="What shall we talk about? Agenda for",
    call_to_director="what will you bring?",
    add="Add an item",
    sign="sign",
    with_my_name="With my name",
    without_name="Without a name",
    saved="Saved",
    name_not_kept="No name was kept",
    take_back="Take it back",
    taken_back="Taken off the agenda",
    agenda="📋 Agenda for",
    nothing_from_yours="there is nothing from",
    nothing_to_discuss="nothing to talk about yet",
    skip_empty="Skip it",
    marketing="Marketing",
    sales="Sales",
    no_name="No name given",
    carried="carried over once",
    agenda_is_open="The meeting is open",
    gathering="gathering",
    here="I’m here",
    noted_here="Noted: you are here.",
    noted_late="a little late",
    late="(late)",
    start="Start",
    only_the_chair="Only the chair can do this",
    anybody_may_chair="Anybody may chair",
    take_chair="I’ll chair",
    late_card="This card is",
    decide="Decision",
    task="Action item",
    defer="Defer",
    next="Next",
    close="Close",
    nothing_left="No items left",
    summing_up="summing up",
    decision="Decision 1:",
    task_line="Action item:",
    deferred="Deferred",
    already_moved="The meeting has already moved on",
    promised="what was promised",
    done="Done",
    partly="Partly",
    not_done="Not done",
    new_date="Move the date",
    new_owner="Hand it over",
    drop="Drop it",
    reviewed_done=": done",
    reviewed_partly="partly done",
    reviewed_not_done="not done",
    not_reviewed="not reviewed",
    dropped="dropped",
    moved_once="Date moved once",
    protocol="📋 Protocol No.",
    chair="Chair:",
    discussed="What was discussed",
    outside="Outside the agenda",
    carried_over="Carried over to the next meeting",
    agree="Agreed",
    agreed="AGREED",
    awaited="Awaiting agreement",
    object="Object",
    objection_kept="this decision is open again",
    open_again="The decision is open again",
    amend="Amend",
    amendments="Amendments",
    version_2="Version 2",
    file="As a file",
    markdown="Markdown · Eng",
    too_late="can no longer be amended",
    for_you="for you",
    recorded="Action item recorded",
    due_soon="Due soon",
    due_today="Due today",
    done_settled="Done, no more reminders",
    new_date_settled="New date",
    dropped_settled="Dropped",
    handed_over="Handed over",
    no_tasks="You have no open action items",
    rituals="The team’s rituals",
    run="Run now",
    skip_next="Skip the next",
    yes_skip="Skip it",
    pause="Pause",
    pause_question="Will not be held",
    yes_pause="Pause",
    until_a_date="Until a date…",
    back_by_itself="by itself",
    pause_is_over="The pause is over",
    resume="Resume",
    resume_question="It goes on at once",
    move="Move the next",
    move_question="to when?",
    another_time="Another time…",
    yes_move="Move it",
    moved="is moved",
    schedule="Schedule",
    schedule_question="Change the schedule",
    yes_schedule="Change it",
    new_schedule="a new schedule",
    first_workday="The first workday",
    keep_calendar="Keep it up to date",
    calendar_kept="From now on I send you",
    calendar_changed="Something has changed in your calendar",
    nothing_changed="this button did nothing",
    held_after_all="held after all",
    not_caught_up="not caught up",
    leave="Leave it",
    paused="is paused",
    resumed="is back",
    skipped="skipped this time",
    skipped_by_pause="skipped: paused",
    held="held",
    held_late="opened late",
    missed="Missed: the bot was down",
    hold_now="Hold it now",
    day_off_moved="Moved because of a day off",
    only_admins="admin",
    chat_gone="The bot can no longer write to a chat",
    three_questions="three questions",
    answer="Answer",
    change_answer="Change my answer",
    answer_kept="Your answer is in",
    answer_missing="your answer is still missing",
    digest="digest",
    no_answer_from="no answer yet from",
    answers_closed="Answers are closed",
    skip="Skip",
    cancel="Cancel",
    cancelled="Cancelled",
    open_private="Open the private chat",
)


def labels_in(locale: str) -> Labels:
    """The words of a language."""
    return {"ru": RU, "en": EN}[locale]
