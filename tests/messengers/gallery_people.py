"""The people, dates and words that the gallery's messages speak of."""

from datetime import UTC, datetime, timedelta

from rituals.messages import Form, Message, Who
from rituals.team import PersonId
from rituals.timeline import OccurrenceId, RitualId

Room = tuple[tuple[str, Message | Form], ...]

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
"""Monday, 23 November 2026, 10:00 in Moscow."""
MONDAY = NOW
NEXT_MONDAY = NOW + timedelta(days=7)
FRIDAY = NOW + timedelta(days=4, hours=8)
"""18:00 in Moscow: a day without a time."""
AT_THREE = NOW + timedelta(days=1, hours=5)

ANNA, BORIS, VERA = Who(PersonId(1), "Анна Петрова"), Who(PersonId(2), "Борис Смирнов"), Who(PersonId(3), "Вера Ким")
RITUAL, OTHER_RITUAL = RitualId(7), RitualId(8)
OCCURRENCE = OccurrenceId(42)

PRICE = "Кто обновляет прайс после выставки"
LEADS = "Заявки с сайта приходят без города: менеджеры тратят час в день, чтобы его выяснить"
STAND = "Стенд на выставке: кто едет и что везём"
LETTERS = "Разослать дилерам новый прайс"
LONG = " ".join(
    ["Отдел продаж просит пересмотреть порядок передачи заявок, потому что половина теряется по дороге."] * 9
)
LINK = "https://t.me/c/1234567890/77"
