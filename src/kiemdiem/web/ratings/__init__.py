"""Xếp loại: proposals, votes, decisions, quota."""
