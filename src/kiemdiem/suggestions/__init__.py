"""Gợi ý kiểm điểm: what the superior asks a collective or person to answer, and who is sent to attend."""
