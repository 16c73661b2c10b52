"""Whole programmes, replayed as newspapers told of them, through the public interface alone."""
