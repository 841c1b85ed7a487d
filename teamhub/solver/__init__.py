"""The roster's solver. OR-Tools is an optional extra: nothing outside this package imports it, and it only when it is
asked."""
