# ruff: noqa: E501 (a pattern broken over lines is harder to read than a long one)
"""Small talk."""

from __future__ import annotations

from collections.abc import Mapping

from models.recipes.common.phrases import POLITE

TALK_PATTERNS: Mapping[str, tuple[str, ...]] = {
    "greeting": (
        "(hello|hi|hey|hello there|hey there|hi there|hello again|greetings|hi again|howdy|good to see you|hey you|hiya|hallo|welcome back|yo|morning|evening|hello hello)[ sotto|, sotto| my friend]",
        "good (morning|evening|afternoon|day)(|, sotto| to you| my friend| computer)",
        "(nice to meet you|can you hear me|are you there|are you listening|hello, can you hear me|pleased to meet you|are you awake|is anybody there|is anyone there|do you hear me|hello, are you there|anybody home|i am back|i'm back|i'm here|here i am|are you ready|shall we start|testing|test, test|just saying hello)",
        "(good (morning|evening|afternoon|day)|hello|hi|hey|well hello)[ there], sotto, (it's nice to see you|glad to be back|nice that you are here|good to have you|how nice to have you|i am back|here i am again|it's me again|we meet again)",
        "(well|oh|ah|so)[,] (hello|hi|good morning|good evening|hey)[ there| to you][ sotto| my friend| old friend| again]",
        "(good morning|good evening|hello|hi)[,] (dear|sweet|my dear|little) (sotto|friend|computer|assistant|machine)",
        "(i'm|i am) (here|back|home)( again| now|)[, sotto| sotto]",
        "(a very |)(good morning|good evening|good afternoon) (everyone|to all|to you sotto|from me|everybody)",
    ),
    "how are you": (
        "[hello, |hi, |hey, |and ]how are (you|things|you today|you doing|you feeling|you now|we)(| today| doing| this morning| tonight|)",
        "how (is it going|do you do|do you feel|is life|was your day|have you been|is your day|are things going|goes it|is everything)[ today]",
        "are you (well|all right|okay|fine|good|feeling well|doing well)[ today]",
        "(what's up|how's it going|everything okay with you|did you sleep well|are you in a good mood|you okay|what's new|how have you been)",
        "(is|are) (everything|all|things|all things|you) (all right|okay|fine|well|in order|good|going well)( with you| for you| there| over there||)( today|)",
        "(how|and how) (have|are) (you been|things with you|you keeping|you getting on|you these days|things)[ lately| today]",
        "(are you|do you feel) (feeling good|happy today|fine today|well today|in good shape|good today|doing okay|doing fine)",
    ),
    "thanks": (
        "(thank you|thanks|many thanks|thank you so much|thank you very much|thanks so much|thanks a lot|thanks a million|cheers|much appreciated|i appreciate it|thank you kindly|thanks very much|ta)(| sotto| for that| for your help|, that is all|, that was useful|, that helped| for the answer| my friend|)",
        "(great|good|okay|perfect|very good|well done|nice|fine|lovely|super|wonderful|all right|excellent), (thank you|thanks)",
        "that (was|is) (very |really |so |)(helpful|useful|kind|nice of you|kind of you|what i needed|all i needed)",
        "(you helped me a lot|you were a great help|i'm grateful|i am grateful|that helped me|you saved me)",
        "(thanks|thank you|many thanks|cheers|thanks a lot)(,| for|) (you are kind|that's kind|the help|your answer|your time|the joke|the reminder|everything|helping me|that sotto|nice of you|you did well)",
        "(that's|that is|that was|it was) (very |really |so |)(kind|nice|sweet|good|helpful)(,| of you,| of you) (thanks|thank you)",
    ),
    "bye": (
        "(goodbye|bye|bye bye|good night|see you|see you later|see you tomorrow|farewell|that is all|see you soon|until tomorrow|so long|take care|have a nice day|have a good evening|i have to go|i am leaving|i'm off|that's all|that's it for today|we are done|talk to you later|sleep well|i'm going to bed|until next time|ciao|i must go now|bye for now|catch you later|that will be all)(| sotto|, sotto| then| for today|)",
    ),
    "joke": (
        POLITE + "tell me (a|another|one more|your best|a good|a funny|a short) joke" + "[ please|, please]",
        "(do you know|have you got|say|make|give me|tell|let me hear|do you have|i need|crack) (a|any|another|one more|some|a good|your best) (joke|good joke|jokes|funny joke)",
        "(another joke|one more joke|more jokes|make me laugh|something funny|tell me something funny|say something funny|a joke|joke|next joke|can you be funny|are you funny|can you tell jokes|cheer me up|amuse me|entertain me|surprise me with a joke|make me smile|do you know anything funny)[ please]",
        "i (want|would like|'d like|need) to (hear a joke|laugh|hear something funny|smile)",
        "(please |come on, |hey, |sotto, |oh |)(tell|give|let) (me|us) (hear |)(another |one |a |one more |some )(good |funny |short |nice |silly |great |bad |)(joke|jokes|funny story|pun|riddle joke)( please| will you| now| to laugh about|)",
        "(have you |do you have |got |know |do you know |have you got )(any |some |a few |a |more |another )(good |funny |new |silly |)(jokes|joke|puns)( for me| to tell| today| in store|)",
        "(i|we) (would like|'d like|want|would love|'d love|need|feel like|could use) (to hear |hearing |)(a |some |one of your |another )(joke|jokes|good joke|funny joke|laugh)( now| please|)",
        "(cheer|brighten) (me|us|my day) (up|with) (with |)(a |one of your |some |another )(joke|jokes|funny joke)",
        "(time for|how about|what about|let's have|let's hear|i'm ready for) (a|another|one more|a good|some) joke",
        "make (me|us) (laugh|smile|giggle)( with a joke| a bit| please| once more|)",
    ),
    "who": (
        "(who|what) are you[ exactly|, sotto|| really]",
        "(what is|what's|tell me|say) your name[, please|| again]",
        "(do you have|have you got) a name",
        "(tell me|say|can you tell me) (who you are|your name|something about yourself|about yourself|what you are|who i am talking to|what this is)",
        "(who is|what is|what's) (sotto|this|this program|this thing|speaking|this app)",
        "(are you|is this) (a person|a robot|human|a computer|sotto|a machine|real|a program|an assistant|a chatbot|an ai|artificial)",
        "(introduce yourself|who am i talking to|who made you|who built you|who created you|who is your maker|where do you come from|how should i call you|what do i call you|how are you called|what does sotto mean|how old are you|where are you from|where do you live|who wrote you)",
        "(who|what) (am i|are we|do i) (speaking to|talking to|talking with|have here|chatting with|dealing with)( here| now| please|)",
        "(what|how) (should|shall|may|can|do|must) i (call you|name you|address you)",
        "(are you|is this) (some kind of|some sort of|a kind of|really|just|only|maybe) (a robot|robot|a computer|computer|a machine|machine|program|a person|an ai|assistant)",
        "(which|what|what kind of|what sort of) (assistant|program|app|software|robot|machine|thing|system|ai) (is this|are you|am i using|am i talking to|do i have here)",
        "(tell me|say|please say|can you say|what is|what was) your name[ again| once more| please| please sotto]",
        "(would you |please |can you |could you |)(introduce|describe|present) yourself[ please| to me| in a sentence| to my friend]",
        "(are you|is it) (a human|a real person|human|a person|a human being|a woman|a man)( or a machine| or a robot| or a computer| really|)",
    ),
    "quiet": (
        "(stop|be quiet|quiet|silence|shut up|never mind|forget it|nothing|no|no thanks|no thank you|enough|okay|yes|yes please|all right|fine|cancel|stop talking|not now|leave me alone|hush|hold on|wait|wait a moment|one moment|sure|right|i see|that's enough|let it be|it doesn't matter|skip it|ok|yeah|nope|hmm|okay then|good|got it|understood|alright)[ please| sotto|]",
        "(i want|i'd like|i need|i would like|we need|let me have|give me) (some |a bit of |)(silence|quiet|peace|peace and quiet|calm|rest)[ now| please| for a while]",
        "(please |could you |can you |would you |will you |just |now |)(be|stay|keep|remain|go) (quiet|silent|still|calm)( for a moment| for a while| now| please| for a minute| a little|)",
        "(please |just |now |)(stop|quit|cease|end) (talking|speaking|the talking|your talking|chattering|babbling|the chatter)( now| please| at once| already|)",
        "(not a word|no more words|no more talk|no talking|say nothing|don't say anything|do not talk|hold your tongue|that will do|zip it|shush|pst|silence please|hush now|stay quiet|calm down|do not answer|no answer needed|i did not ask you|not you|i wasn't talking to you)( more| now| please|)",
        "(i've heard|i have heard|that is|that was|it is|that's) enough( for now| now| talking|, quiet|)",
    ),
    "name": (
        "(my name is|i am|call me|i'm|my name's|you can call me|people call me|please call me|it's|this is) {name}",
        "(hello|hi|hey|good morning|good evening), (my name is|i am|i'm|this is|it's) {name}",
    ),
    "my name": (
        "(what is|what's|do you know|do you remember|tell me|say|can you say) my name[ again]",
        "(who am i|do you know who i am|what am i called|what did i say my name was|how am i called)",
        "(what|how) (did i say|did i tell you|do you call me|am i called|was my name|am i named)[ again| by the way| please]",
        "(do you|can you|did you) (still |)(know|remember|recall|say|forget) (my name|who i am|what i am called|how i am called)[ now| please]",
        "(tell me|say|repeat) (my name|who i am|what i am called|the name i told you)[ please]",
    ),
    "compliment": (
        "(you are|you're|you were|sotto, you are) (great|wonderful|amazing|clever|very clever|smart|good|the best|funny|awesome|nice|so nice|lovely|brilliant|so smart|very kind|fantastic|cute|a good assistant|really good|a genius|fast|quick|sweet|cool)",
        "(i love you|i like you|i like talking to you|good job|well done|nice work|great work|good work|bravo|that was great|great answer|good answer|i'm impressed|impressive|nice one|you did well|you are my favourite|you are better than the others|i love your voice|that was clever|good boy|good girl|you rock)",
        "(you|sotto, you) (did|do|answered|handled|managed|explained|solved) (that|it|this|your job|everything) (very |really |so |quite |)(well|nicely|right|perfectly|beautifully|quickly)",
        "(i|we) (like|love|really like|really love|enjoy|admire) (you|your voice|your answers|how you talk|your style|having you|your jokes|what you do)( a lot| very much| so much|)",
        "you are (a|such a|one|really a|quite a) (clever|smart|great|nice|kind|good|helpful|bright|funny) (thing|machine|one|assistant|friend|helper|program|robot|little thing)",
        "(that|it|this) (was|is) (very |really |so |)(good|well done|great|perfect|clever|smart|right|correct|excellent|fast)(, well done| of you||)",
    ),
    "insult": (
        "(you are|you're) (bad|terrible|annoying|boring|useless|awful|rude|an idiot|no good|no help|worthless|not helpful|a bad assistant|crazy|ugly)",
        "(i hate you|i don't like you|that was wrong|that is wrong|that's not right|that was not what i asked|you don't understand anything|that was a bad answer|this is useless|you made a mistake|wrong answer|wrong|that's not what i meant|you got it wrong|you misunderstood me|that's incorrect|you never understand|not what i asked)",
    ),
    "bored": (
        "(i am|i'm|we are|i feel) (so |very |a bit |really |)(bored|lonely|alone|sad|tired|unhappy|down|exhausted|stressed|sleepy|hungry|angry|nervous|afraid|sick|ill|cold|not feeling well|worried|thirsty)",
        "(i had a bad day|i can't sleep|i have nothing to do|what should i do now|what can we do|life is hard|nothing is going on|i miss my friends|talk to me|chat with me|let's talk|let's chat|i want to talk|keep me company|i need a friend|say something nice|tell me something nice|nobody likes me|everything is boring|today was awful|i feel bad)",
        "(i am|i'm|we are) (so|very|terribly|really|a little|just|still|always) (bored|tired|lonely|sad|hungry|sleepy|stressed|alone)( today| right now| here| at home|)",
        "(this|my) (day|evening|work|life|week|job) is (so |really |very |)(boring|hard|long|sad|awful|dull|exhausting)( today||)",
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
        "(what|which) (food|colour|animal|music|book|season|film|song|sport|drink|fruit|number|city|dish|tree|flower|game|smell) (do you|would you) (like best|like most|love most|prefer|choose|like the most|enjoy most)",
        "(do you have|have you|is there|tell me|what would be) (a|your|any) favourite (colour|food|animal|song|book|film|dish|place|number|word)( of yours||)",
    ),
    "alive": (
        "(are you|do you think you are) (alive|conscious|sentient|living|dead|awake|aware|thinking)",
        "(do you|can you) (have feelings|feel anything|feel pain|think|dream|sleep|eat|feel|have a body|have a soul|have emotions|breathe|have friends|have a family|get tired|love|have parents|have a brain|see me|have eyes|have children)",
        "(do you have|have you got) (feelings|a body|a soul|friends|a family|parents|a brain|emotions|a girlfriend|a boyfriend|children|eyes|a heart|brothers|a mother)",
        "(will you marry me|can i marry you|are you my friend|are you a man or a woman|are you male or female|are you a boy or a girl|are you married|do you love me|what are you thinking|what are you doing|what are you wearing|are you busy|are you tired|are you hungry|are you happy|are you sad|do you get bored|when do you sleep|are you better than siri)",
        "(are|is) (you|sotto) (a |really a |actually a |)(living|alive|thinking|feeling|conscious|sentient|breathing) (being|thing|creature|person|machine|one|organism)",
        "(are you|is it true that you are|would you say you are) (really |actually |)(alive|living|conscious|a living thing|a being|aware of yourself|a creature|a life form|able to feel)",
        "(do|can|did) you (ever |)(feel|sense|suffer|dream|grow|age|die|breathe|hurt|laugh|cry|get sad|get hungry|taste|smell|love somebody|get bored)( something| anything| like people| sometimes||)",
    ),
    "sorry": (
        "(sorry|i am sorry|i'm sorry|my mistake|excuse me|pardon|my apologies|i apologise|forgive me|oops|oh, sorry|my fault|that was my mistake|my bad|sorry about that|i didn't mean that)(| sotto| for that|)",
        "(oh |oops |ah |oh dear |)[, ](sorry|my mistake|i'm sorry|my fault|my bad|i beg your pardon|forgive me|excuse me)[, ](sorry|my mistake|i was wrong|that was me|i misspoke|about that||)",
        "(sorry|i'm sorry|i am sorry|my apologies|i apologise)( about| for|) (that|this|the noise|the confusion|my mistake|the trouble|shouting at you|being rude)",
    ),
    "birthday": (
        "(today is|it's|it is|tomorrow is) my birthday[ today]",
        "(when is your birthday|when were you born|do you have a birthday|what day were you born|congratulate me|wish me a happy birthday|sing happy birthday|happy birthday|how old am i|i am {small} years old|i turned {small} today|i'm {small} today)",
        "(today|tomorrow|this week|on {weekday}) (i turn|i will be|i'll be|i become|i'm turning) ({small}|{small} years old)",
        "(it's|it is|today it is|guess what, it's|you know, it's) my (birthday|{small}th birthday)( today| tomorrow| already||)",
    ),
    "nice weather": (
        "(it is|it's|what a) (a |)(nice|lovely|beautiful|sunny|rainy|warm|cold|hot|windy|grey|terrible|cloudy|snowy) (day|weather|morning|evening)(| today| outside| here| isn't it|)",
        "(it is|it's) (raining|snowing|sunny|cold|warm|hot|windy|freezing|cloudy|pouring|stormy|foggy)( today| outside| here| again| in here|)",
        "(the sun is shining|the weather is nice|the weather is bad|the weather is awful|i like the rain|nice weather today|bad weather today|i hate this weather|i like this weather)",
        "it (keeps|is still|has been|started|won't stop|has stopped|just started|will not stop|never stops|keeps on) (raining|snowing|blowing|pouring|thundering)( all day| all week| again| since this morning| for days| outside|)",
        "(lovely|beautiful|nice|terrible|awful|what|such|wonderful|horrible|glorious|so much) (sunshine|weather|rain|snow|sun|wind|fog|sky|heat|a lovely day|a grey day)( out there| outside| today| out there today| this morning| again| we have|)",
        "(it|today it) (rains|snows|rained|snowed|is raining|is snowing|was raining|is drizzling) (all day|a lot|all night|again|the whole day|all the time|all morning|without end|so much)",
        "(the|this) (rain|snow|sun|wind|weather|heat|fog|cold) (is|will|won't|does not|feels|makes me) (stop|lovely|awful|happy|so nice|terrible|endless|sad|end)[ today]",
        "(we have|there is|there was|we got|what) (so much|a lot of|lots of|plenty of|nothing but) (rain|snow|sun|wind|sunshine|fog)( today| this week| here| outside|)",
    ),
    "good luck": (
        "(wish me luck|good luck|i have an exam|i have an interview|i have a test tomorrow|i am nervous about tomorrow|keep your fingers crossed|cross your fingers|cheer for me|happy new year|merry christmas|happy easter|happy holidays|have a nice weekend|enjoy your evening|bless you|congratulations|cheers to you|bon appetit)",
        "(wish me|i need|give me) (luck|good luck|a bit of luck)( for my {noun}| for tomorrow| today| please|)",
        "(tomorrow|today|soon|on {weekday}) i have (an exam|a test|an interview|my driving test|a big day|a race|a wedding)[, wish me luck]",
        "(happy|merry|a happy) (new year|christmas|easter|weekend|holidays)( sotto| to you|, sotto|)",
        "(good luck|congratulations|have fun|enjoy your day|enjoy yourself|all the best)( sotto| to you| tomorrow| today|)",
    ),
}  # fmt: skip
"""Intent to patterns."""
