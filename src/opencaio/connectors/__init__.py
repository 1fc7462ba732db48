"""How is the outside read: files and other systems, one place an outside thing?"""
