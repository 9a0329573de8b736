"""Jobs and outbox in one table: work that happens if, and only if, the transaction that asked for it commits.

Delivery is at least once, so effects must be made once by the handler: write them together with the end of
the job (`context.finishing()`), or give the outside world the job's id as its idempotency key.
The table is not scoped. A handler runs outside any scope and enters the one it needs itself.
"""
