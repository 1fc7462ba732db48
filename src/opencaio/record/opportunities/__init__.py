"""How does the record hand the engine of opportunities its lines, and keep what it finds?"""
