"""What is delivered each day, feed by feed."""
