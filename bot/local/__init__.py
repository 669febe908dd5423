"""Telegram without Telegram: a small local service, its web page, and the library's way to it."""
