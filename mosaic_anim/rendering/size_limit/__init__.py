"""How an output stays below its `max_size`: trade-offs, samples, and a search over both."""
