"""What do the budgets, bookings and commitments on record come to, line by line?"""
