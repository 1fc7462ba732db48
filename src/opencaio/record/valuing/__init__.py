"""What does a business case on record come to, by the assumptions in force, and is what was stored still true?"""
