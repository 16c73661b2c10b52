"""Find a history for every wrong store and write the tables: `python -m tests.storage.wrong_stores`."""

from . import catalogue

catalogue.write()
