"""Kiểm điểm: papers and meetings."""
