"""Thông báo: what concerns an account, told once inside the system and, where wanted, once by e-mail."""
