"""Screens: what the command line shows to people, as tables and lines that fit the window.

In come rows as `reading` returns them; out goes rich text, a module for each group of commands. Nothing in customers'
words is read as mark-up; `values` says what is dropped from them before they reach a terminal.
"""
