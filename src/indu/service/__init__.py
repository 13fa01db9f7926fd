"""The HTTP service: the same functions for a mobile app, and a web form for a browser. It keeps nothing."""
