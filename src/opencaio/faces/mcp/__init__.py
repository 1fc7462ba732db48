"""How does the record speak to AI assistants?"""
