"""What other departments' systems call: deliveries pushed, receipts read (M18.1, PD-3a, BZ-2b).

Nobody signs in here. Whoever calls proves each call with a feed's key; everybody else gets the same refusal.
"""
