"""What a timeline is: frozen values, closed vocabularies and dates with four bounds.

The ground floor: it imports the standard library only.
"""
