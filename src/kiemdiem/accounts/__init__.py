"""Tài khoản: who signs in, which roles they hold at which unit from day to day, and who acts for whom."""
