"""Formatted text: read as Telegram reads it, shown so that nothing a person writes can harm."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.local.entities import find_entities, parse_html, to_html, trim
from bot.local.errors import LocalTelegramError
from bot.local.methods import Json
from bot.local.page_messages import page_message
from bot.local.telegram import LocalTelegram

TOKEN = "7000000001:local"
ALLOWED = {"b", "i", "u", "s", "code", "pre", "a", "span"}
nasty = st.text(st.sampled_from("<>&\"'/=@: \n.abhrefscriptx\u00e9\U0001f600")) | st.text()


class Page(HTMLParser):
    """Reads HTML as a browser would and notes its tags and its text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def check_safe(source: str, text: str) -> None:
    page = Page(source)
    assert page.text == text
    assert page.open == []
    for tag, attributes in page.tags:
        assert tag in ALLOWED
        if tag == "a":
            assert set(attributes) == {"href"}
            assert re.match(r"https?://", attributes["href"] or "")
        elif tag == "span":
            assert attributes == {"class": "tg-spoiler"}
        else:
            assert not attributes


@given(nasty)
@example("<script>alert(1)</script>")
@example('https://a.b/"onclick="x')
@example("see javascript:alert(1) and http://a.b/<b>")
@example("half a character \ud83d and \x00 and \u2028")
def test_whatever_a_person_writes_comes_back_as_safe_html(text: str) -> None:
    telegram = LocalTelegram(None, token=TOKEN)
    message = telegram.person_writes(1, f"{text}.")
    check_safe(page_message(message)["html"], message["text"])
    telegram.close()


entity = st.fixed_dictionaries(
    {
        "type": st.sampled_from(
            ["bold", "italic", "code", "pre", "text_link", "url", "spoiler", "mention"]
        ),
        "offset": st.integers(0, 30),
        "length": st.integers(0, 30),
        "url": st.sampled_from(["https://a.b", "javascript:alert(1)", 'http://a.b/"x']),
    }
)


@given(st.text(max_size=30), st.lists(entity, max_size=6))
def test_any_entities_however_they_overlap_give_safe_html(text: str, entities: list[Json]) -> None:
    source = to_html(text, entities)
    page = Page(source)
    assert page.open == []
    assert {tag for tag, _ in page.tags} <= ALLOWED
    assert "javascript:" not in str([attributes for _, attributes in page.tags])


@given(nasty)
def test_any_html_is_either_read_or_refused_with_a_reason(source: str) -> None:
    try:
        text, entities = parse_html(source)
    except LocalTelegramError as refused:
        reason = refused.description
    else:
        reason = "Bad Request: can't parse entities: none"
        assert all(each["offset"] + each["length"] <= 2 * len(text) for each in entities)
    assert reason.startswith("Bad Request: can't parse entities: ")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>warm", 'Can\'t find end tag corresponding to start tag "b"'),
        ("warm</b>", "Unexpected end tag at byte offset 4"),
        ("<b>warm</i>", 'Unmatched end tag at byte offset 7, expected "</b>", found "</i>"'),
        ("<h1>warm</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("é 2 < 3", 'Unsupported start tag "" at byte offset 5'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ('<a href="x>y</a>', "Unclosed start tag at byte offset 0"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<{0}>", 'Unsupported start tag "{0}" at byte offset 0'),
    ],
)
def test_broken_html_is_refused_in_telegrams_words(source: str, reason: str) -> None:
    with pytest.raises(LocalTelegramError) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


def test_formatting_counts_in_utf16_units() -> None:
    assert parse_html("😀<b>é</b><i>😀</i>") == (
        "😀é😀",
        [
            {"type": "bold", "offset": 2, "length": 1},
            {"type": "italic", "offset": 3, "length": 2},
        ],
    )


def test_only_telegrams_own_characters_are_decoded() -> None:
    assert parse_html("1 &lt; 2 &amp; &#128512; &#x41; &nbsp; & &#0;")[0] == (
        "1 < 2 & 😀 A &nbsp; & &#0;"
    )


def test_a_link_keeps_its_address_and_a_harmful_one_is_only_text() -> None:
    text, entities = parse_html(
        '<a href="https://nhs.uk/a?b=1&amp;c=2">NHS</a> <a href="javascript:x">no</a> <a>nhs.uk</a>'
        ' <a href="http://[">no</a>'
    )
    assert text == "NHS no nhs.uk no"
    assert [(each["offset"], each["url"]) for each in entities] == [
        (0, "https://nhs.uk/a?b=1&c=2"),
        (7, "http://nhs.uk"),
    ]


def test_addresses_commands_and_mentions_are_found_but_not_inside_code() -> None:
    text = "see https://nhs.uk/back, /help or @sam; a/b 1/2 me@x.org /run"
    code = {"type": "code", "offset": text.index("/run"), "length": 4}
    found = [
        (each["type"], text[each["offset"] : each["offset"] + each["length"]])
        for each in find_entities(text, [code])
    ]
    assert found == [
        ("url", "https://nhs.uk/back"),
        ("bot_command", "/help"),
        ("mention", "@sam"),
        ("code", "/run"),
    ]


def test_blanks_around_a_text_go_and_its_formatting_moves_along() -> None:
    assert trim(*parse_html(" \n<b> warm </b>\n")) == (
        "warm",
        [{"type": "bold", "offset": 0, "length": 4}],
    )


def test_crossing_formats_are_nested_properly_on_the_page() -> None:
    entities: list[Json] = [
        {"type": "bold", "offset": 0, "length": 4},
        {"type": "italic", "offset": 2, "length": 4},
    ]
    assert to_html("abcdef", entities) == "<b>ab<i>cd</i></b><i>ef</i>"
