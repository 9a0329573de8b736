"""The four kinds of rows: master, fact, case, frozen; and what each of them always carries (model 1)."""
