"""Reading documents, and finding what they say: parsing, chunks, vectors, fusion, citations."""
