"""Whom does the work on record need, who is there, and who is on the way?"""
