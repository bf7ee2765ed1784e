"""Tệp kèm theo: evidence, scans, letters; who reads and adds one is asked of the matter it belongs to."""
