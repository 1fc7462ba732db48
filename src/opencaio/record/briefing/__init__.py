"""What does the officer need to know and to decide now?"""
