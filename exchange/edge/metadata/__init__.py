"""File metadata: what a file says of itself beside what people see in it, read within limits; kinds, never values."""
