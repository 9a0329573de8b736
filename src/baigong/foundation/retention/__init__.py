"""What is kept no longer than its term: each owner of rows declares a rule, one job a night keeps them all.

Public face: `rules.rule`, `rules.rules`, `services.dry_run`, `services.clear_due`.
"""
