"""How is the whole record kept in one file, and put back?"""

from opencaio.record.backups.making import BackupReport, make_backup
from opencaio.record.backups.restoring import RestoreReport, restore

__all__ = ["BackupReport", "RestoreReport", "make_backup", "restore"]
