# ruff: noqa: E501 (replies)
"""What the starter says when no tool is needed."""

from __future__ import annotations

JOKES = (
    "Why did the computer go to the doctor? It had a virus.",
    "What do you call a sleeping bull? A bulldozer.",
    "Why was the maths book sad? It had too many problems.",
    "What is brown and sticky? A stick.",
    "Why did the bicycle fall over? It was too tired.",
    "What do you call a fish without eyes? A fsh.",
    "Why do bees hum? They forgot the words.",
    "What has hands but cannot clap? A clock.",
)
"""Told in this order within a conversation, then from the start again."""

_ONLY = "I am only the starter model"
_LARGER = "A larger model can be set in the settings."

REPLIES = {
    "greeting": "Hello! What can I do for you?",
    "how are you": "I am well, thank you. What can I do for you?",
    "thanks": "You are welcome.",
    "bye": "Goodbye.",
    "who": "I am Sotto, a private voice assistant. Everything stays on this computer.",
    "quiet": "All right.",
    "compliment": "Thank you, that is kind of you.",
    "insult": f"I am sorry. {_ONLY}. Please try it in other words.",
    "bored": "I am sorry to hear that. Ask me for a joke if you like.",
    "happy": "I am glad to hear that.",
    "favourite": "I have no favourites. I am a program, but I like a good question.",
    "alive": "I am only a program, without feelings or a body.",
    "sorry": "No problem.",
    "birthday": "Happy birthday, if it is yours! I am a program and have none.",
    "nice weather": "I cannot see outside, but I hope you enjoy your day.",
    "good luck": "Thank you, and good luck to you!",
    "weather": f"I cannot tell the weather. {_ONLY} and use no internet.",
    "music": f"I cannot play music or change the volume. {_ONLY}.",
    "lights": f"I cannot control lights or other devices. {_ONLY}.",
    "calls": f"I cannot make calls or send messages. {_ONLY}.",
    "mail": f"I cannot read or send mail, and I have no calendar. {_ONLY}.",
    "news": f"I cannot get news or live data. {_ONLY} and use no internet.",
    "web": f"I cannot search the web, book or order. {_ONLY} and use no internet.",
    "pictures": f"I cannot see or make pictures. {_ONLY}.",
    "alarm": "I cannot set an alarm for a clock time or a day. I can set a timer, for example for ten minutes.",
    "write": f"I cannot do that. {_ONLY}. {_LARGER}",
    "unknown": f"I do not know that. {_ONLY}. {_LARGER}",
    "unclear": "I am not sure what you mean. Please say it in full.",
    "abilities": "I can tell the time and date, do sums, convert units, set timers, keep notes, name capitals and facts, spell words, and explain Sotto.",
    "talk": "Hold Space while you talk, and let go when you are done.",
    "stop": "Press Escape and I stop at once.",
    "privacy": "Nothing leaves this machine. I hear you only while you hold Space, or while hands-free is on.",
    "offline": "I work offline. I need no internet and no account.",
    "history": "Your past sessions are in the history list of the window. Choose one to open it.",
    "export": "Run sotto sessions export with the number of the session. It saves CSV or JSON.",
    "model": "I am the starter model. Get a larger model, and set its file as the language model in the settings.",
    "doctor": "Run sotto doctor. It checks the sound and the models, and says how to mend what is wrong.",
    "microphone": "Choose the microphone in the settings. Run sotto doctor to check it.",
    "settings": "Open the settings in the window. They are kept in the file settings.toml in the data folder.",
    "text box": "Type into the text box of the window and press Enter. It takes the place of speech.",
    "timings": "The timings of each answer are shown in the window, in milliseconds.",
    "folder": "Your data is in the data folder, on Linux .local/share/sotto. SOTTO_HOME moves it.",
    "demo": "Run sotto demo. It answers a recorded question in a window.",
    "bench": "Run sotto bench turn. It measures the time from your last word to my answer.",
    "languages": "I speak only English. Larger models can understand other languages.",
    "voice": "Choose another voice or its speed in the settings.",
    "licence": "I am free software under the GPL, version 3 or later. I cost nothing.",
    "book open": "Tell me the name, the day, the time and the service.",
    "desk help": "Where the service desk is switched on, I find customers, book, move and cancel appointments, and decode vehicle numbers.",
}
"""Intent to reply."""

NO_DESK = "The service desk is not switched on here."
