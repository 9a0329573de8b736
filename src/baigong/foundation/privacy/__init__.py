"""Personal information as a type: encrypted at rest, masked when shown, found by blind index only.

What it stands against: a stolen database or backup (no keys in it), a ciphertext moved to another row or
column (bound by name and row), a dump-and-guess attack on the index (keyed, one key a field), and plain
text slipping out through a repr, a log, a template, JSON, a fixture or a query (all give the masked form).

Public face: `EncryptedTextField`, `BlindIndexField`, `Secret`, `blind_index`, `name_tokens`,
`personal_fields`; key files are made and turned in `keys`. Plain text comes only out of
`baigong.foundation.audit.reveal`, which writes the audit row first.
"""
