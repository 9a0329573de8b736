"""Files at rest: uploads and exports, sealed in chunks and never plain on the disk.

What it stands against: a stolen disk or backup, a file cut short, chunks reordered or exchanged between
files, a file put in place of another.

Public face: `services.store`, `services.open_file`, `services.destroy`, `services.destroy_expired`.
"""
