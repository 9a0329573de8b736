"""Spreadsheets in and out: the only place that opens an upload, the only one that writes a file.

Reading never happens in this process (`reader`); writing never makes a formula (`writer`). Import the
modules themselves: the reading child must not load the writer.
"""
