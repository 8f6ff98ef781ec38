"""Data loss prevention: what a text holds that should not stand in it, found by its form and never kept (SP-04)."""
