"""Trợ giúp: what each role does here, in one page."""
