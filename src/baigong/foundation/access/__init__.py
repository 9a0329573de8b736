"""Routes that say who may use them, or the server does not start (reliability 12)."""
