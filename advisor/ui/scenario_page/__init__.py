"""What the page of the scenario is made of: tasks with their questions, and tables that are filled in row by row."""
