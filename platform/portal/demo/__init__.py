"""The demo province: made-up people and projects that took the real road."""
