"""What does the organisation know about its AI, who changed it, and who may see it?"""
