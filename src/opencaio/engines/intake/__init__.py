"""How does a row of somebody's spreadsheet become a use case, without losing or inventing anything?"""
