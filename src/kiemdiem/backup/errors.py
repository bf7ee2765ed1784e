"""Lời từ chối của sao lưu và khôi phục."""


class BackupError(Exception):
    """Không sao lưu hoặc không khôi phục được; the text is one Vietnamese sentence."""
