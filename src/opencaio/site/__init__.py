"""How are the rooms wired together? (settings, addresses, processes; nothing else)"""
