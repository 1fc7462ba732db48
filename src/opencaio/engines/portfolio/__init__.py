"""Which initiatives should be funded, and when, so that the plan is worth most within its limits?"""
