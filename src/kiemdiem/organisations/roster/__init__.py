"""Sổ danh sách: units, collectives, people and posts in and out of a workbook (docs/files.md): preview, then apply."""
