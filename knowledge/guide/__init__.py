"""The guide as data: entry gate, ten stages, typed questions, self-assessment and tools, with their rules."""
