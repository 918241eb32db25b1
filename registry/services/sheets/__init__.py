"""Workbooks of any length: rows are streamed into a prepared .xlsx, so that memory does not grow with the list."""
