"""Sao lưu và khôi phục: the whole content in one file that either database takes back, all or nothing."""
