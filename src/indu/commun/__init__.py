"""What every layer shares: errors, files, French text, dates and amounts."""
