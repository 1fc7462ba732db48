"""How does the record speak in a browser?"""
