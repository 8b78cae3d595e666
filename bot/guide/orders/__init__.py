"""What a person may ask of the guide at any moment."""
