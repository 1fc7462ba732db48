"""What leaves the house: how does one tree of blocks become a page, a text, data or a document?"""
