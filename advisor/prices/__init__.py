"""Prices: what machines, and what supports them, cost in each region of each cloud.

Shapes of machines stand once for each cloud, prices in one file for each region; only the regions asked for are read.
"""
