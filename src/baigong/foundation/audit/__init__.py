"""Who did what to which rows and why: written with the deed, sealed by the background, anchored outside.

What it stands against, even from the database's owner without the key file: a row changed, deleted,
inserted, moved in order, the tail cut off, everything hashed anew, yesterday's database put back. A row not
yet sealed (at most one sealing rhythm old) is guarded by its own MAC and the triggers only.

Public face: `services.record`, `changes.record_changes`, `reveal.reveal`, `sealing.seal`,
`verification.verify_audit`, `append_only.AppendOnly` (a migration operation for any append-only table).
"""
