"""Việc được giao theo vai trò ở gói này: the names that roles refer to (`accounts.roles`)."""

READ = "organisations.read"
IMPORT = "organisations.import"
REORGANISE = "organisations.reorganise"
