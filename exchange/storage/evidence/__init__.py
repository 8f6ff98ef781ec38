"""Evidence log in SQL: what waits for its place and what has it, who gives places, and the audit of rows against it."""
