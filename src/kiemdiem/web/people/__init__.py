"""Hồ sơ của một người."""
