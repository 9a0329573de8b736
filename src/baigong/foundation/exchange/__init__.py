"""Lists that come in as spreadsheets: upload, recognise, check, commit, give back, undo (SD-2.1.2a, BZ-1a).

Nothing here knows what a worker or a firm is: each domain registers a `ListSpec`. Threats this room answers:
a row lost between the counts, the same file twice, an empty cell that erases, a column silently taken for
another, a commit that stops half-way, personal data lying plain in a preview.
"""
