"""What the claims about speed are measured with: each thing beside its floor, the least that anybody could do for it,
in the same run. `./run bench` prints the table; docs/performance.md says how to read it."""
