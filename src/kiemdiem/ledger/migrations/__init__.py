"""Các bước dựng bảng của sổ cái."""
