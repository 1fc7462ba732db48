"""How does the record speak to programs?"""
