"""Makes a GGUF of an E5S1 file: a multilingual E5 encoder whose weights are in blocks of 4 bits."""
