"""The team file: a whole team as YAML, read with line numbers, compared with what is stored, applied, written again."""
