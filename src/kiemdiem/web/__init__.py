"""Màn hình: urls, views, forms, templates, static files; one folder a room. Nothing imports this package."""
