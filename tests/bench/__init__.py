"""How fast it is: measured, not tested. `make bench` runs it and writes deploy/BENCH.md."""
