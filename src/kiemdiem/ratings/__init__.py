"""Xếp loại."""
