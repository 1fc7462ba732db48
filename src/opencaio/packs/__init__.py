"""What do we know? Law, file formats, taxonomies and benchmarks as files, and one strict reader."""
