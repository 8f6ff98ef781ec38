"""Reference adapter: a partner's system that is a dictionary in this process; what a first adapter is copied from."""
