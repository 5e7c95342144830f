# ruff: noqa: E501 (tables)
"""What the starter knows by heart: relations between two words, each with the questions it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Relation:
    """A table of facts of one kind."""

    questions: tuple[str, ...]
    """Patterns with {0} for the subject."""
    reply: str
    """With {0} for the subject and {1} for what is known of it."""
    table: Mapping[str, str]


def _table(text: str) -> dict[str, str]:
    return dict(entry.strip().split(":") for entry in text.split(","))  # type: ignore[misc]


_WHAT = "(what is|what's|tell me|do you know|name|can you tell me|please tell me|say|give me|i want to know|whats)"

RELATIONS: Mapping[str, Relation] = {
    "currency": Relation(
        (
            _WHAT + " the (currency|money) (of|in) {0}",
            "(what|which) (currency|money) (does {0} (use|have)|do they use in {0}|is used in {0}|do i need in {0}|is there in {0})",
            "(how|with what) do (you|people) pay in {0}",
            "what do people pay with in {0}",
            "(currency of|the currency of) {0}",
        ),
        "The currency of {0} is the {1}.",
        _table(
            "France:euro,Germany:euro,Italy:euro,Spain:euro,Portugal:euro,Austria:euro,Greece:euro,Ireland:euro,Finland:euro,"
            "Belgium:euro,the Netherlands:euro,England:pound,Scotland:pound,the United Kingdom:pound,the United States:dollar,"
            "America:dollar,Canada:Canadian dollar,Australia:Australian dollar,Japan:yen,China:yuan,India:rupee,Russia:rouble,"
            "Switzerland:franc,Sweden:krona,Norway:krone,Denmark:krone,Poland:zloty,Hungary:forint,Turkey:lira,Mexico:peso,"
            "Argentina:peso,Chile:peso,Brazil:real,South Africa:rand,Egypt:Egyptian pound,Thailand:baht,Vietnam:dong,"
            "South Korea:won,Korea:won,Israel:shekel,Ukraine:hryvnia,Kenya:shilling,Peru:sol,Iceland:krona"
        ),
    ),
    "language": Relation(
        (
            "(what|which) language(| is) (do they speak|is spoken|do people speak|do you speak|spoken|do the people speak|do i need|do they talk) in {0}",
            "(what|which) language does {0} (speak|have|use)",
            _WHAT + " the (language|official language|main language) (of|in) {0}",
            "what do they speak in {0}",
            "(language of|the language of|language in) {0}",
        ),
        "In {0} people speak {1}.",
        _table(
            "France:French,Germany:German,Italy:Italian,Spain:Spanish,Portugal:Portuguese,Austria:German,Greece:Greek,"
            "England:English,Ireland:English,Scotland:English,the United States:English,America:English,Australia:English,"
            "New Zealand:English,Canada:English and French,Belgium:Dutch and French,Switzerland:German and French,"
            "the Netherlands:Dutch,Holland:Dutch,Sweden:Swedish,Norway:Norwegian,Denmark:Danish,Finland:Finnish,"
            "Iceland:Icelandic,Poland:Polish,Hungary:Hungarian,Russia:Russian,Ukraine:Ukrainian,Turkey:Turkish,Japan:Japanese,"
            "China:Chinese,Korea:Korean,Vietnam:Vietnamese,Thailand:Thai,India:Hindi and English,Iran:Persian,Israel:Hebrew,"
            "Egypt:Arabic,Morocco:Arabic,Saudi Arabia:Arabic,Mexico:Spanish,Argentina:Spanish,Chile:Spanish,Peru:Spanish,"
            "Cuba:Spanish,Colombia:Spanish,Brazil:Portuguese,Croatia:Croatian,Romania:Romanian,Bulgaria:Bulgarian,Indonesia:Indonesian"
        ),
    ),
    "continent": Relation(
        (
            "(what|which|on which|on what|in what) continent is {0}( on| in| part of|)",
            "(where is|where's|where in the world is|where can i find|where does one find|where on earth is) {0}[ on the map]",
            "(which|what) continent does {0} belong to",
            "(what part of the world|which part of the world) is {0} in",
        ),
        "{0} is in {1}.",
        _table(
            "France:Europe,Germany:Europe,Italy:Europe,Spain:Europe,Portugal:Europe,Poland:Europe,Sweden:Europe,Norway:Europe,"
            "Finland:Europe,Greece:Europe,Austria:Europe,Hungary:Europe,Ireland:Europe,Belgium:Europe,Switzerland:Europe,"
            "Romania:Europe,Croatia:Europe,Ukraine:Europe,Iceland:Europe,Denmark:Europe,England:Europe,Egypt:Africa,Kenya:Africa,Nigeria:Africa,"
            "Morocco:Africa,Ghana:Africa,Ethiopia:Africa,South Africa:Africa,Tunisia:Africa,Madagascar:Africa,Senegal:Africa,India:Asia,China:Asia,"
            "Japan:Asia,Thailand:Asia,Vietnam:Asia,Nepal:Asia,Iran:Asia,Indonesia:Asia,Mongolia:Asia,Pakistan:Asia,Korea:Asia,Israel:Asia,"
            "Canada:North America,Mexico:North America,the United States:North America,Cuba:North America,Jamaica:North America,Brazil:South America,"
            "Argentina:South America,Chile:South America,Peru:South America,Colombia:South America,Ecuador:South America,"
            "Bolivia:South America,Venezuela:South America,Paris:France,Berlin:Germany,London:England,Rome:Italy,Madrid:Spain,"
            "Tokyo:Japan,Sydney:Australia,Toronto:Canada,Chicago:the United States,New York:the United States,Hamburg:Germany,"
            "Munich:Germany,Barcelona:Spain,Milan:Italy,Venice:Italy,Moscow:Russia,Istanbul:Turkey,Cairo:Egypt,Zurich:Switzerland"
        ),
    ),
    "symbol": Relation(
        (
            _WHAT + " the (chemical |)(symbol|sign|formula) (of|for) {0}",
            "(what|which) (chemical symbol|symbol|letters) (does {0} have|stands for {0}|is used for {0}|has {0})",
            "how is {0} written in chemistry",
            "(chemical symbol|symbol) (of|for) {0}",
        ),
        "The symbol for {0} is {1}.",
        _table(
            "hydrogen:H,helium:He,lithium:Li,carbon:C,nitrogen:N,oxygen:O,fluorine:F,neon:Ne,sodium:Na,magnesium:Mg,"
            "aluminium:Al,silicon:Si,phosphorus:P,sulphur:S,chlorine:Cl,argon:Ar,potassium:K,calcium:Ca,titanium:Ti,"
            "chromium:Cr,manganese:Mn,iron:Fe,cobalt:Co,nickel:Ni,copper:Cu,zinc:Zn,silver:Ag,tin:Sn,iodine:I,gold:Au,"
            "mercury:Hg,lead:Pb,uranium:U,platinum:Pt,water:H2O"
        ),
    ),
    "colour": Relation(
        (
            "(what|which) (colour|color) (is|are|does|has) {0}[ have]",
            _WHAT + " the (colour|color) of {0}",
            "(colour|color) of {0}",
        ),
        "The colour of {0} is {1}.",
        _table(
            "the sky:blue,grass:green,snow:white,blood:red,the sun:yellow,a banana:yellow,bananas:yellow,a lemon:yellow,coal:black,"
            "an orange:orange,a carrot:orange,carrots:orange,a tomato:red,tomatoes:red,milk:white,the sea:blue,leaves:green,"
            "a raven:black,a polar bear:white,an elephant:grey,a flamingo:pink,a strawberry:red,a lime:green,a frog:green,"
            "chocolate:brown,honey:golden,salt:white,a cherry:red,a pea:green,a fire engine:red,an emerald:green,a ruby:red,a sapphire:blue"
        ),
    ),
    "legs": Relation(
        (
            "how many (legs|feet) (does|do|has) {0}( have| got|)",
            _WHAT + " the number of legs of {0}",
            "{0} has how many legs",
        ),
        "{0} has {1} legs.",
        _table(
            "a dog:4,a cat:4,a horse:4,a cow:4,a spider:8,an ant:6,a bee:6,an insect:6,a fly:6,a butterfly:6,a beetle:6,a bird:2,"
            "a chicken:2,a duck:2,a human:2,a crab:10,a lobster:10,a snake:no,a fish:no,a scorpion:8,a lion:4,an elephant:4,"
            "a frog:4,an ostrich:2,a penguin:2,a kangaroo:2,a worm:no,a chair:4"
        ),
    ),
    "young": Relation(
        (
            "(what is|what's|what do you call|how do you call|tell me what) (a baby|a young|the young of a|the baby of a) {0}( called| is called||)",
            _WHAT + " the (name|word) (of|for) a (baby|young) {0}",
            "(what|how) is (a|the) (baby|young) {0} called",
        ),
        "A young {0} is called a {1}.",
        _table(
            "dog:puppy,cat:kitten,cow:calf,horse:foal,sheep:lamb,goat:kid,pig:piglet,lion:cub,bear:cub,tiger:cub,hen:chick,duck:duckling,"
            "goose:gosling,swan:cygnet,deer:fawn,kangaroo:joey,fox:cub,wolf:cub,elephant:calf,whale:calf,frog:tadpole,seal:pup,owl:owlet,rabbit:kitten"
        ),
    ),
    "sound": Relation(
        (
            "(what|which) (sound|noise) does (a|the) {0} make",
            "what does (a|the) {0} (say|do when it calls)",
            "how does a {0} (go|sound)",
            _WHAT + " the (sound|noise) of a {0}",
        ),
        "A {0} {1}.",
        _table(
            "dog:barks,cat:meows,cow:moos,sheep:bleats,horse:neighs,pig:grunts,duck:quacks,lion:roars,wolf:howls,bee:buzzes,snake:hisses,"
            "frog:croaks,donkey:brays,mouse:squeaks,bird:sings,hen:clucks,rooster:crows,owl:hoots,bear:growls,goose:honks,elephant:trumpets"
        ),
    ),
    "home": Relation(
        ("where (does|do) (a|the) {0} (live|sleep)", "(what is|what's) the home of a {0}( called||)", "where would i find a {0}", "(what|which) place does a {0} live in"),
        "A {0} lives in {1}.",
        _table(
            "bee:a hive,bird:a nest,dog:a kennel,horse:a stable,rabbit:a burrow,fox:a den,bear:a den,spider:a web,fish:water,pig:a sty,"
            "lion:the savanna,penguin:the Antarctic,camel:the desert,whale:the ocean,monkey:the jungle,polar bear:the Arctic,kangaroo:Australia,panda:China"
        ),
    ),
    "eats": Relation(
        ("what (does|do) (a|the) {0} eat", "(what is|what's) the food of a {0}", "what (should i feed|do i feed|do you feed|can i feed) (a|my) {0}", "what (kind of|) food does a {0} (need|like|eat)"),
        "A {0} eats {1}.",
        _table(
            "cow:grass,horse:grass and hay,cat:meat and fish,dog:meat,rabbit:grass and vegetables,lion:meat,panda:bamboo,koala:eucalyptus leaves,"
            "bear:fish and berries,squirrel:nuts,mouse:seeds and grain,wolf:meat,shark:fish,spider:insects,frog:insects,owl:mice,sheep:grass,goat:grass and leaves,penguin:fish,monkey:fruit,elephant:grass and leaves"
        ),
    ),
    "inventor": Relation(
        (
            "who (invented|discovered|built|made|created|came up with|was the inventor of|is the inventor of|developed) {0}[ first]",
            _WHAT + " (the inventor of|who invented|who discovered|who made) {0}",
            "{0} was (invented|discovered|made|created) by (who|whom)",
            "by whom was {0} (invented|made|discovered|created)",
        ),
        "{1} gave us {0}.",
        _table(
            "the telephone:Alexander Graham Bell,the light bulb:Thomas Edison,the printing press:Johannes Gutenberg,the radio:Guglielmo Marconi,"
            "the steam engine:James Watt,the airplane:The Wright brothers,the car:Karl Benz,dynamite:Alfred Nobel,penicillin:Alexander Fleming,"
            "the theory of relativity:Albert Einstein,gravity:Isaac Newton,the telescope:Hans Lippershey,x rays:Wilhelm Röntgen,radium:Marie Curie,"
            "the battery:Alessandro Volta,the diesel engine:Rudolf Diesel,the world wide web:Tim Berners-Lee,America:Christopher Columbus,"
            "the thermometer:Galileo Galilei,the phonograph:Thomas Edison,braille:Louis Braille,vaccination:Edward Jenner,evolution:Charles Darwin,"
            "the Mona Lisa:Leonardo da Vinci,Hamlet:William Shakespeare,Romeo and Juliet:William Shakespeare,Faust:Johann Wolfgang von Goethe,"
            "Harry Potter:J. K. Rowling,the Sistine ceiling:Michelangelo,Guernica:Pablo Picasso,The Starry Night:Vincent van Gogh,"
            "the Ninth Symphony:Ludwig van Beethoven,The Magic Flute:Wolfgang Amadeus Mozart,The Four Seasons:Antonio Vivaldi"
        ),
    ),
    "count": Relation(
        (
            "how many {0}[, please| exactly]",
            "(tell me|do you know|can you tell me|please tell me|i want to know|say) how many {0}",
            "(what is|what's) the number of {0}",
        ),
        "There are {1}.",
        _table(
            "days are in a week:7 days in a week,days are there in a week:7 days in a week,days does a week have:7 days in a week,"
            "months are in a year:12 months in a year,months does a year have:12 months in a year,days are in a year:365 days in a year,"
            "days does a year have:365 days in a year,weeks are in a year:52 weeks in a year,weeks does a year have:52 weeks in a year,"
            "days are in a leap year:366 days in a leap year,days does a leap year have:366 days in a leap year,seasons are there:4 seasons,"
            "seasons are in a year:4 seasons,planets are there:8 planets,planets are in the solar system:8 planets,continents are there:7 continents,"
            "oceans are there:5 oceans,letters are in the alphabet:26 letters in the alphabet,letters does the alphabet have:26 letters in the alphabet,"
            "colours are in the rainbow:7 colours in the rainbow,colours does a rainbow have:7 colours in the rainbow,fingers are on a hand:5 fingers on a hand,fingers does a hand have:5 fingers on a hand,"
            "toes do we have:10 toes,teeth does an adult have:32 teeth,teeth does a human have:32 teeth,bones are in the human body:206 bones in the human body,bones does a human have:206 bones in the human body,"
            "hearts does an octopus have:3 hearts in an octopus,arms does an octopus have:8 arms on an octopus,strings does a guitar have:6 strings on a guitar,strings does a violin have:4 strings on a violin,"
            "keys does a piano have:88 keys on a piano,players are in a football team:11 players in a football team,players does a football team have:11 players in a football team,sides does a triangle have:3 sides in a triangle,"
            "sides does a square have:4 sides in a square,sides does a hexagon have:6 sides in a hexagon,sides does a pentagon have:5 sides in a pentagon,sides does an octagon have:8 sides in an octagon,wheels does a car have:4 wheels on a car,"
            "wheels does a bicycle have:2 wheels on a bicycle,wheels does a tricycle have:3 wheels on a tricycle,cards are in a deck:52 cards in a deck,squares are on a chess board:64 squares on a chess board,"
            "years are in a century:100 years in a century,years are in a decade:10 years in a decade,years are in a millennium:1000 years in a millennium,days are in january:31 days in January,days does january have:31 days in January,"
            "days are in february:28 days in February and 29 in a leap year,days does february have:28 days in February and 29 in a leap year,days are in march:31 days in March,days does april have:30 days in April,days are in april:30 days in April,"
            "days does may have:31 days in May,days are in june:30 days in June,days does july have:31 days in July,days are in august:31 days in August,days does september have:30 days in September,days are in october:31 days in October,"
            "days does november have:30 days in November,days are in november:30 days in November,days does december have:31 days in December,states are in america:50 states in America,states does the united states have:50 states in America,"
            "eggs are in a dozen:12 in a dozen,things are in a dozen:12 in a dozen,minutes does a football match have:90 minutes in a football match,lives does a cat have:nine lives in the saying about cats,"
            "moons does the earth have:1 moon around the earth,moons does mars have:2 moons around Mars,wings does a bee have:4 wings on a bee,eyes does a spider have:8 eyes on most spiders,humps does a camel have:1 or 2 humps on a camel"
        ),
    ),
    "after": Relation(
        (
            "(what|which) (month|day|number|letter|planet|season||) (comes|is|follows) (after|right after|directly after) {0}",
            "what comes (next after|after) {0}",
            "what follows {0}",
        ),
        "{1} comes after {0}.",
        _table(
            "January:February,February:March,March:April,April:May,May:June,June:July,July:August,August:September,September:October,"
            "October:November,November:December,December:January,Monday:Tuesday,Tuesday:Wednesday,Wednesday:Thursday,Thursday:Friday,"
            "Friday:Saturday,Saturday:Sunday,Sunday:Monday,spring:Summer,summer:Autumn,autumn:Winter,winter:Spring"
        ),
    ),
    "before": Relation(
        ("(what|which) (month|day|season|) (comes|is|was) (before|right before|directly before) {0}", "what comes before {0}", "what precedes {0}"),
        "{1} comes before {0}.",
        _table(
            "January:December,February:January,March:February,April:March,May:April,June:May,July:June,August:July,September:August,"
            "October:September,November:October,December:November,Monday:Sunday,Tuesday:Monday,Wednesday:Tuesday,Thursday:Wednesday,"
            "Friday:Thursday,Saturday:Friday,Sunday:Saturday,spring:Winter,summer:Spring,autumn:Summer,winter:Autumn"
        ),
    ),
    "does": Relation(
        ("what does (the|a|my) {0} do", "what is (the|a) {0} (for|good for)", "(why|what) do we (have|need) (a|the) {0}( for||)", "what is the (job|function|purpose) of the {0}"),
        "The {0} {1}.",
        _table(
            "heart:pumps blood through the body,brain:controls the body and thinks,stomach:digests food,lungs:take in air,liver:cleans the blood,skin:protects the body,"
            "kidney:filters the blood,eye:lets us see,ear:lets us hear,nose:lets us smell,tongue:lets us taste,tooth:chews food,bone:holds the body up,muscle:moves the body,"
            "thermometer:measures temperature,compass:shows where north is,barometer:measures air pressure,telescope:shows distant things,microscope:shows very small things,clock:shows the time,scale:measures weight,fridge:keeps food cold"
        ),
    ),
}  # fmt: skip
