"""``python -m bot`` is ``backease run``."""

from bot.cli import app

app(["run"])
