"""Sign-in with a second factor, and the people of a country."""
