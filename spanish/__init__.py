"""Spanish as people and documents write it: text, numbers, dates, personal data. Knows no subject."""
