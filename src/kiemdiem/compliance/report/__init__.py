"""Xuất báo cáo: the same report as a table on a terminal, as JSON, and as a workbook to hand on."""
