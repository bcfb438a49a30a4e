"""History under another law, and history told otherwise. Nothing is ever recorded here."""
