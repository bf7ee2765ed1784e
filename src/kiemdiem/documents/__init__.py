"""Văn bản: one model of a paper, its numbers by organ, term and kind, what is attached, and its print."""
