"""Public pages: signing in, help, the first page of a demonstration, for anybody; and everybody's own account."""
