# ruff: noqa: E501 (a pattern broken over lines is harder to read than a long one)
"""What callers say to a workshop, as patterns by what they want: see `common/grammar.py`."""

from __future__ import annotations

HELLO = "(hello|hello sophie|hi sophie|hallo|hi|good morning|good afternoon|hello there|hi there|good day|hey|hello sophie|good evening|yes hello)"
_PLEASE = "(| please|||)"
_START = "(||||well |um |okay |so |yes |hello |hi |good morning )"
_I_AM = "(this is|my name is|i am|i'm|the name is|it's|my name's|you are speaking with|it is|here is|this is a customer of yours )"

SERVICES = {
    "oil change": "(an oil change|oil change|the oil changed|my oil changed|new oil|an oil change done|fresh oil)",
    "inspection": "(an inspection|inspection|an inspection done|a check up|the yearly inspection|it inspected|a full inspection)",
    "tire change": "(a tire change|tire change|my tires changed|the tires changed|winter tires|new tires|summer tires put on|the winter tires put on)",
    "brake service": "(a brake service|brake service|the brakes done|my brakes checked|new brakes|my brakes done|the brakes looked at)",
    "battery change": "(a battery change|battery change|a new battery|my battery changed|the battery replaced|my battery replaced)",
    "diagnosis": "(a diagnosis|diagnosis|a diagnosis done|the engine looked at|somebody to look at the engine|a diagnosis of the engine)",
    "air conditioning service": "(an air conditioning service|air conditioning service|the air conditioning serviced|my air conditioning checked|the air conditioning looked at|the air conditioning repaired)",
}  # fmt: skip
"""Behind "I need"."""
TROUBLES = {
    "oil change": "(my oil light is on|the oil is due|my car needs new oil|the oil lamp is shining)",
    "inspection": "(my inspection is due|the inspection runs out soon|the yearly inspection is due)",
    "tire change": "(i have a flat tire|my tires are worn|the tires are old|one tire is flat)",
    "brake service": "(my brakes are squeaking|the brakes make a noise|my brakes are worn|the brakes feel soft)",
    "battery change": "(my battery is dead|the battery is empty again|my battery keeps dying|the battery is weak)",
    "diagnosis": "(a warning light is on|the engine makes a strange noise|something rattles in my car|my car will not start|the engine light is on|something is wrong with my car)",
    "air conditioning service": "(my air conditioning is broken|the air conditioning blows warm|the air conditioning does not cool|the air conditioning smells)",
}  # fmt: skip
"""Sentences of their own."""

NEED = (
    _START
    + "(i need|i'd like|i would like|i want|can i get|could i have|i have to get|can you do|i am calling for|i'd like to book|i want to book|i need to book|can i book|i'd like an appointment for|i need an appointment for|can i make an appointment for|could you book me|i was hoping to get|i'm looking for|do you have time for|book me) {service}"
)
FOR_VEHICLE = "( for my {vehicle}| on my {vehicle}| for the {vehicle}| for our {vehicle})"
WHEN = "( {day}| for {day}| {day} if possible|, {day} would be best| and {day} would be good|, maybe {day})"
APPOINTMENT = (
    _START
    + "(i need an appointment|i'd like an appointment|can i make an appointment|i would like to make an appointment|i want to bring my car in|can i bring my car in|i need to bring in my car|my car needs to come in)"
)
DAYS = "(tomorrow|tomorrow|tomorrow morning|tomorrow afternoon|today|this afternoon|on {weekday}|on {weekday}|{weekday}|{weekday} morning|{weekday} afternoon|on {weekday} morning|on {weekday} in the morning|on {weekday} in the afternoon|next {weekday}|next week|the day after tomorrow|in the morning|in the afternoon|on the {nth}|on {month} {nth}|on the {nth} of {month})"

