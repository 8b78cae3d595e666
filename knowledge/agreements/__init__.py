"""The reported agreements: asked, imported and exported."""
