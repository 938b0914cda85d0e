"""Tests of pictures: their geometry, scenes, colours, and what is printed of them."""
