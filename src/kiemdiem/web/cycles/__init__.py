"""Đợt kiểm điểm của một năm: open, board, names behind the numbers."""
