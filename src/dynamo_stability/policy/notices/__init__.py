"""Which notice an API is owed, and how much of it has been given: versions, releases, dates."""
