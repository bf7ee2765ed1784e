"""Phòng văn bản: the register of an organ's numbers."""
