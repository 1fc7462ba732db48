"""In which words is an AI use described?"""
