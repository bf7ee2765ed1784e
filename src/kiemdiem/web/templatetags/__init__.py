"""Thẻ mẫu trang."""
