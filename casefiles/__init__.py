"""What a municipality has done: case files, the guide's engine and the reading of answers. Knows only `knowledge`."""