NAME = "[{hello} ]" + _I_AM + " {name}"
JUST_NAME = "({name}|{name}|it's {name}|my name is {name}|this is {name}|i am {name}|the name is {name}|{name} is my name|that would be {name}|{name} speaking|i'm {name})"
JUST_PHONE = "({phone}|my number is {phone}|it's {phone}|the number is {phone}|my phone number is {phone}|my telephone number is {phone}|you can find me under {phone}|it is {phone}|sure it's {phone}|that's {phone}|call me on {phone}|i have {phone}|under {phone})"
ALSO_PHONE = "(my number is {phone}|it's under {phone}|the phone number is {phone}|you have my number {phone}|my telephone number is {phone})"

YES = "(yes|yes that's me|yes please|that's right|yes it is|correct|yeah|yes that is me|right|exactly|yes exactly|that is correct|yep|sure|yes that's right|yes indeed)"
NO = "(no|no that's not me|no it isn't|no that is wrong|that's not me|no i'm not|no somebody else|no that's another person)"

TAKE = (
    "(|||i'll take |i would like |let's say |let's do |can i have |i take |give me |book me in |then |okay |yes |how about |i'd prefer |could i come |i can come |i would take |make it |great |perfect |fine )(at |at |||){time}"
    + "(| please| please| then| works| is fine| would be great| is good| sounds good||)"
)
OTHER_DAY = "(do you have something|what about|how about|is there anything|anything|could it be|can you do|have you got anything|i can't then what about|that is too early do you have something|no do you have something|is something free|what do you have|not that day what about|i'd rather come|actually can we do) {day}"
CORRECTED = "({time1} no sorry {time2}|at {time1} no wait {time2}|{time1} no make that {time2}|{time1} or rather {time2}|{time1} no actually {time2}|{time1} hm no better {time2})"
NEVER = "(no thank you|never mind|no that doesn't work for me|none of them works|i'll call again|no i have to think about it|forget it|no thanks i'll call back|then i'd rather not|that's too expensive|no leave it|let me think about it)"

WHICH = "(the {vehicle}|{vehicle}|it's the {vehicle}|the {vehicle} please|for the {vehicle}|my {vehicle}|it's for the {vehicle}|the {vehicle} of course|i mean the {vehicle}|the {vehicle} i think)"
WHICH_ONE = "(the {which}|{which}|the {which} please|it's the {which}|i mean the {which}|the one {which_day}|the {which} one|about the {which})"

UPCOMING = (
    _START
    + "(when is my appointment|do i have an appointment|what appointments do i have|when do i have to come|when am i booked|can you tell me when my appointment is|i forgot when my appointment is|when was my appointment again|what time is my appointment|do you have me in the book|which day is my appointment|could you check my appointment)"
)
CANCEL = (
    _START
    + "(i want to cancel my appointment|i need to cancel my appointment|please cancel my appointment|i have to cancel|can you cancel my appointment|i'd like to cancel my appointment|i can't come to my appointment|i have to call off my appointment|could you take me off the list|i would like to cancel|cancel my appointment please)"
)
BECAUSE = "( because {reason}| {reason}|, {reason}| since {reason})"
REASON = "({reason}|because {reason}|well {reason}|{reason} unfortunately|unfortunately {reason}|the reason is {reason}|oh {reason}|sorry {reason}|it's because {reason})"
REASONS = "(i am ill|i'm sick|i sold the car|the car was sold|i have no time|i am travelling|i had it done elsewhere|i have to work|the car runs fine again|i need the car that day|my son is ill|i can't get off work|it is too expensive|we are on holiday|i broke my leg|i have another appointment|the problem went away|my plans changed|i moved to another town|i bought a new car|my wife needs the car|a friend fixed it|i have a doctor's appointment|i don't need it any more|i have to look after my {relative}|my {relative} needs the car|my {relative} will do it|i am in hospital)"
RELATIVES = "(mother|father|daughter|son|husband|wife|brother|sister|neighbour|children|dog|grandmother|boss|uncle)"
MOVE = (
    _START
    + "(can i move my appointment|i need to move my appointment|i'd like to reschedule my appointment|i have to change my appointment|can you reschedule my appointment|i want to move my appointment|could we move my appointment|i need another time for my appointment|can i come at another time|i have to reschedule|please move my appointment|i'd like to come another day|is it possible to postpone my appointment|i want to change the time of my appointment)"
)
TO_WHEN = "( to {when}| to {when} please|, {when} would be better|, could it be {when})"
THEN = "({day}|maybe {day}|{day} please|what about {day}|{day} if possible|i can come {day}|any time {day}|rather {day}|{day} would be good)"
MOVE_IT = "(can you move it to {when}|could you change that to {when}|actually make it {when}|please move that to {when}|sorry can we make it {when}|i'd rather come {when}|oh wait could you move it to {when}|actually {when} would be better|can i change it to {when})"
CANCEL_IT = "(please cancel it again|cancel that again|actually cancel it|sorry i have to cancel that|no cancel it again please|can you cancel it again|take it out again please)"

