"""Public pages: signing in, help, and the first page of a demonstration; whoever they are."""
