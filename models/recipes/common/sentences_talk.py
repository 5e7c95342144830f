# ruff: noqa: E501 (a pattern broken over lines is harder to read than a long one)
"""Small talk, what the starter cannot do, and what it does not know."""

from __future__ import annotations

from collections.abc import Mapping

_ASK = "[please ](can you |could you |would you |will you |i want you to |i'd like you to ||||)"

TALK_PATTERNS: Mapping[str, tuple[str, ...]] = {
    "greeting": (
        "(hello|hi|hey|hello there|hey there|hi there|hello again|greetings|hi again|howdy|good to see you|hey you|hiya|hallo|welcome back|yo|morning|evening|hello hello)[ sotto|, sotto| my friend]",
        "good (morning|evening|afternoon|day)(|, sotto| to you| my friend| computer)",
        "(nice to meet you|can you hear me|are you there|are you listening|hello, can you hear me|pleased to meet you|are you awake|is anybody there|is anyone there|do you hear me|hello, are you there|anybody home|i am back|i'm back|i'm here|here i am|are you ready|shall we start|testing|test, test|just saying hello)",
    ),
    "how are you": (
        "[hello, |hi, |hey, |and ]how are (you|things|you today|you doing|you feeling|you now|we)(| today| doing| this morning| tonight|)",
        "how (is it going|do you do|do you feel|is life|was your day|have you been|is your day|are things going|goes it|is everything)[ today]",
        "are you (well|all right|okay|fine|good|feeling well|doing well)[ today]",
        "(what's up|how's it going|everything okay with you|did you sleep well|are you in a good mood|you okay|what's new|how have you been)",
    ),
    "thanks": (
        "(thank you|thanks|many thanks|thank you so much|thank you very much|thanks so much|thanks a lot|thanks a million|cheers|much appreciated|i appreciate it|thank you kindly|thanks very much|ta)(| sotto| for that| for your help|, that is all|, that was useful|, that helped| for the answer| my friend|)",
        "(great|good|okay|perfect|very good|well done|nice|fine|lovely|super|wonderful|all right|excellent), (thank you|thanks)",
        "that (was|is) (very |really |so |)(helpful|useful|kind|nice of you|kind of you|what i needed|all i needed)",
        "(you helped me a lot|you were a great help|i'm grateful|i am grateful|that helped me|you saved me)",
    ),
    "bye": (
        "(goodbye|bye|bye bye|good night|see you|see you later|see you tomorrow|farewell|that is all|see you soon|until tomorrow|so long|take care|have a nice day|have a good evening|i have to go|i am leaving|i'm off|that's all|that's it for today|we are done|talk to you later|sleep well|i'm going to bed|until next time|ciao|i must go now|bye for now|catch you later|that will be all)(| sotto|, sotto| then| for today|)",
    ),
    "joke": (
        _ASK + "tell me (a|another|one more|your best|a good|a funny|a short) joke" + "[ please|, please]",
        "(do you know|have you got|say|make|give me|tell|let me hear|do you have|i need|crack) (a|any|another|one more|some|a good|your best) (joke|good joke|jokes|funny joke)",
        "(another joke|one more joke|more jokes|make me laugh|something funny|tell me something funny|say something funny|a joke|joke|next joke|can you be funny|are you funny|can you tell jokes|cheer me up|amuse me|entertain me|surprise me with a joke|make me smile|do you know anything funny)[ please]",
        "i (want|would like|'d like|need) to (hear a joke|laugh|hear something funny|smile)",
    ),
    "who": (
        "(who|what) are you[ exactly|, sotto|| really]",
        "(what is|what's|tell me|say) your name[, please|| again]",
        "(do you have|have you got) a name",
        "(tell me|say|can you tell me) (who you are|your name|something about yourself|about yourself|what you are|who i am talking to|what this is)",
        "(who is|what is|what's) (sotto|this|this program|this thing|speaking|this app)",
        "(are you|is this) (a person|a robot|human|a computer|sotto|a machine|real|a program|an assistant|a chatbot|an ai|artificial)",
        "(introduce yourself|who am i talking to|who made you|who built you|who created you|who is your maker|where do you come from|how should i call you|what do i call you|how are you called|what does sotto mean|how old are you|where are you from|where do you live|who wrote you)",
    ),
    "quiet": (
        "(stop|be quiet|quiet|silence|shut up|never mind|forget it|nothing|no|no thanks|no thank you|enough|okay|yes|yes please|all right|fine|cancel|stop talking|not now|leave me alone|hush|hold on|wait|wait a moment|one moment|sure|right|i see|that's enough|let it be|it doesn't matter|skip it|ok|yeah|nope|hmm|okay then|good|got it|understood|alright)[ please| sotto|]",
    ),
    "name": (
        "(my name is|i am|call me|i'm|my name's|you can call me|people call me|please call me|it's|this is) {name}",
        "(hello|hi|hey|good morning|good evening), (my name is|i am|i'm|this is|it's) {name}",
    ),
    "my name": (
        "(what is|what's|do you know|do you remember|tell me|say|can you say) my name[ again]",
        "(who am i|do you know who i am|what am i called|what did i say my name was|how am i called)",
    ),
    "compliment": (
        "(you are|you're|you were|sotto, you are) (great|wonderful|amazing|clever|very clever|smart|good|the best|funny|awesome|nice|so nice|lovely|brilliant|so smart|very kind|fantastic|cute|a good assistant|really good|a genius|fast|quick|sweet|cool)",
        "(i love you|i like you|i like talking to you|good job|well done|nice work|great work|good work|bravo|that was great|great answer|good answer|i'm impressed|impressive|nice one|you did well|you are my favourite|you are better than the others|i love your voice|that was clever|good boy|good girl|you rock)",
    ),
    "insult": (
        "(you are|you're) (bad|terrible|annoying|boring|useless|awful|rude|an idiot|no good|no help|worthless|not helpful|a bad assistant|crazy|ugly)",
        "(i hate you|i don't like you|that was wrong|that is wrong|that's not right|that was not what i asked|you don't understand anything|that was a bad answer|this is useless|you made a mistake|wrong answer|wrong|that's not what i meant|you got it wrong|you misunderstood me|that's incorrect|you never understand|not what i asked)",
    ),
    "bored": (
        "(i am|i'm|we are|i feel) (so |very |a bit |really |)(bored|lonely|alone|sad|tired|unhappy|down|exhausted|stressed|sleepy|hungry|angry|nervous|afraid|sick|ill|cold|not feeling well|worried|thirsty)",
        "(i had a bad day|i can't sleep|i have nothing to do|what should i do now|what can we do|life is hard|nothing is going on|i miss my friends|talk to me|chat with me|let's talk|let's chat|i want to talk|keep me company|i need a friend|say something nice|tell me something nice|nobody likes me|everything is boring|today was awful|i feel bad)",
    ),
    "happy": (
        "(i am|i'm|we are|i feel) (so |very |really |)(happy|glad|well|good|fine|great|excited|in a good mood|proud|okay|in love|relaxed|cheerful)( today| too| now|)",
        "(i had a good day|i had a great day|life is good|it's a beautiful day|i passed my exam|i got the job|we won|i have good news|today was great|i am on holiday|i'm getting married|i have a new job)",
    ),
    "favourite": (
        "(what is|what's|tell me|do you have|have you got) (your|a) favourite (colour|food|animal|song|book|film|number|movie|music|drink|city|day|season|word|sport|thing|country|place)",
        "(what|which) (colour|food|animal|song|book|film|number|music|day|season|movie|city) do you (like|like best|prefer|love|like most)",
        "(do you like|do you love|do you enjoy|do you eat|do you prefer) (music|food|colours|animals|people|me|books|films|your job|your work|chocolate|cats|dogs|summer|winter|pizza|football|talking|being an assistant)",
        "what (do you like|do you love|do you enjoy|are your hobbies|do you do for fun|do you like to do|makes you happy)",
    ),
    "alive": (
        "(are you|do you think you are) (alive|conscious|sentient|living|dead|awake|aware|thinking)",
        "(do you|can you) (have feelings|feel anything|feel pain|think|dream|sleep|eat|feel|have a body|have a soul|have emotions|breathe|have friends|have a family|get tired|love|have parents|have a brain|see me|have eyes|have children)",
        "(do you have|have you got) (feelings|a body|a soul|friends|a family|parents|a brain|emotions|a girlfriend|a boyfriend|children|eyes|a heart|brothers|a mother)",
        "(will you marry me|can i marry you|are you my friend|are you a man or a woman|are you male or female|are you a boy or a girl|are you married|do you love me|what are you thinking|what are you doing|what are you wearing|are you busy|are you tired|are you hungry|are you happy|are you sad|do you get bored|when do you sleep|are you better than siri)",
    ),
    "sorry": (
        "(sorry|i am sorry|i'm sorry|my mistake|excuse me|pardon|my apologies|i apologise|forgive me|oops|oh, sorry|my fault|that was my mistake|my bad|sorry about that|i didn't mean that)(| sotto| for that|)",
    ),
    "birthday": (
        "(today is|it's|it is|tomorrow is) my birthday[ today]",
        "(when is your birthday|when were you born|do you have a birthday|what day were you born|congratulate me|wish me a happy birthday|sing happy birthday|happy birthday|how old am i|i am {small} years old|i turned {small} today|i'm {small} today)",
    ),
    "nice weather": (
        "(it is|it's|what a) (a |)(nice|lovely|beautiful|sunny|rainy|warm|cold|hot|windy|grey|terrible|cloudy|snowy) (day|weather|morning|evening)(| today| outside| here| isn't it|)",
        "(it is|it's) (raining|snowing|sunny|cold|warm|hot|windy|freezing|cloudy|pouring|stormy|foggy)( today| outside| here| again| in here|)",
        "(the sun is shining|the weather is nice|the weather is bad|the weather is awful|i like the rain|nice weather today|bad weather today|i hate this weather|i like this weather)",
    ),
    "good luck": (
        "(wish me luck|good luck|i have an exam|i have an interview|i have a test tomorrow|i am nervous about tomorrow|keep your fingers crossed|cross your fingers|cheer for me|happy new year|merry christmas|happy easter|happy holidays|have a nice weekend|enjoy your evening|bless you|congratulations|cheers to you|bon appetit)",
    ),
    "weather": (
        "(will it|is it going to|does it|is it) (rain|snow|be sunny|be cold|be warm|be windy|be hot|freeze|storm)(| tomorrow| today| in {place}| on {weekday}| this weekend| tonight| later)",
        "(how is|what is|what's|how will|tell me|check|give me|what about|how's) the (weather|forecast|temperature|weather forecast|temperature outside)(| like| be)(| tomorrow| today| in {place}| on {weekday}| outside| this week)",
        "(do i need|should i take|will i need) (an umbrella|a coat|a jacket|sunglasses|warm clothes|a raincoat)(| today| tomorrow)",
        "(is it|will it be) (cold|warm|sunny|hot|raining|windy|snowing) (outside|in {place}|tomorrow|today|this weekend)",
        "(weather|weather forecast|weather in {place}|how warm is it|how cold is it outside|how many degrees is it outside|what will the weather be like tomorrow|what is the weather like in {place}|when does the sun set|when is sunrise)",
    ),
    "music": (
        _ASK + "(play|sing|start|put on|turn on|stream|recommend|find|shuffle) (me |)(some music|a song|the radio|some jazz|my playlist|something by {name}|my favourite song|a film|a podcast|rock music|the next song|a video|classical music|an album|a movie|an audiobook|something relaxing|music|a tune)(| for me| please| in the {room}|)",
        "(stop|pause|skip|turn up|turn down|mute) (the music|the song|the radio|this track|the volume|this song|the video)",
        "(what song is this|who sings this|next track|what's playing|turn it up|turn the volume up|make it louder|can you sing|volume up|volume down|increase the volume|sing for me|sing me a song)",
    ),
    "lights": (
        _ASK + "(turn|switch|put) (on|off) the (light|lights|heating|lamp|television|tv|fan|oven|air conditioning|heater|coffee machine|vacuum|computer|alarm system)( in the {room}||)",
        _ASK + "(dim|open|close|lower|raise|lock|unlock|set|start|brighten) the (lights|light|blinds|curtains|door|front door|garage|heating|thermostat|dishwasher|robot|washing machine|gate|shutters)( in the {room}||)",
        "(lights|light) (on|off)[ please| in the {room}]",
        "(make it|it is too) (warmer|brighter|darker|dark|cold|colder|hot) in (here|the {room})",
        "(set|put) the (heating|temperature|thermostat) (to|at) {small} degrees",
        "(is the light on|are the lights on|is the door locked|is the heating on|did i lock the door|can you control my house|can you switch the lamp)",
    ),
    "calls": (
        _ASK + "(call|phone|ring|dial|ring up|telephone|get me|video call|make a call to|give a call to) ({name}|{person}|{full_name}|the police|a taxi|a number|the emergency services)(| please| for me| now| back)",
        _ASK + "(send|write|text|post) (a |an |)(message|text|text message|sms|whatsapp) to ({name}|{person}|{full_name})",
        "(make a phone call|answer the phone|hang up|who called me|who called|can you make calls|can you phone somebody|did anyone call|pick up the phone|any missed calls|text {name}|message {name} that i am late|tell {name} i am late|send a text)",
    ),
    "mail": (
        _ASK + "(send|write|read|check|open|answer|delete|forward|look at) (an |my |the |me my |a |)(mail|email|emails|mails|e-mail|inbox|new mail|messages|letters)( to {name}| from {name}| please||)",
        "(do i have|any|are there|have i got|is there) (new |any |any new |unread |)(mail|emails|messages|email|mails)( from {name}| today||)",
        "(email {name}|email {person}|did {name} write to me|what's in my inbox|post this on facebook|tweet this|is there any mail for me|can you send emails|check my calendar|what is on my calendar|what's on my schedule today|put it in my calendar|add a meeting to my calendar)",
    ),
    "news": (
        _ASK + "(read|tell|give|show) (me |)(the |some |today's |)(news|headlines|latest news|sports results|football results|stock prices|news of today)[ please]",
        "(what is|what's|what are|any) (the |)(news|latest news|headlines|in the news|happening in the world|new in the world|score|election result|news today)( today||)",
        "(who won|who is winning|what was the score of) (the game|the match|the election|the race|the cup|the football match|the world cup|the final)( yesterday| today| last night||)",
        "(what is the price of|how much is|what does) (bitcoin|gold|a stock|petrol|the dollar)( today| now| cost||)",
        "(is there traffic|how is the traffic|when does the next train leave|is the bus late|when does the shop open|is the shop open|what's on tv tonight|what's on television|when is the next bus|is my flight on time)",
    ),
    "web": (
        _ASK + "(search|look|google|find|browse|look up|open|check) (the web|the internet|online|on the internet|a website|google|wikipedia|youtube|the browser|something on the web)( for {topic}| for me||)",
        "(google|look up|search the web for|search online for|find a website about|look on the internet for|show me videos of) {topic}",
        "(order|buy me|book) (a pizza|a taxi|a flight|something online|a cab|a hotel room|concert tickets|a train ticket|a table for two|a ticket)( online| please| for {weekday}||)",
        "(can you go online|can you open a website|can you browse the web|find me a restaurant|where is the nearest restaurant|how do i get to {place}|navigate to {place}|how far is it to {place}|find a hotel in {place}|show me the way to {place}|where is the next petrol station|download this file|open an app|open the browser|take me to {place})",
    ),
    "pictures": (
        _ASK + "(draw|paint|show|make|generate|create|take|sketch|find|design|send) (me |)(a |some |)(picture|image|photo|drawing|painting|pictures|photos|screenshot|selfie|portrait|logo)( of {topic}| of a {thing}| of {name}| please||)",
        "(look at this|what do you see|can you see this|what is on this picture|can you see me|what do i look like|what am i holding|can you draw|can you see pictures|read this picture|scan this|what colour is my shirt|look at my screen|how many fingers am i holding up|who is in this photo|describe this image)",
    ),
    "alarm": (
        "[please ](wake me up|wake me|set an alarm|set the alarm|set my alarm|ring|call me|alarm|give me an alarm|i need an alarm|set a timer|put an alarm|set a wake up call) (at|for) {clock_time}(| tomorrow| please| tomorrow morning| on {weekday}|)",
        "remind me (at {clock_time} to {task}|to {task} at {clock_time}|to {task} on {weekday}|tomorrow to {task}|on {weekday} to {task}|to {task} tomorrow|to {task} next week|tonight to {task})",
        "(can you set an alarm|can you wake me tomorrow|set an alarm for tomorrow|wake me tomorrow morning|i need to get up at {clock_time}|put {task} in my calendar for {weekday}|set an alarm clock)",
    ),
    "write": (
        _ASK + "(write|tell me|read me|compose|make up|invent|make|recite) (a |an |me a |me an |)(poem|story|song|essay|letter|speech|fairy tale|bedtime story|haiku|report|book|article|program|python script|blog post)(| about {topic}| for {name}| for my {person_plain}|)",
        "(translate|say|how do you say|what is) ({item}|good morning|thank you|this sentence|hello|i love you) in (french|german|spanish|italian|chinese|polish|latin|japanese)",
        "(give me|do you have|tell me|find me|i need) (a |)(recipe|recipe for {item}|dinner recipe|travel plan|diet plan|gift idea|training plan)",
        "(summarise|correct|explain|review|improve|proofread|rewrite) (this text|my text|this article|my letter|this email|my homework|this book|my code|this page)",
        "(play a game with me|let's play a game|ask me a riddle|tell me a riddle|quiz me|let's play chess|guess a number|flip a coin|roll a dice|roll the dice|throw a coin|pick a number|give me a random number|play twenty questions|can you code|write code for me|do my homework)",
        "(what should i|what can i|what shall i) (cook|eat|wear|read|watch|give {name} for a birthday)( today| tonight| tomorrow||)",
        "how (do i|can i|to) (cook|make|bake|grow|clean|repair|prepare|peel) {item}",
    ),
    "unknown": (
        "(tell me|what do you know|say something|teach me something|i want to know more|what do you think|give me a talk) about {topic}",
        "(explain|describe|discuss|define) {topic}( in one sentence| to me| please||)",
        "how (many people|many men|many cities|many women|many schools|much rain) (live in|are in|are there in|falls in) {country}",
        "(how big is|how far is|how old is|who rules|who governs|what do people eat in|who is the president of|who is the king of|what is the population of) {country}",
        "(who is|where is|how is|how old is|is|when is|do you know|where does) {name}( at home| today| doing| live||)",
        "(who|what) (wrote|made|built|started|ended|caused) (the war|the game|the book|{topic}|the tower|the bible|the first book|this)",
        "(how|why) (does|do|did|is|are) {topic} (work|happen|begin|important|move|grow|so strange|exist|change)",
        "(is|are) {topic} {adjective}",
        "i (think|believe|said|know|heard|read) (that |){topic} (is|are) {adjective}",
        "(close|show|find|rename|move|paint|sell|throw|clean) the {adjective} {thing}",
        "(why is|where is|how is|who has|what about) the {thing}( so {adjective}||)",
        "(what is the meaning of life|when was the war|how tall is the tower|what is love|why do we dream|is there a god|what happens after death|who will win the election|when did the war end|how do planes fly|why is the sea salty|what came first, the chicken or the egg|what is the best car|who is the richest man|how many stars are there|what is the answer to everything)",
        "(i like|i do not like|i love|i hate|i know|i read about) {topic}",
        "the {thing} is in the {room}",
        "(there are|i see|we have|i saw|there were) {small} {item} in the {room}",
        "(my|our|the) {thing} is {adjective}",
        "(where did i put|have you seen|who took|did you see) (my|the) {thing}",
        "(what is|who is|tell me about|what are|what do you know about) {nonsense}",
        "(who|what) is the (best|fastest|richest|oldest|most famous) (singer|footballer|actor|car|phone|painter|writer|scientist|team|band)",
        "(when was|when did|in which year was|in which year did) {name} {surname}( born| die||)",
    ),
}  # fmt: skip
"""Intent to patterns."""
