"""Files that people keep: a protocol as PDF, DOCX and Markdown, and the meetings as a calendar file."""
