# ruff: noqa: E501 (a pattern broken over lines is harder to read than a long one)
"""The starter's world: what people may ask it, as patterns for each intent."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping

from models.recipes.common import words
from models.recipes.common.grammar import Request, SlotSampler, expand, fill, normalise, punctuate
from models.recipes.common.numbers import in_words

_ASK = "[please ](can you|could you|would you|will you|please|) "
_TELL = "(please |can you |could you |)(tell|give) me "
_END = "(| please|, please|)"
_IS = "(what is|what's|how much is|calculate|work out|compute|tell me|can you tell me|please calculate)"

PATTERNS: Mapping[str, tuple[str, ...]] = {
    "time": (
        "what time is it[ now| right now|, please| please]",
        "(what is|what's) the (time|current time|exact time)[ now| please|, please]",
        "(please |can you |could you |)(tell me|say|check) (what time it is|the time|what the time is|the current time)"
        + _END,
        "(please |can you |could you |)(give|get) me the (time|exact time)",
        "do you (know|have) (the time|what time it is)",
        "(i want|i need|i would like) to know (the time|what time it is)",
        "(the time|time|current time|time now)[ please]",
        "[and ]what time is it(| here| over there| exactly)",
        "(what does the clock say|how late is it|is it late|is it noon yet|what time do you have|have you got the time)",
    ),
    "date": (
        "(what is|what's) (the date|today's date|the date today|the day today|the current date)[ today|, please|]",
        "what day (is it|is today|is it today|of the week is it|are we|of the month is it)[, please|]",
        "(what|which) (date|day|month) is (it|today|this)",
        _TELL + "(the date|today's date|what day it is|the day|the date of today|which day it is)",
        "do you know (the date|what day it is|which day it is|today's date|what date it is)",
        "(i need|i want) to know (the date|what day it is)",
        "(today's date|the date|date|the day)[ please]",
        "[and ]what (date|day) do we have[ today]",
        "(is today a|is it) {weekday}",
        "what date is it(| today| now)",
    ),
    "plus": (
        _IS + " {number} (plus|and) {number}" + _END,
        "[please |can you |could you ]add {number} (and|to) {number}" + _END,
        "{number} plus {number}[ please| is what]",
        "how much (do {number} and {number} make|is {number} and {number}|makes {number} plus {number})",
        "(what do you get|what do i get|what comes out) (for|when you add|if i add) {number} (and|plus) {number}",
        "(can you|could you) (tell me |work out |calculate )(what |how much |){number} plus {number}( is|)",
        "what is the sum of {number} and {number}",
        "i need to know {number} plus {number}",
    ),
    "minus": (
        _IS + " {number} minus {number}" + _END,
        "{number} minus {number}[ please]",
        "what do (you|i|we) get for {number} minus {number}",
        "(can you|could you) (tell me |work out |calculate )(what |how much |){number} minus {number}( is|)",
        "what is {number} less {number}",
        "what is left of {number} minus {number}",
        "i need to know {number} minus {number}",
    ),
    "subtract": (
        "[please |can you |could you ](subtract|take) {number} from {number}" + _END,
        "what is {number} taken from {number}",
    ),
    "times": (
        _IS + " {number} times {number}" + _END,
        "[please |can you |could you ]multiply {number} (by|and|with) {number}" + _END,
        "{number} times {number}[ please]",
        "(what|how much) (is|are) {number} multiplied by {number}",
        "what do (you|i|we) get for {number} times {number}",
        "(can you|could you) (tell me |work out |calculate )(what |how much |){number} times {number}( is|)",
        "what is the product of {number} and {number}",
    ),
    "divided": (
        _IS + " {number} divided by {number}" + _END,
        "[please |can you |could you ]divide {number} by {number}" + _END,
        "{number} divided by {number}[ please]",
        "(can you|could you) (tell me |work out |calculate )(what |how much |){number} divided by {number}( is|)",
    ),
    "timer": (
        _ASK + "(set|start|make|begin|run|put on) (a|the|another|my) timer (for|of) {duration}" + _END,
        _ASK + "(set|start|make) (a|the|another) {length} timer" + _END,
        "(a|) timer (for|of) {duration}[ please|, please]",
        "{duration} timer[ please]",
        "(i need|i want|i would like|give me) a timer (for|of) {duration}" + _END,
        "(i need|i want|give me) a {length} timer" + _END,
        "(tell me when {duration} are over|count down {duration}|count {duration}|time {duration} for me)",
        "(wake me|call me|wake me up|beep) in {duration}",
    ),
    "reminder": (
        _ASK + "remind me in {duration} to {task}" + _END,
        "remind me to {task} in {duration}" + _END,
        "in {duration} remind me to {task}",
        "(set|start) a timer (for|of) {duration} to {task}",
        "(tell me|i have) to {task} in {duration}",
    ),
    "labelled": (
        "[please |can you |could you ](set|start) a {item} timer (for|of) {duration}",
        "[please |can you |could you ](set|start) a timer (for|of) {duration} for the {item}" + _END,
    ),
    "cancel": (
        _ASK + "(cancel|delete|clear|remove|end|turn off|switch off|kill|drop) (the|my|that) timer" + _END,
        _ASK + "(stop|forget) (the|my|that) (timer|countdown)" + _END,
        "(i do not need|i don't need|no need for) (the|that|my) timer(| anymore| any more)",
        "(cancel|stop) (it|the countdown|the reminder|my reminder)",
    ),
    "left": (
        "how (much time|long) is (left|still left)(| on the timer| on my timer)",
        "how (many minutes|many seconds|much time) (are|is) left(| on the timer| on my timer)",
        "how (much longer|long)(| does it take| will the timer take| to go| will it take)",
        "(when does|when will) the timer (end|ring|go off|stop)",
        "how (much time|long) (does the timer have|do i have|do we have|does my timer have)(| left| still)",
        _TELL + "how much time is left(| on the timer)",
        "(what is left on|check|show|how is|what about) (the|my) timer",
        "is the timer (still running|running|done|over|on)(| yet)",
        "(the timer|timer|time left)",
    ),
    "add": (
        _ASK + "(add|put) {items} (to|on|on to) (my|the|our) (shopping list|list|notes)" + _END,
        "(we need|i need|we need to buy|i need to buy|i have to buy|buy|i must buy|we are out of) {items}" + _END,
        "(note|write down|remember|note down)(| that we need| that i need| to buy) {items}",
        "(add|also add|and add|and) {items}( please|)",
        _ASK + "(write|note) {items} (on|to) (my|the) list",
        _ASK + "(write down|note|remember) that (i|we) need {items}",
    ),
    "note": (
        _ASK + "(take|make|write|add|save) a note(:| that says| to|) {task}",
        "note(:|) {task}[ {day}]",
        "(remember|don't forget|do not forget|write down|note down) (to|that i have to|that i must) {task}[ {day}]",
        "(take|make|write) a note: {task} {day}",
        _ASK + "(add|put) {task} (to|on) (my|the) (list|notes)",
    ),
    "remove": (
        _ASK + "(remove|delete|take|cross|strike) {item} (from|off) (my|the|our) (list|shopping list|notes)" + _END,
        "(i have|we have|i bought|we bought|i got|we got) (the |){item}(| already)",
        _ASK + "(cross|take) (off|out) (the |){item}",
        _ASK + "(remove|delete) (the |){item}(| from my list)" + _END,
        "(we|i) (do not|don't) need {item}(| anymore| any more)",
    ),
    "list": (
        "what is on (my|the|our) (list|shopping list|notes)" + _END,
        "what (do i have|have i|do we have|is there) on (my|the) (list|shopping list)",
        "what (is|are) (in |)my notes",
        _ASK + "(read|show|list|tell|give) me (my|the) (list|notes|shopping list)" + _END,
        "(read|show|list) (my|the|all) (list|notes|shopping list)" + _END,
        "what (do i|do we|should i|did i) (need|have|need to buy|buy|write down|note|want to buy)",
        "(do i have|are there|is there|have i) (any notes|anything|something)( on my list| on the list|)",
        "(what's|what is) on it",
        "(my list|my notes|notes|shopping list|the list)[ please]",
    ),
    "capital": (
        "[and ](what is|what's|what city is|which city is|which is) the capital(| city) of {country}" + _END,
        "(tell me|name|say|give me|do you know|can you tell me|could you tell me|please tell me) the capital(| city) of {country}",
        "(what|which)( city|) is {country}'s capital",
        "the capital of {country}[ please]",
        "{country}'s capital",
        "do you know what the capital of {country} is",
        "what (capital|capital city) does {country} have",
        "and (of|the capital of) {country}",
    ),
    "greeting": (
        "(hello|hi|hey|hello there|hey there|hello again|greetings)[ sotto|, sotto]",
        "good (morning|evening|afternoon|day)(|, sotto| to you)",
        "(nice to meet you|can you hear me|are you there|are you listening|hello, can you hear me)",
    ),
    "how are you": (
        "[hello, |hi, |hey, |and ]how are (you|things|you today)(| today| doing)",
        "how (is it going|do you do|do you feel)",
        "are you (well|all right|okay)",
    ),
    "thanks": (
        "(thank you|thanks|many thanks|thank you so much|thank you very much|thanks so much)(| sotto| for that| for your help|, that is all|, that was useful)",
        "(great|good|okay|perfect|very good|well done|nice), (thank you|thanks)",
        "that (was|is) (very |)(helpful|useful|kind|nice|great)",
    ),
    "bye": (
        "(goodbye|bye|bye bye|good night|see you|see you later|see you tomorrow|farewell|that is all)(| sotto|, sotto| then)",
    ),
    "joke": (
        _ASK + "tell me (a|another|one more) joke" + _END,
        "(do you know|have you got|say|make|give me|tell) (a|any|another|one more|some) (joke|good joke|jokes)",
        "(another joke|another one|one more joke|more jokes|make me laugh|something funny|tell me something funny|say something funny)[ please]",
        "i (want|would like) to (hear a joke|laugh)",
    ),
    "who": (
        "(who|what) are you[ exactly|, sotto|]",
        "what is your name[, please|]",
        "(do you have|have you got) a name",
        "(tell me|say|can you tell me) (who you are|your name|something about yourself|about yourself)",
        "(who is|what is) sotto",
        "(are you|is this) (a person|a robot|human|a computer|sotto|a machine|real)",
        "introduce yourself",
    ),
    "abilities": (
        "what can (you do|i ask you|i say|you do for me|i ask|you help me with|sotto do)",
        "what (things |else |)(can|do) you (do|know|understand)",
        "(how can|can|could) you help(| me)",
        "(tell me|show me|please tell me|can you tell me) what you can do",
        "(help|help me|i need help|what are you good at|what do you know|what is possible|what are your skills)[ please]",
    ),
    "talk": (
        "how do i (speak to you|use you|use this|use sotto|ask you something|start|ask a question|record)",
        "(which|what) key (do i press|do i hold|is it|should i hold)(| to talk| to speak)",
        "how (can|does|should) (i|one) (talk to you|use this|speak to you|talk|ask you a question)",
        "(what do i press|what should i press|what button do i press) to (talk|speak)",
        "how does (this|it|sotto|talking) work",
        "do i (need to |have to |)(hold|press) (a key|a button|space|something)",
    ),
    "stop": (
        "how do i (stop you|interrupt you|stop the answer|cancel|make you stop|make you quiet|stop it)",
        "how (can|do) i (stop|interrupt) (you|an answer|the reply|the voice|the talking)",
        "(which|what) key (stops you|stops the voice|is for stop|stops the answer)",
        "(can i|may i|am i able to) (interrupt you|stop you|cut you off)",
    ),
    "quiet": (
        "(stop|be quiet|quiet|silence|shut up|never mind|forget it|nothing|no|no thanks|no thank you|enough|okay|yes|yes please|all right|fine|cancel|stop talking)[ please| sotto|]",
    ),
    "privacy": (
        "(is this|are you|is it|is sotto) (private|safe|secure|secret)",
        "(do you|does sotto|does it|does this) (send|share|upload|sell|give away) (my data|my voice|anything|data|my words|what i say)(| to anyone| to the internet| anywhere)",
        "(where|to whom) (does|do) (my voice|my data|my words|my recordings) go",
        "(does|do) (anything|my data|what i say|my words|any data) leave (the machine|my machine|the computer|my computer|this machine)",
        "(who|who else) (can hear me|is listening|hears me|listens|can hear this|can listen)",
        "(do you|does sotto) (need|use) (the internet|a network|the cloud|internet)",
        "(are you|is this|is anyone) (listening to me|spying on me|recording me|online)(| all the time)",
        "what about (my privacy|privacy|my data)",
    ),
    "history": (
        "where (is|do i find|can i see|is my|are) (the history|my history|history|my conversations|old conversations|past sessions|the past conversations|my sessions|the sessions)",
        "(how|where) (do|can) i (see|find|open|read|look at) (my|the|old|past|earlier) (history|conversations|sessions|conversation|questions)",
        "(show me|open) (the history|my history|old conversations|past sessions|my sessions)",
        "(do you remember|do you keep|are you keeping|do you save|did you save) (what i said|my questions|our conversations|the conversation|everything|this)",
        "where did my (conversation|conversations|sessions) go",
    ),
    "export": (
        "how (do|can|should) i (export|save|get out|download|share|copy|back up) (my|the|a|this|all|our) (conversation|session|conversations|sessions|history|transcript|transcripts|chat)",
        "(can i|is it possible to|i want to|where can i|please) (export|save|download|share) (my|the|a|this|our) (conversation|session|history|transcript|chat)",
        "how does (the export|export|exporting) work",
        "(export|save) (this|the conversation|my session|the transcript|my history)",
    ),
    "model": (
        "how (do|can) i (install|get|use|load|add|download|choose) (a larger|a larger language|a better|another|a bigger language|a new|a different|a smarter) model",
        "(can i|i want to|i would like to|is it possible to) (install|use|get|have|load) (a larger|a better|another|a bigger|a smarter|a different) (model|language model)",
        "where (do|can) i (find|get) (a larger|more|bigger|better|other|new) (model|models)",
        "(can you|could you|how can you|how do i make you) (get|be|become) (smarter|better|cleverer)",
        "(which|what) model (are you|do you use|is this|is running|do i need)",
        "(why are you so|you are|you are so) (stupid|small|limited|simple|dumb)",
        "how do i (change|switch|replace|improve) (the|your|my) model",
    ),
    "doctor": (
        "(how do i|how can i|can you|can i) (check|test|find out) (if|whether|that) (it works|everything is fine|all is well|everything is okay|my microphone works|the sound works)",
        "(something|it|sotto|the sound|my microphone|the microphone|my speaker|the voice) (does not work|is broken|is not working|doesn't work|failed|is wrong)",
        "(you do not|you don't|why do you not|why don't you) (hear|understand) me",
        "(i have|there is) a problem(| with the sound| with my microphone| with sotto| with the voice)",
        "(what can i do|what do i do|what should i do) (if|when) (it fails|nothing works|it does not work|i hear nothing|there is no sound|you do not hear me)",
        "(how do i|how can i) (fix|repair|mend|solve|diagnose) (this|it|sotto|the microphone|the sound|my microphone|a problem)",
        "why (is there no sound|do i hear nothing|can't you hear me|can you not hear me)",
    ),
    "name": ("(my name is|i am|call me) {name}", "(hello|hi), (my name is|i am) {name}"),
    "unknown": (
        "(tell me|what do you know|talk to me|say something|explain to me|teach me something|i want to know more) about {topic}",
        "(explain|describe) {topic}( in one sentence| to me|)",
        "how (many people|many men|many cities|many women) (live in|are in|are there in) {country}",
        "(where is|how big is|how far is|how old is|who rules|what is the weather in|what language do they speak in) {country}",
        "(who is|where is|how is|how old is|is|when is|call|send a message to|do you know) {name}( at home| today| doing|)",
        "(who|what) (won|wrote|invented|discovered|made|built|started) (the war|the game|the match|the book|{topic}|the telephone|the lamp|the cup)",
        "(how|why) (does|do|did|is|are) {topic} (work|happen|begin|important|move|grow|so strange)",
        "(is|are) {topic} {adjective}",
        "i (think|believe|said) {topic} (is|are) {adjective}",
        "(will it rain|is it cold|is it warm|is it sunny|how is the weather|what is the weather like)(| tomorrow| today| in {country}| on {weekday})",
        "(play|sing|recommend|find)( me|) (some music|a song|a film|a book|the radio|something)",
        "turn (on|off) the (light|lights|heating|music|radio) in the {room}",
        "(open|close|delete|show|find|rename) the {adjective} {thing}",
        "(why is|where is|how is) the {thing}( so {adjective}|)",
        "(write|tell me|read me) (a poem|a story|a book|a letter)( about {topic}|)",
        "(what is the meaning of life|who is the president|when was the war|how tall is the tower|what is love|why is the sky blue)",
        "(translate|spell|say) {item}( in french| in german|)",
        "(i like|i do not like|i love|do you like|i hate) {topic}",
        "the {thing} is in the {room}",
        "book (a table|a flight|an appointment|a room)( for {weekday}|)",
        "(wake me up|wake me|set an alarm) at {number}",
        "what should i (cook|eat|do|wear|read|watch)( today| tomorrow|)",
        "how (do i|can i|to) (cook|make|bake|grow|clean|repair) {item}",
        "(there are|i see|we have|i saw) {number} {item} in the {room}",
    ),
}
"""Intent to patterns."""

WEIGHTS: Mapping[str, float] = {
    "time": 3, "date": 3, "plus": 5, "minus": 3, "subtract": 1, "times": 3, "divided": 2.5, "timer": 5, "reminder": 2.5,
    "labelled": 1, "cancel": 1.5, "left": 2, "add": 4, "note": 2.5, "remove": 2.5, "list": 2.5, "capital": 4, "greeting": 1,
    "how are you": 0.7, "thanks": 0.8, "bye": 0.6, "joke": 1, "who": 1, "abilities": 1, "talk": 1.2, "stop": 1, "quiet": 0.8,
    "privacy": 1.2, "history": 1.2, "export": 1.2, "model": 1.2, "doctor": 1.2, "name": 0.4, "unknown": 5,
}  # fmt: skip
"""How often each intent is drawn."""


def number(rng: random.Random) -> int:
    """A whole number as people use them: mostly under 100, sometimes up to 999, rarely more."""
    return rng.choice([rng.randint(0, 20), rng.randint(10, 99), rng.randint(10, 99), rng.randint(100, 999)])


def _duration(rng: random.Random) -> tuple[str, str, int, int]:
    """Amount in words, unit in the singular, amount, seconds of it."""
    unit, seconds = rng.choice([("minute", 60), ("minute", 60), ("minute", 60), ("second", 1), ("hour", 3600)])
    amount = rng.randint(1, 9) if unit == "hour" else rng.choice([rng.randint(1, 20), rng.randint(1, 99)])
    return in_words(amount), unit, amount, amount * seconds


def _spoken_duration(rng: random.Random) -> tuple[str, object]:
    said, unit, amount, seconds = _duration(rng)
    if amount == 1 and rng.random() < 0.5:
        said = "an" if unit == "hour" else "a"
    unit += "" if amount == 1 else "s"
    return f"{said} {unit}", (amount, unit, seconds)


def _length(rng: random.Random) -> tuple[str, object]:
    said, unit, amount, seconds = _duration(rng)
    return f"{said} {unit}", (amount, unit + ("" if amount == 1 else "s"), seconds)


def _items(rng: random.Random) -> tuple[str, object]:
    chosen = rng.sample(words.ITEMS, rng.choice([1, 1, 2, 3]))
    said = chosen[0] if len(chosen) == 1 else ", ".join(chosen[:-1]) + " and " + chosen[-1]
    return said, said


def _task(rng: random.Random) -> tuple[str, object]:
    said = rng.choice(words.TASKS).format(name=rng.choice(words.NAMES), item=rng.choice(words.ITEMS))
    return said, said


def _word(choices: Collection[str]) -> SlotSampler:
    ordered = list(choices)

    def take(rng: random.Random) -> tuple[str, object]:
        chosen = rng.choice(ordered)
        return chosen, chosen

    return take


def _number(rng: random.Random) -> tuple[str, object]:
    value = number(rng)
    return in_words(value), value


SLOTS: Mapping[str, SlotSampler] = {
    "number": _number,
    "duration": _spoken_duration,
    "length": _length,
    "items": _items,
    "task": _task,
    "item": _word(words.ITEMS),
    "country": _word(words.CAPITALS),
    "name": _word(words.NAMES),
    "weekday": _word(words.WEEKDAYS),
    "day": _word(["tomorrow", "today", "tonight", *(f"on {day}" for day in words.WEEKDAYS)]),
    "topic": _word(words.TOPICS),
    "adjective": _word(words.ADJECTIVES),
    "thing": _word(words.THINGS),
    "room": _word(words.ROOMS),
}


def sample(rng: random.Random, held_out: Collection[str] = ()) -> Request:
    """One request. Sentences whose normalised text is in `held_out` are never given."""
    intents = list(WEIGHTS)
    while True:
        intent = rng.choices(intents, [WEIGHTS[name] for name in intents])[0]
        text, values = fill(expand(rng.choice(PATTERNS[intent]), rng), SLOTS, rng)
        text = punctuate(text.replace(" ,", ",").replace(" :", ":"))
        if normalise(text) not in held_out:
            return Request(text, intent, values)
