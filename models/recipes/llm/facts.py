"""What the starter says when no tool is needed."""

from __future__ import annotations

JOKES = (
    "Why did the computer go to the doctor? It had a virus.",
    "What do you call a sleeping bull? A bulldozer.",
    "Why was the maths book sad? It had too many problems.",
    "What is brown and sticky? A stick.",
)
"""Told in this order within a conversation, then from the start again."""

REPLIES = {
    "greeting": "Hello! What can I do for you?",
    "how are you": "I am well, thank you. What can I do for you?",
    "thanks": "You are welcome.",
    "bye": "Goodbye.",
    "who": "I am Sotto, a private voice assistant. Everything stays on this computer.",
    "abilities": "I can tell the time and date, do sums, set timers, keep notes, name capitals, and explain Sotto.",
    "talk": "Hold Space while you talk, and let go when you are done.",
    "stop": "Press Escape and I stop at once.",
    "quiet": "All right.",
    "privacy": "Nothing leaves this machine. I hear you only while you hold Space.",
    "history": "Your past sessions are in the history list of the window. Choose one to open it.",
    "export": "Run sotto sessions export with the number of the session. It saves CSV or JSON.",
    "model": "I am the starter model. Get a larger model, and set its file as the language model in the settings.",
    "doctor": "Run sotto doctor. It checks the sound and the models, and says how to mend what is wrong.",
    "unknown": "I do not know that. I am only the starter model.",
}
"""Intent to reply."""
