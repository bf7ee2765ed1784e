"""Rà soát: audit of ratings in files. The engine counts, `regulation` judges the counts, this package reports."""

from kiemdiem.compliance.audit import Options, audit
from kiemdiem.compliance.findings import CODES, Finding, Report

__all__ = ["CODES", "Finding", "Options", "Report", "audit"]
