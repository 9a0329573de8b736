"""Pages that are the same for every stranger: made once, kept by each process, made anew when something changed.

A route says `shared=True`. For whoever carries a session the page is always made for them and never kept.
`SharedPagesMiddleware` stands outermost; `settings.BAIGONG_SHARED_PAGES` says for how long and about what.
"""
