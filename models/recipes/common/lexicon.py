# ruff: noqa: SIM905 (a list of words is easier to read as text)
"""Common English words by kind, so that the recogniser hears more than the requests it is made for."""

from __future__ import annotations

PEOPLE = """
man woman boy girl child baby mother father sister brother son daughter uncle aunt cousin friend neighbour teacher
student doctor nurse dentist farmer baker driver pilot captain sailor soldier king queen prince princess president
minister lawyer judge writer poet painter singer dancer actor engineer builder cook waiter guest customer manager
mechanic plumber painter officer guard thief hero team crowd family couple crew colleague boss worker scientist
""".split()
ANIMALS = """
cat dog horse cow pig sheep goat chicken duck goose rabbit mouse rat fox wolf bear lion tiger elephant monkey
giraffe zebra camel donkey deer bird eagle owl crow swan penguin fish shark whale dolphin frog snake spider bee ant
butterfly turtle kangaroo
""".split()
FOOD = """
bread butter cheese milk cream egg apple banana orange lemon grape cherry peach pear plum strawberry melon tomato
potato onion carrot cabbage lettuce spinach pepper garlic bean pea corn rice pasta noodle soup salad sandwich pizza
burger sausage ham bacon beef lamb fish salmon tuna honey jam sugar salt flour oil vinegar cake cookie pie chocolate
candy ice coffee tea juice water wine beer lemonade yoghurt cereal toast pancake mushroom cucumber walnut
""".split()
HOUSE = """
house flat room kitchen bedroom bathroom garden garage attic cellar hall stairs door window wall floor ceiling roof
table chair sofa bed pillow blanket lamp light candle mirror picture clock shelf cupboard drawer carpet curtain oven
fridge stove kettle pan pot plate bowl cup glass bottle knife fork spoon towel soap brush comb bucket broom basket
key lock bell telephone radio television computer keyboard screen printer camera battery cable switch heater fan
""".split()
OUTSIDE = """
street road bridge corner park square market shop store bank school church hospital library museum theatre cinema
hotel restaurant station airport harbour factory office tower castle village town city country island mountain hill
valley river lake sea ocean beach forest tree flower grass leaf stone rock sand field farm path sky sun moon star
cloud rain snow storm wind thunder fog ice fire smoke earth world desert cave waterfall
""".split()
TRANSPORT = """
car bus train tram plane bicycle bike motorcycle truck van taxi ship boat ferry engine wheel tyre brake clutch gear
seat mirror bumper bonnet exhaust filter oil fuel petrol diesel battery gearbox windscreen wiper headlight ticket
journey trip flight passenger luggage suitcase map
""".split()
BODY = """
head face eye ear nose mouth tooth tongue neck shoulder arm elbow hand finger thumb chest back stomach leg knee foot
toe heart brain blood bone skin hair beard voice
""".split()
THINGS = """
book letter paper pen pencil page word sentence story poem song music film game ball toy gift box bag coat jacket
shirt dress skirt trousers shoe boot hat glove scarf ring watch money coin price bill number name address question
answer problem reason idea plan dream joke secret promise mistake lesson test exam news message meeting appointment
party wedding birthday holiday weekend morning afternoon evening night minute hour day week month year spring summer
autumn winter colour shape size weight height sound noise silence smell taste touch light shadow heat cold health
illness medicine pain accident help work job business company project report contract service repair inspection
invoice warranty weather temperature science history language art peace war law power energy metal gold silver iron
wood plastic cotton wool leather rope string needle hammer nail screw tool machine robot model session recording
transcript setting microphone speaker button panel folder file password account website address internet reminder
timer note list calendar
""".split()
ADJECTIVES = """
good bad big small large little long short tall high low wide narrow thick thin heavy light fast slow quick early
late new old young fresh hot cold warm cool dry wet clean dirty full empty rich poor cheap expensive strong weak
hard soft easy difficult simple loud quiet bright dark happy sad angry afraid tired hungry thirsty sick healthy busy
free open closed right wrong true false safe dangerous beautiful ugly pretty nice kind friendly strange funny
serious famous popular important necessary possible different same similar special strong sweet sour bitter round
square flat sharp smooth rough deep shallow near far left lost broken ready alone lucky proud careful polite clever
stupid lazy brave calm nervous red blue green yellow black white brown grey orange purple pink golden wooden modern
ancient local foreign private public available upset useful whole half double final perfect terrible wonderful
""".split()
ADVERBS = """
quickly slowly quietly loudly carefully suddenly easily happily sadly early late soon later now then often sometimes
always never usually again already still yet almost nearly together alone outside inside upstairs downstairs here
there everywhere today tomorrow yesterday tonight really quite very too also maybe perhaps certainly finally exactly
""".split()
PREPOSITIONS = """
in on at under over behind beside near between through across along around towards from into with without after
before during against above below inside outside
""".split()
VERBS = {
    "walk": "walked", "run": "ran", "jump": "jumped", "swim": "swam", "climb": "climbed", "fall": "fell",
    "sit": "sat", "stand": "stood", "sleep": "slept", "wake": "woke", "eat": "ate", "drink": "drank",
    "cook": "cooked", "bake": "baked", "wash": "washed", "clean": "cleaned", "open": "opened", "close": "closed",
    "lock": "locked", "push": "pushed", "pull": "pulled", "carry": "carried", "lift": "lifted", "drop": "dropped",
    "throw": "threw", "catch": "caught", "kick": "kicked", "hit": "hit", "cut": "cut", "break": "broke",
    "mend": "mended", "fix": "fixed", "repair": "repaired", "build": "built", "paint": "painted", "draw": "drew",
    "write": "wrote", "read": "read", "say": "said", "tell": "told", "ask": "asked", "answer": "answered",
    "call": "called", "shout": "shouted", "whisper": "whispered", "sing": "sang", "dance": "danced",
    "play": "played", "laugh": "laughed", "smile": "smiled", "cry": "cried", "think": "thought", "know": "knew",
    "believe": "believed", "remember": "remembered", "forget": "forgot", "learn": "learned", "teach": "taught",
    "study": "studied", "see": "saw", "look": "looked", "watch": "watched", "hear": "heard", "listen": "listened",
    "feel": "felt", "smell": "smelled", "taste": "tasted", "want": "wanted", "need": "needed", "like": "liked",
    "love": "loved", "hate": "hated", "hope": "hoped", "wish": "wished", "try": "tried", "help": "helped",
    "give": "gave", "take": "took", "bring": "brought", "send": "sent", "buy": "bought", "sell": "sold",
    "pay": "paid", "cost": "cost", "spend": "spent", "save": "saved", "lose": "lost", "find": "found",
    "keep": "kept", "hide": "hid", "show": "showed", "meet": "met", "visit": "visited", "leave": "left",
    "arrive": "arrived", "return": "returned", "travel": "travelled", "drive": "drove", "ride": "rode",
    "fly": "flew", "begin": "began", "start": "started", "stop": "stopped", "finish": "finished", "wait": "waited",
    "stay": "stayed", "live": "lived", "die": "died", "grow": "grew", "change": "changed", "turn": "turned",
    "move": "moved", "wear": "wore", "choose": "chose", "count": "counted", "measure": "measured", "win": "won",
    "fight": "fought", "agree": "agreed", "decide": "decided", "explain": "explained", "repeat": "repeated",
    "check": "checked", "book": "booked", "cancel": "cancelled", "confirm": "confirmed", "delete": "deleted",
    "export": "exported", "record": "recorded", "replay": "replayed", "search": "searched", "rename": "renamed",
    "order": "ordered", "invite": "invited", "borrow": "borrowed", "share": "shared",
}  # fmt: skip
"""Infinitive to past tense."""
SMALL = """
the a an and or but so because if when while that this these those what which who where why how not no yes all some
any every each many much few more most less least one other another both either only just even than as like about of
to for by up down out off on i you he she it we they me him her us them my your his its our their mine yours is are
was were be been am do does did done have has had can could will would shall should may might must let get got go
went come came make made put set there here okay please thanks thank hello hi well oh sorry
""".split()
LETTERS = "a b c d e f g h i j k l m n o p q r s t u v w x y z".split()
ORDINALS = """
first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
sixteenth seventeenth eighteenth nineteenth twentieth thirtieth
""".split()
FIRST_NAMES = """
Adam Alan Albert Alex Alice Amy Andrew Anna Anthony Barbara Ben Betty Brian Carl Carol Charles Chris Clara Daniel
David Deborah Dennis Diana Donald Donna Edward Ella Emily Emma Eric Eva Fiona Frank Fred George Grace Hannah Harry
Helen Henry Ian Isabel Jack Jacob James Jane Jason Jenny Jessica Jim Joan Joe John Joseph Julia Karen Kate Kevin Laura
Leo Linda Lisa Lucy Luke Maria Mark Martha Martin Mary Matthew Max Michael Mike Molly Nancy Nick Nina Noah Oliver
Olivia Oscar Patricia Paul Peter Philip Rachel Ralph Rebecca Richard Robert Roger Rose Ruth Ryan Sally Sam Samuel
Sandra Sarah Simon Sophie Stephen Steve Susan Thomas Tim Tom Vera Victor Walter William
""".split()
SURNAMES = """
Baker Bennett Brown Carter Clark Collins Cooper Davis Edwards Evans Fisher Foster Garcia Gray Green Hall Harris Hill
Hughes Jackson Johnson Jones Kelly King Lewis Lopez Marshall Martinez Miller Mitchell Moore Morgan Morris Murphy
Nelson Palmer Parker Phillips Reed Roberts Robinson Rogers Russell Scott Shaw Smith Stone Taylor Thompson Turner
Walker Watson White Williams Wilson Wood Wright Young
""".split()
NAMES = [*FIRST_NAMES, *SURNAMES]
PLACES = """
London Paris Berlin Madrid Rome Vienna Prague Warsaw Athens Moscow Dublin Oslo Stockholm Helsinki Copenhagen
Amsterdam Brussels Lisbon Budapest Zurich Geneva Munich Hamburg Milan Venice Naples Barcelona Edinburgh Glasgow
Manchester Liverpool Bristol Oxford Cambridge Birmingham York Boston Chicago Dallas Denver Houston Miami Seattle
Toronto Montreal Vancouver Sydney Melbourne Tokyo Beijing Shanghai Delhi Cairo Nairobi Lagos Africa Asia Europe
America Australia Antarctica California Florida Texas Scotland England Wales Ireland France Germany Italy Spain
Portugal Poland Sweden Norway
""".split()

NOUNS = [*PEOPLE, *ANIMALS, *FOOD, *HOUSE, *OUTSIDE, *TRANSPORT, *BODY, *THINGS]


def everything() -> list[str]:
    """Every word once."""
    kinds = (
        NOUNS,
        ADJECTIVES,
        ADVERBS,
        PREPOSITIONS,
        list(VERBS),
        list(VERBS.values()),
        SMALL,
        ORDINALS,
        NAMES,
        PLACES,
    )
    return sorted({word for kind in kinds for entry in kind for word in entry.split()})
