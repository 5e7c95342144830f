# ruff: noqa: E501 (a pattern broken over lines is harder to read than a long one)
"""Questions about Sotto itself: its keys, its window, its commands, its limits."""

from __future__ import annotations

from collections.abc import Mapping

_HOW = "(how do i|how can i|how could i|how should i|how would i|how does one|how to|how do you|tell me how to|tell me how i can|show me how to|can you tell me how to|what do i do to|what must i do to|explain how to|is there a way to|what's the way to|i want to know how to)"
_WHERE = "(where is|where are|where do i find|where can i find|where can i see|where would i find|how do i find|i cannot find|i can't find|where do you keep|do you have|where's|show me)"

HELP_PATTERNS: Mapping[str, tuple[str, ...]] = {
    "abilities": (
        "what can (you do|i ask you|i say|you do for me|i ask|you help me with|sotto do|i do with you|i use you for|you tell me|i say to you)[ exactly| then]",
        "what (things |else |all |other things |)(can|do|could) you (do|know|understand|help with|offer)",
        "(how can|can|could|how could) you help(| me)",
        "(tell me|show me|please tell me|can you tell me|explain|list|say) (what you can do|your skills|your features|what you know|your abilities|your functions|what i can ask|what you are able to do|everything you can do)",
        "(help|help me|i need help|what are you good at|what do you know|what is possible|what are your skills|what are your features|what are your functions|give me some help|i need some help|what are you for|what are you capable of|which commands do you know|what commands are there|what should i ask you|give me an example|give me ideas|what now|i don't know what to say|what are my options|what do i do with you|how do you work|how does this work|how do i use you|how do i use this)[ please]",
        "(what|which) (questions|commands|requests|tasks|kinds of questions) (can i ask|do you understand|can you handle|do you know|can you answer|are there)",
    ),
    "talk": (
        _HOW + " (talk|speak|talk to you|speak to you|speak with you|ask you something|ask a question|say something|use the microphone|start talking|start speaking|record|make you listen|get you to listen|start a recording|give you a command|start)",
        "(which|what) (key|button) (do i press|must i press|do i hold|is it|should i press|do i use|starts the recording|is for talking|makes you listen|do i need|do i push)( to talk| to speak| for talking| so that you listen|)",
        "(when|how) (do|can|should|will) (you listen|you hear me|i talk|i start|i speak|you start listening|i begin)",
        "(what does|what is|what's) the space (key|bar|button) (do|for)",
        "(do i|must i|should i|do i need to) (hold|press|push|click|keep holding) (something|a key|a button|space|the button|the space bar|anything)( to talk| to speak| while i talk|)",
        "(when|how) are you listening",
        "(is there|what is|which is) (a|the) (push to talk|talk|speech|recording) (key|button|shortcut)",
        "(how does push to talk work|what is push to talk|can i talk now|should i talk now|may i talk now|do i just talk|how long do i hold the key)",
    ),
    "stop": (
        _HOW + " (stop you|interrupt you|cut you off|make you stop|silence you|stop the answer|stop the voice|make you be quiet|stop you from talking|skip the answer|end the answer|halt you|shut you up|cancel an answer)",
        "(which|what) (key|button) (stops you|interrupts you|do i press to stop|is for stopping|cuts you off|makes you stop|silences you|stops the answer|do i press so that you stop)",
        "(can|may|could|am i able to|is it possible to|am i allowed to) (i |)(interrupt|stop|cut off|silence|interrupt) (you|the answer|your answer)( while you talk| while you speak| in the middle|)",
        "(what does|what is) (the escape key|escape|the escape button|esc) (do|for)",
        "(what if|what do i do if|what do i press when) you (talk too much|talk too long|do not stop|don't stop talking|go on and on)",
        "you talk too (long|much), (how do i stop you|what do i press)",
    ),
    "privacy": (
        "(is this|are you|is it|is sotto|is my voice|are my words|is what i say|are you sure this is) (private|safe|secure|secret|confidential|kept private|protected)",
        "(do you|does sotto|does it|does this|will you|can you) (send|share|upload|sell|give away|transmit|pass on|leak|store|report) (my data|my voice|anything|data|my words|what i say|my questions|recordings|audio)(| to anyone| to the internet| anywhere| to the cloud| to a server| to a company| online)",
        "(where|to whom) (does|do|is|are) (my voice|my data|my words|my recordings|what i say) (go|sent|stored|kept|end up)",
        "(does|do|will|can) (anything|my data|what i say|my words|any data|my voice|something) (leave|get out of|go out of) (the machine|my machine|the computer|my computer|this machine|my house|this computer)",
        "(who|who else) (can hear me|is listening|hears me|listens|can hear this|can listen|gets my data|knows what i say|can read this|sees my questions)",
        "(are you|is this|is anyone|is somebody|is the microphone|is it) (listening to me|spying on me|recording me|always listening|always on|tracking me|listening all the time|eavesdropping)(| all the time| now|)",
        "(what about|tell me about|how about|how is|how do you treat|do you respect) (my privacy|privacy|my data|data protection)",
        "(can i trust you|is my data safe|who owns my data|do you collect data|do you track me|do you keep my voice|what do you do with my voice|what happens to my data|what happens with what i say|are you recording this|do you spy on me|is anybody else hearing this)",
    ),
    "offline": (
        "(do you|does sotto|does this|do i) (need|use|require|have) (the internet|a network|the cloud|internet|an internet connection|wifi|a connection|to be online|the web)( to work|)",
        "(can you|do you|does sotto|does it|can i use you|will you) (work|run|function)( also| still|) (offline|without internet|without a network|without wifi|on a plane|without the internet|without a connection|in airplane mode)",
        "(are you|is sotto|is this) (online|offline|connected to the internet|in the cloud|connected)",
        "what (if|happens when|happens if) (the internet is down|there is no internet|i am offline|i have no wifi|the network fails)",
        "(does it work|do i need an account|do i need to log in|must i sign up|do i have to register)( offline| for this|)",
    ),
    "history": (
        _WHERE + " (the history|my history|history|my conversations|old conversations|past sessions|the past conversations|my sessions|the sessions|earlier conversations|what i said before|my old questions|previous sessions|the list of sessions)",
        _HOW + " (see|find|open|read|look at|view|get to|go back to|return to|look up|browse|show) (my|the|old|past|earlier|previous) (history|conversations|sessions|conversation|questions|chats|answers)",
        "(show me|open|let me see|i want to see|bring up) (the history|my history|old conversations|past sessions|my sessions|earlier conversations|the session list)",
        "(do you remember|do you keep|are you keeping|do you save|did you save|are you saving|do you store|do you record) (what i said|my questions|our conversations|the conversation|everything|this|old conversations|past sessions|our talks)",
        "(where did my (conversation|conversations|sessions) go|are my conversations saved|is there a history|can i read this later|can i see old answers|can i read what you said|how far back does the history go|are old sessions kept|can i reopen a session)",
    ),
    "export": (
        _HOW + " (export|save|get out|download|share|copy|back up|store|write out|get a copy of|keep) (my|the|a|this|all|our|all my) (conversation|session|conversations|sessions|history|transcript|transcripts|chat|chats)( to a file| as a file| as csv| as json|)",
        "(can i|is it possible to|i want to|where can i|please|i'd like to|i need to|could i|let me) (export|save|download|share|back up|get) (my|the|a|this|our|all) (conversation|session|history|transcript|chat|conversations)( to a file| as csv| as json| as text|)",
        "how does (the export|export|exporting|saving a session) work",
        "(export|save|download) (this|the conversation|my session|the transcript|my history|this session|everything)( to a file| as csv| as json|)",
        "(what formats can i export|which formats can i export to|can i get my sessions as a file|can i get a csv|can i have a json file|i need my conversation as a file|is there an export|can i print our conversation|how do i get my data out)",
    ),
    "model": (
        _HOW + " (install|get|use|load|add|download|choose|set|set up|switch to|pick|try|give you|change to|plug in) (a larger|a larger language|a better|another|a bigger language|a new|a different|a smarter|a bigger|my own|a stronger|a more powerful|an other) model",
        "(can i|i want to|i would like to|is it possible to|could i|may i|i'd like to) (install|use|get|have|load|try|choose|add|run) (a larger|a better|another|a bigger|a smarter|a different|my own|a new|other) (model|language model|models)",
        "where (do|can|would) i (find|get|download|choose|set) (a larger|more|bigger|better|other|new|a bigger|a better) (model|models|language model)",
        "(can you|could you|how can you|how do i make you|how do you|will you) (get|be|become|be made) (smarter|better|cleverer|more clever|more intelligent)",
        "(which|what) (model|language model|kind of model) (are you|do you use|is this|is running|do i need|is inside|are you running|runs here)",
        "(why are you so|you are|you are so|you're|you're not very|you seem|you are a bit) (stupid|small|limited|simple|dumb|clever|slow in the head|silly)",
        _HOW + " (change|switch|replace|improve|upgrade|swap) (the|your|my) (model|language model|brain)",
        "(are there bigger models|is there a better model|is there a larger version of you|what is a larger model|what does a larger model do|what would a bigger model do|can i upgrade you|how big are you|how large is your model|are you a small model|do you have a bigger brother|make yourself smarter)",
    ),
    "doctor": (
        _HOW + " (check|test|find out|see|make sure|verify) (if|whether|that) (it works|everything is fine|all is well|everything is okay|my microphone works|the sound works|everything works|sotto is okay|the models are fine)",
        "(something|it|sotto|the sound|my speaker|the voice|the program|the app|audio|the loudspeaker) (does not work|is broken|is not working|doesn't work|failed|is wrong|stopped working|makes trouble|has a problem|is dead|crashed)",
        "(i have|there is|there's|we have) (a problem|an error|a fault|trouble|an issue)(| with the sound| with sotto| with the voice| with the program| with my speaker|)",
        "(what can i do|what do i do|what should i do|what now|where do i look) (if|when) (it fails|nothing works|it does not work|i hear nothing|there is no sound|something is broken|there is an error|it crashes)",
        _HOW + " (fix|repair|mend|solve|diagnose|troubleshoot|debug) (this|it|sotto|the sound|a problem|an error|the program|problems|a fault)",
        "why (is there no sound|do i hear nothing|is it not working|does nothing work|is it broken|can i not hear you|is there an error|is the sound bad)",
        "(i cannot hear you|i hear nothing|there is no sound|no sound|there's no audio|i get an error|run a check|check yourself|test yourself|run a test|is everything working|is everything okay with you|are you broken|do a self test|what is sotto doctor|what does the doctor do|diagnose the problem)",
    ),
    "microphone": (
        _HOW + " (choose|change|select|switch|set|pick|set up|use|test|adjust|find|check) (the|a|my|another|a different|a new) (microphone|mic|input device|headset)",
        "(which|what) microphone (do you use|is used|are you using|is it|is selected|do i need|should i use|is active)",
        "(my|the) (microphone|mic) (does not work|is broken|is not working|doesn't work|is dead|is too quiet|is not found|fails|is muted|has a problem)",
        "(you do not|you don't|why do you not|why don't you|why can't you|you can't|you cannot) (hear|understand) me",
        "(i have|there is) a problem with (my|the) (microphone|mic)",
        "(can i use a headset|can i use headphones|do you need a microphone|do i need a microphone|where do i set the microphone|can i use another microphone|is my microphone on|does my microphone work|can you not hear me)",
    ),
    "settings": (
        _WHERE + " (the settings|settings|your settings|the options|the preferences|the settings file|the configuration|the options menu)",
        _HOW + " (change|open|edit|find|see|get to|adjust) (the settings|your settings|settings|a setting|the options|the preferences|the configuration)",
        "(open|show|change|show me|go to) (the settings|settings|the options|preferences|your settings)",
        "(what can i set|what can i change|what settings are there|which settings are there|can i configure you|can i customize you|can i change something|what can be configured|what settings do you have)",
    ),
    "text box": (
        _HOW + " (type|write|write to you|type to you|use the keyboard|type a question|write a question|enter text|ask in writing|ask without speaking|send you text)",
        "(can i|may i|could i|is it possible to|am i able to) (type|write|use the keyboard|type to you|write to you|type instead|type my question|write instead of talking|ask in writing|use text)",
        "(where do i type|where can i type|where do i write|is there a text box|what is the text box for|what is the box at the bottom|do i have to speak|must i speak|i cannot speak now|i don't want to talk aloud|i can't talk right now|do you read text|do you understand text|can you read what i type)",
    ),
    "timings": (
        "(how fast are you|how quick are you|how long do you take|how long does an answer take|how quickly do you answer|how fast do you answer|why are you slow|why are you so slow|what are the timings|what do the timings mean|where are the timings|what do the milliseconds mean|how much time do you need|are you slow|you are slow|what is your latency|show me the timings|what do the times mean|how fast was that|how long did that take)",
        "(where|how) (can|do) i (see|find|read|check) (the timings|how fast you are|the latency|your speed|the response time|how long it took)",
        "what (are|do) the (numbers|milliseconds|times|timings) (in the window|below the answer|under the answer|beside the answer|mean|next to the answer)( mean|)",
    ),
    "folder": (
        "where (is|are|do you keep|do you store|do you save|does sotto keep|does sotto save|is|can i find) (the data|my data|the data folder|the files|my files|the database|my notes stored|everything|the data directory|your files|the recordings|my settings stored|your folder)",
        "(which|what) (folder|directory) (is my data in|do you use|holds my data|are the files in|is it|do you save to|are my conversations in)",
        _HOW + " (move|change|find|open|back up|delete) (the data folder|my data folder|the folder|your data folder|all my data|my data)",
        "(where on the disk is it|in which folder are my sessions|can i move my data|can i delete my data|can i put the data on another disk|open the data folder|what is the data folder|what is sotto home)",
    ),
    "demo": (
        _HOW + " (see a demo|run the demo|start the demo|show a demo|get a demo|try it without a microphone|try you|start a demonstration|show you to a friend)",
        "(is there|do you have|can i see|show me|give me|play|start|run|i want) (a|the) (demo|demonstration|example conversation)",
        "(what is the demo|what does the demo do|what does sotto demo do|demo|demo please|can i try it without a microphone)",
    ),
    "bench": (
        _HOW + " (measure|benchmark|test|find out) (your speed|how fast you are|the speed|the latency|my computer|the performance|how quick this is)",
        "(is there|do you have|run|start) (a|the) (benchmark|bench|speed test|performance test)",
        "(what is sotto bench|what does the bench do|what is the bench command|can i measure your speed|benchmark|how do i run the benchmark|what does bench measure|is my computer fast enough)",
    ),
    "languages": (
        "(do you|can you|does sotto|will you) (speak|understand|know|talk|learn|talk in) (german|french|spanish|italian|other languages|another language|any other language|chinese|russian|dutch|japanese|more languages|polish|only english|portuguese|turkish)",
        "(which|what|how many) languages (do you|can you|does sotto|can i) (speak|understand|know|use|talk)",
        "(can i|may i|could i) (speak|talk|ask|talk to you in) (in |)(german|french|spanish|italian|another language|my language|chinese|polish|russian|turkish)( with you| to you|)",
        "(what is your language|what language is this|do you only know english|are you only in english|is it only english|why only english|how do i change the language|can i change the language|switch to german|switch to french|speak spanish|sprechen sie deutsch|parlez vous francais|habla espanol)",
    ),
    "voice": (
        _HOW + " (change|choose|switch|set|replace|adjust|get|use) (your voice|the voice|another voice|a different voice|a better voice|the speed of your voice|how fast you talk|a new voice)",
        "(can you|could you|can i make you|will you) (speak|talk) (slower|faster|louder|more slowly|quieter|with another voice|more clearly|in another voice|more quickly)",
        "(can i|is it possible to|i want to) (change|choose|replace) (your voice|the voice|how you sound)",
        "(you|why do you) (talk|speak|are) (too fast|so fast|too slowly|so slowly|too quiet|too loud)",
        "(whose voice is that|whose voice is this|what voice is this|where is your voice from|which voice do you use|i don't like your voice|your voice is strange|your voice is funny|do you have another voice|are there other voices|you sound strange|you sound like a robot|do you have a male voice|do you have a female voice|make your voice deeper)",
    ),
    "licence": (
        "(what|which) (licence|license) (do you have|does sotto have|is this|is sotto under|are you under|is it|applies)",
        "(are you|is sotto|is this|is it|is the program) (free|open source|free software|for free|open|commercial|proprietary)",
        "(how much do you cost|what do you cost|what does sotto cost|do i have to pay|do i need to pay|must i pay|is there a subscription|do you cost money|what is the price|can i see your source code|where is your source code|can i change your code|may i copy you|who may use you|can i share sotto|can i use you at work|what is your license|what is your licence|under what licence are you)",
    ),
}  # fmt: skip
"""Intent to patterns."""
