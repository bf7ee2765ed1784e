"""Kiểm điểm."""
