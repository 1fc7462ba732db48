"""What difference did it make: against what would have happened without it, with an interval and its doubts?"""
