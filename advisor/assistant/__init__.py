"""A door for assistants: the library as tools of the Model Context Protocol, all of which only read."""
