"""Sổ chỉ ghi thêm: triggers refuse to change, delete or empty the entries, whoever asks and with whatever program.

They stop slips and honest programs. Who owns the database can drop them: that is what the chain and checkpoints find.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MAKE = {
    "sqlite": [
        "CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry "
        "BEGIN SELECT RAISE(ABORT, 'ledger_entry is append-only'); END",
        "CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry "
        "BEGIN SELECT RAISE(ABORT, 'ledger_entry is append-only'); END",
        # INSERT OR REPLACE deletes the old row without firing the trigger above.
        "CREATE TRIGGER ledger_entry_no_replace BEFORE INSERT ON ledger_entry "
        "WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE seq = NEW.seq) "
        "BEGIN SELECT RAISE(ABORT, 'ledger_entry is append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION ledger_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'ledger_entry is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_refuse()",
    ],
}
DROP = {
    "sqlite": [
        "DROP TRIGGER ledger_entry_no_replace",
        "DROP TRIGGER ledger_entry_no_delete",
        "DROP TRIGGER ledger_entry_no_update",
    ],
    "postgresql": [
        "DROP TRIGGER ledger_entry_append_only ON ledger_entry",
        "DROP FUNCTION ledger_entry_refuse()",
    ],
}


def make(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in MAKE[editor.connection.vendor]:
        editor.execute(statement, params=None)


def drop(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in DROP[editor.connection.vendor]:
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_entries")]
    operations = [migrations.RunPython(make, drop)]
