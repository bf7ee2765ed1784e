"""Đơn vị: unit page, search, roster workbook, reorganisation."""
