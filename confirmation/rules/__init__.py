"""What the regulation says about confirming: states, routing and what a decision must contain."""
