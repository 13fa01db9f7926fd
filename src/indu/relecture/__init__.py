"""Reading back a letter that a person edited in Word: what remains to settle, then the final files."""
