"""Data that other departments' registers send: agreed feeds, signed deliveries, receipts (M18.1, HA-1a, PD-3a, BZ-2b).

A delivery is a file for one of the lists and goes through the import pipeline of `foundation/exchange`; nothing
here reads a row. Threats this room answers: a forged or altered delivery, a caught one sent again, a clock that
is wrong, a sender who asks why a key was refused, one file counted twice, older data over newer, a file that is
still being written, a key that leaks with the database.
"""
