"""Use-cases: what a person does with Snug. No Qt, no SQL, no llama_cpp.

May import the skills (`engine`, `store`, `catalog`) and everything below them.
"""
