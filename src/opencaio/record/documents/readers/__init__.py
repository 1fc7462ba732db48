"""What of the record can be read into a document? One file a concept; each registers its sources."""
