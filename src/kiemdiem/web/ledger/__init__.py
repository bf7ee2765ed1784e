"""Sổ cái: what was done in one's branch, by whom, in which post."""
