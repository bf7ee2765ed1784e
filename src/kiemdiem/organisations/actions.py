"""Việc được giao theo vai trò ở gói này: the names that roles refer to (`accounts.roles`)."""

READ = "organisations.read"
IMPORT = "organisations.import"
REORGANISE = "organisations.reorganise"
RECORD_FACTS = "organisations.facts"  # discipline, targets and the like of a year, within one's branch
