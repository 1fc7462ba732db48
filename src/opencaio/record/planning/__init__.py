"""Which problem does the record pose to the planner, and what does a plan that was solved say?"""
