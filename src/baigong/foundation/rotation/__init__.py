"""Turning keys: what was sealed under an older key is sealed anew, row by row, while people work.

A fact's row may not change; its sealed columns may, and only from one ciphertext to another that a permit of the
same transaction names, after both were opened and said the same (docs/decisions/0018). The evidence (audit entries,
old values in `Change`) is not written anew: the keys derived for it are kept when a root is retired.
"""
