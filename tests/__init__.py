"""The suite; its folders mirror the project's."""
