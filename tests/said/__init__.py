"""All that Enlace can say, enumerated from its data and its code, so that a new text is in it by itself."""
