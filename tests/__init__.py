"""The tests. A package by itself, so that no installed package called tests hides it."""
