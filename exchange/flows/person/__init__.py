"""The person: all that is kept of somebody, two who turn out to be one, a reference that was mistyped."""
