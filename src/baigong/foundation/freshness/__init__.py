"""What readers in any process keep in memory, and how they learn that it is out of date.

`watch(model, …)` names a table and the columns readers hold. Triggers note each change in one table, in the
transaction that makes it, so nobody who writes can forget it. A reader asks `changes_since(its mark)`.
"""
