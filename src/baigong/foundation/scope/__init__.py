"""Who may see which row: one declaration per model, three axes, nothing by default (model 1.7).

Threats this room answers: a query outside any scope (raises), a row of another place reached through a
related object (base managers are scoped too), raw SQL and forgotten filters (row-level security on
PostgreSQL generated from the same declaration), a scope that survives into the next request (it lives in a
context variable here and in `SET LOCAL` there).
"""

from baigong.foundation.scope.current import (
    Scope,
    ScopeError,
    current_scope,
    enter,
    public_scope,
    system_scope,
)
from baigong.foundation.scope.declaration import ScopedBy

__all__ = ["Scope", "ScopeError", "ScopedBy", "current_scope", "enter", "public_scope", "system_scope"]
