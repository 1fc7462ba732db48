"""How do objectives, their key results and what serves them stand, as far as somebody may see them?"""
