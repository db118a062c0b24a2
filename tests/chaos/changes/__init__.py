"""What a run may change in the portal's processes: bugs that counting must find, and rivals that deliver instead."""
