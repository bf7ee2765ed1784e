"""Tổ chức: the dated tree of units, collectives, people, posts, facts about a year; the roster workbook in and out."""
