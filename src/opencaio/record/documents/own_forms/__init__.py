"""Which forms set by others can a document be written in? One file a form; each registers itself."""
