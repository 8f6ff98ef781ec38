"""Text for people: sentences, wording and dates in German and English."""
