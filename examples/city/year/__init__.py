"""The half year of the example city: what it is made of, and how it is put into a journal. See ../README.md."""
