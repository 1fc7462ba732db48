"""How does a document grow out of the facts: filled, numbered, compared, signed and kept?"""
