"""Other people in text: their names, birth dates and kinship, which only a clause of their own could release."""
