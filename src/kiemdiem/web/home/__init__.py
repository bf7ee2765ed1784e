"""Việc cần làm: the home page, notices, errors' way out."""
