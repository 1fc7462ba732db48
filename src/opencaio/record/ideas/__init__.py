"""What do people propose, who may see it, and what on record is it like?"""
