"""What Sotto was asked to remember, and what it reads of documents, in the window."""
