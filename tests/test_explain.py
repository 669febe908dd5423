"""Does `backease understand --explain` show how a message was read?"""

import pytest
from typer.testing import CliRunner

from bot.cli import app


def explained(message: str) -> dict[str, str]:
    """The parts of the trace by their titles."""
    result = CliRunner().invoke(app, ["understand", "--explain", message])
    assert result.exit_code == 0
    parts = [part.split("\n", 1) for part in result.stdout.strip().split("\n\n")]
    return {title.split(" ")[0]: body for title, body in parts}


def test_every_step_is_shown() -> None:
    parts = explained("my lowerr back hurts, no fever. dad had cancer but i cant pee")
    assert list(parts) == [
        "Words", "Phrases", "How", "Danger", "Cues", "Understood", "What", "Urgency",
    ]  # fmt: skip
    assert "lowerr -> lower (repaired)" in parts["Words"]
    assert "area:lower_back" in parts["Phrases"]
    assert '"fever"' in parts["How"]
    signs = {tuple(line.split()[:2]) for line in parts["Danger"].splitlines()}
    assert ("ces_bladder", "affirmed") in signs
    assert ("infection", "denied") in signs
    assert ("cancer_history", "another") in signs
    assert "emergency: ces_bladder" in parts["Urgency"]


def test_a_sign_of_guessed_words_alone_is_shown_as_such() -> None:
    assert "guessed words alone" in explained("canccer")["Danger"]


@pytest.mark.parametrize("message", ["", "   ", "боли", "🙂", "a" * 5000, "word " * 2000])
def test_any_message_can_be_explained(message: str) -> None:
    assert "Urgency" in explained(message)
