"""Gợi ý kiểm điểm và phân công dự: the superior asks, and sends somebody."""
