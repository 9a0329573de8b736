"""Backups that can be trusted: taken while people work, checked before they are believed.

A backup is a folder: `manifest.json`, the database, and the encrypted files. The keys are never in it:
whoever finds a backup must not be able to read it, so the key file is kept, and brought back, by itself.
"""

from baigong.foundation.backup.errors import BackupError
from baigong.foundation.backup.making import create_backup
from baigong.foundation.backup.manifest import Manifest, verify_backup
from baigong.foundation.backup.restoring import Restored, restore_backup

__all__ = ["BackupError", "Manifest", "Restored", "create_backup", "restore_backup", "verify_backup"]
