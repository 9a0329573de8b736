"""Pages about one's own account: sign-in by telephone code, the inbox, by which channels one is told."""
