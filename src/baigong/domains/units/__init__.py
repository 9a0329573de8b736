"""Zones and parks that report and are no divisions: their own codes, and who belongs to them from when to when.

A unit is a second cut through what the divisions count: a division's total never asks it.
"""
