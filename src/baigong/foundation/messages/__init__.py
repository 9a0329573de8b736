"""Messages to people: the inbox is the truth, the ways out of the house are tried and honestly accounted for."""
