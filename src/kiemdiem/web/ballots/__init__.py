"""Phòng bỏ phiếu kín."""
