"""What is known without a model: facts that the user asked to remember, and the user's documents."""
