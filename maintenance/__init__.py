"""What is done to an installation as a whole: prepare it, back it up, restore it, and delete what is too old."""