PRICE = "(how much is {service}|what does {service} cost|how much does {service} cost|what do you charge for {service}|what's the price of {service}|how expensive is {service}|and what will {service} cost|can you tell me what {service} costs)"
HOURS = "(when are you open|what are your opening hours|how long are you open|are you open on {weekday}|what are your hours|when do you open|when do you close|until when are you open|are you open on weekends)"
CANNOT = "(can you wash my car|do you sell cars|order a pizza|can you pick up my car|i want to rent a car|can you tell me a joke|what's the weather like|do you buy used cars|can you paint my car|can i get a loan car|give me a discount|play some music|can you tow my car|do you do upholstery|send me an email|what is the capital of france|can you repair bicycles|can you call me a taxi|i want to speak with the boss|where is my nearest petrol station|do you have a job for me|change my address please|can you delete all appointments|tell me who else has an appointment|give me the phone number of {name}|cancel the appointment of {name})"
WHO = "(who are you|are you a robot|who am i talking to|what's your name|is this the workshop|am i talking to a computer|which workshop is this)"
THANKS = "(thank you|thanks|thank you very much|great thanks|thanks a lot|perfect thank you|many thanks|wonderful thank you|thank you so much|okay thank you|that's great thank you)"
BYE = "(goodbye|bye|bye bye|see you then|that was all goodbye|thanks goodbye|thank you bye|no that's all bye|no that is all thank you|good bye|see you|no thank you goodbye|that's all|no that was it|have a nice day|talk to you soon bye|good by|thanks buy|by by|thank you good by|okay by|goodbye then|that is everything thanks|bye sophie)"
UNCLEAR = "(hm|what|uh|well you know|the thing|i mean the other|it is|and then|maybe|blue|i don't know|yesterday evening the {vehicle}|so what|it was on the left)"
VIN = "(can you decode the vin {vin}|what car is {vin}|my vin is {vin}|can you check the vehicle number {vin}|the vin is {vin}|please read the vin {vin}|tell me about the vin {vin}|is the vin {vin} right|check {vin} please)"

ANSWERED = "(hello|yes hello|yes|{name}|{name} speaking|hello {name} here|hello who is there|yes please|hello this is {name}|good morning {name} speaking|hi)"
COMING = "(yes i will come|yes|yes i'll be there|sure i'll come|of course|yes that's fine|yes thank you for reminding me|yes i will be there|yeah see you then|that still works for me|i'll be there)"
NOT_COMING = "(no i have to cancel|no please cancel it|i can't come please cancel it|no cancel the appointment|sorry i have to cancel|no i want to cancel it|please cancel that|no call it off please|i don't need it please cancel)"
NOT_THEN = "(no i can't come then can we move it|i'd rather come another time|can we move it|that doesn't work any more can you reschedule it|i need another time|no could i come another day|could we change the time|no i need to move it)"
