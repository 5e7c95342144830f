"""The wake word: free speech counts only once it was said."""
