"""The sheet of a day: who came, and what follows from it."""
