"""Demonstration content: seven country sites that a newcomer can read after one command.

The texts stand in readable files under ``content/`` (see ``content/README.md``); ``reader`` checks them without
touching a database, ``load`` writes them through the same functions that the admin uses.
"""
