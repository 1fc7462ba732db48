"""How does the record speak: web, API, command line, MCP? Thin, side by side, none imports another."""
