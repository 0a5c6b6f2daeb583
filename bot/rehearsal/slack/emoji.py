"""The emoji names that the local Slack knows: what `:name:` looks like and what `reactions.add` accepts."""

EMOJI: dict[str, str] = {
    "+1": "👍", "thumbsup": "👍", "-1": "👎", "thumbsdown": "👎", "ok_hand": "👌", "wave": "👋", "clap": "👏",
    "raised_hands": "🙌", "pray": "🙏", "muscle": "💪", "point_right": "👉", "eyes": "👀", "handshake": "🤝",
    "white_check_mark": "✅", "heavy_check_mark": "✔️", "ballot_box_with_check": "☑️", "x": "❌", "warning": "⚠️",
    "no_entry": "⛔", "question": "❓", "exclamation": "❗", "heavy_plus_sign": "➕", "heavy_minus_sign": "➖",
    "trophy": "🏆", "medal": "🏅", "first_place_medal": "🥇", "second_place_medal": "🥈", "third_place_medal": "🥉",
    "crown": "👑", "star": "⭐", "star2": "🌟", "sparkles": "✨", "tada": "🎉", "fire": "🔥", "rocket": "🚀",
    "heart": "❤️", "broken_heart": "💔", "smile": "😄", "slightly_smiling_face": "🙂", "joy": "😂", "cry": "😢",
    "thinking_face": "🤔", "neutral_face": "😐", "disappointed": "😞", "angry": "😠", "coffee": "☕", "cake": "🍰",
    "calendar": "📆", "date": "📅", "spiral_calendar_pad": "🗓️", "alarm_clock": "⏰", "stopwatch": "⏱️",
    "hourglass": "⌛", "hourglass_flowing_sand": "⏳", "clock9": "🕘", "clock10": "🕙", "bell": "🔔",
    "no_bell": "🔕", "mega": "📣", "loudspeaker": "📢", "speech_balloon": "💬", "memo": "📝", "pencil2": "✏️",
    "page_facing_up": "📄", "clipboard": "📋", "pushpin": "📌", "paperclip": "📎", "link": "🔗", "lock": "🔒",
    "unlock": "🔓", "key": "🔑", "bulb": "💡", "mag": "🔍", "bar_chart": "📊", "chart_with_upwards_trend": "📈",
    "chart_with_downwards_trend": "📉", "moneybag": "💰", "dart": "🎯", "gear": "⚙️", "hammer_and_wrench": "🛠️",
    "busts_in_silhouette": "👥", "bust_in_silhouette": "👤", "palm_tree": "🌴", "sunny": "☀️", "umbrella": "☔",
    "snowflake": "❄️", "house": "🏠", "office": "🏢", "phone": "☎️", "email": "📧", "inbox_tray": "📥",
    "outbox_tray": "📤", "arrow_right": "➡️", "arrow_left": "⬅️", "arrow_up": "⬆️", "arrow_down": "⬇️",
    "arrows_counterclockwise": "🔄", "repeat": "🔁", "double_vertical_bar": "⏸️", "arrow_forward": "▶️",
    "black_circle": "⚫", "white_circle": "⚪", "red_circle": "🔴", "large_blue_circle": "🔵",
    "large_green_circle": "🟢", "large_yellow_circle": "🟡", "one": "1️⃣", "two": "2️⃣", "three": "3️⃣",
    "four": "4️⃣", "five": "5️⃣", "raising_hand": "🙋", "zzz": "💤", "information_source": "ℹ️", "newspaper": "📰",
    "flying_saucer": "🛸", "balloon": "🎈", "gift": "🎁", "school": "🏫", "mortar_board": "🎓", "vs": "🆚",
}  # fmt: skip


def known(name: str) -> bool:
    return name.partition("::")[0] in EMOJI
