"""Đợt kiểm điểm."""
