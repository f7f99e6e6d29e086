"""The former place of `data_folder`: learners' own copies of 8_read_the_logs may still import it from here."""

from statuslab.storage.files import data_folder

__all__ = ["data_folder"]
