"""Which risks may someone see, how large are they, and are they within appetite?"""
