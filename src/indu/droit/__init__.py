"""The law: dated sources, deadlines."""
