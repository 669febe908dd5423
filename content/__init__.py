"""What can a person be shown? Facts with their sources, the words for them, and pictures."""
