# ruff: noqa: E501 (tables)
"""What the starter knows by heart: relations between two words, each with the questions it answers.

Longer than other files, being tables: rows of data, and hardly a function.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Relation:
    """A table of facts of one kind."""

    questions: tuple[str, ...]
    """Patterns with {0} for the subject, {thing} and {place} for its two halves around "in" or "on", {kind} for what
    kind of time it is: day, month or season."""
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
            "(what|which) (money|currency) (do they|do people|does one|do you|do we|must i) (use|have|pay with|need|take|carry|spend) in {0}",
            "{0}'s (currency|money)[ please| is what]",
            "(what is|what's) (the money|the currency|money) (called in {0}|in {0}|of {0})",
            "(in which|with which|with what) (money|currency) (do they|do people|does one|can i) pay in {0}",
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
            "(what|which) (language|languages|tongue) (do|does) (people|they|the people|everyone|one|locals) (speak|use|talk|understand) in {0}",
            "(what|which) (language|tongue) (is|do they have|do i hear|is used) in {0}",
            "(what is|what's) (spoken|the language people speak|the language|people's language) in {0}",
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
            "(what's|what is|whats|tell me) the (chemical |)(symbol|sign|formula|abbreviation) (of|for) {0}[ please| in chemistry]",
            "(the |)(symbol|sign|formula) (of|for) {0}[ please| in chemistry]",
            "(how|with what) (do|does) (you|one|chemists) (write|abbreviate|shorten) {0}( in chemistry||)",
            "(what|which) (letter|letters|sign) (stands|stand|is|are|is used) for {0}[ in chemistry]",
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
            "(what|which) (colour|color) (has|do you give|would you paint) {0}[ got]",
            "(what|which) (is|would be) the (colour|color) of {0}",
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
            "how many (legs|feet) (has|have) {0} got",
            "how many (legs|feet) (does|do) {0} (have|have got|walk on|stand on|run on)",
            "(the |what is the |)number of (legs|feet) (of|on|for) {0}",
            "(on how many|with how many) (legs|feet) does {0} (walk|stand|run)",
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
            "(what|how) (do you call|do we call|is the word for|does one call) (the young|the baby|the child|the little one) of a {0}",
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
            "(what|which) (sound|noise) (does|do) (a|the|my) {0} (make|give|produce)[ please]",
            "how does (a|the|my) {0} (go|sound|speak|call)",
        ),
        "A {0} {1}.",
        _table(
            "dog:barks,cat:meows,cow:moos,sheep:bleats,horse:neighs,pig:grunts,duck:quacks,lion:roars,wolf:howls,bee:buzzes,snake:hisses,"
            "frog:croaks,donkey:brays,mouse:squeaks,bird:sings,hen:clucks,rooster:crows,owl:hoots,bear:growls,goose:honks,elephant:trumpets"
        ),
    ),
    "home": Relation(
        (
            "where (does|do) (a|the) {0} (live|sleep)",
            "(what is|what's) the home of a {0}( called||)",
            "where would i find a {0}",
            "(what|which) place does a {0} live in",
            "(where|in what) (does|do) (a|the|wild) {0} (live|sleep|stay|make its home)",
            "(what is|what do you call|how do you call) (the home|the house|the place) (of|where) a {0}( lives||)",
        ),
        "A {0} lives in {1}.",
        _table(
            "bee:a hive,bird:a nest,dog:a kennel,horse:a stable,rabbit:a burrow,fox:a den,bear:a den,spider:a web,fish:water,pig:a sty,"
            "lion:the savanna,penguin:the Antarctic,camel:the desert,whale:the ocean,monkey:the jungle,polar bear:the Arctic,kangaroo:Australia,panda:China"
        ),
    ),
    "eats": Relation(
        (
            "what (does|do) (a|the) {0} eat",
            "(what is|what's) the food of a {0}",
            "what (should i feed|do i feed|do you feed|can i feed) (a|my) {0}",
            "what (kind of|) food does a {0} (need|like|eat)",
            "what (do|does) (a|the|my|your) {0} (eat|feed on|like to eat|live on|have for dinner)",
            "what (should|can|must|do) i (give|feed) (a|my|the) {0}( to eat||)",
        ),
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
            "(who|which person) (was|is) the (inventor|discoverer|maker|father|creator|first maker) of {0}",
            "(who|whom) (do we have to thank for|do we owe|can we thank for) {0}",
            "whose (invention|idea|work|discovery) (is|was) {0}",
            "(tell me|do you know|can you tell me|i want to know) who (invented|discovered|made|built|came up with|created) {0}",
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
            "how many {thing} (are|are there|do you find|do we find|have we) (in|on) {place}[, please| exactly]",
            "how many {thing} (does|do|would) {place} (have|have got|count|contain|hold)[ in all| exactly| altogether]",
            "how many {thing} (has|make|makes|make up|form|go into|fit into|belong to) {place}[ got| please]",
            "how many {0}[, please| are there| do we have| are there exactly]",
            "(tell me|do you know|can you tell me|please tell me|i want to know|say) how many {thing} (there are in|are in|make) {place}",
            "(what is|what's|whats|tell me|say|give me|) the (number|count) of {0}",
            "(number of {0}|{place} has how many {thing}|{thing} in {place})[ please]",
        ),
        "There are {1} {0}.",
        _table(
            "days in a week:7,months in a year:12,days in a year:365,weeks in a year:52,days in a leap year:366,seasons in a year:4,"
            "minutes in an hour:60,seconds in a minute:60,hours in a day:24,letters in the alphabet:26,colours in the rainbow:7,"
            "fingers on a hand:5,toes on a foot:5,teeth in an adult:32,bones in the human body:206,hearts in an octopus:3,"
            "arms on an octopus:8,strings on a guitar:6,strings on a violin:4,keys on a piano:88,players in a football team:11,"
            "sides in a triangle:3,sides in a square:4,sides in a pentagon:5,sides in a hexagon:6,sides in an octagon:8,"
            "corners in a triangle:3,wheels on a car:4,wheels on a bicycle:2,wheels on a tricycle:3,cards in a deck:52,"
            "squares on a chess board:64,years in a century:100,years in a decade:10,years in a millennium:1000,"
            "days in January:31,days in February:28,days in March:31,days in April:30,days in May:31,days in June:30,"
            "days in July:31,days in August:31,days in September:30,days in October:31,days in November:30,days in December:31,"
            "states in America:50,eggs in a dozen:12,minutes in a football match:90,wings on a bee:4,humps on a camel:1 or 2"
        ),
    ),
    "count all": Relation(
        (
            "how many {0} (are there|exist|do we have|do we know|are they|have we got|does the world have|are there in all|are there altogether)[ please]",
            "(tell me|do you know|can you tell me|say|i want to know) how many {0} there are",
            "(what is|what's|whats|tell me|) the (number|count) of {0}[ on earth| in the world]",
            "(number of {0}|there are how many {0}|how many {0})[ please]",
        ),
        "There are {1} {0}.",
        _table("planets:8,continents:7,oceans:5,seasons:4,vowels:5,months:12,weekdays:7,letters:26,primary colours:3"),
    ),
    "after": Relation(
        (
            "(what|which) {kind} (comes|is|follows|is next|comes next|comes right|is right) after {0}[ please]",
            "(what|which {kind}) (comes|comes next|follows|is|do we have|is the next) after {0}[ in the year| in the calendar| please]",
            "(what|which {kind}) follows {0}",
            "after {0} (comes what|comes which {kind}|what comes|what {kind} comes|which {kind} is it)",
            "(what is|what's|tell me|name|do you know|say) the {kind} (after|that comes after|that follows|following|right after) {0}",
            "(the |){kind} after {0}[ please| is what]",
        ),
        "{1} comes after {0}.",
        _table(
            "January:February,February:March,March:April,April:May,May:June,June:July,July:August,August:September,September:October,"
            "October:November,November:December,December:January,Monday:Tuesday,Tuesday:Wednesday,Wednesday:Thursday,Thursday:Friday,"
            "Friday:Saturday,Saturday:Sunday,Sunday:Monday,spring:Summer,summer:Autumn,autumn:Winter,winter:Spring"
        ),
    ),
    "before": Relation(
        (
            "(what|which) {kind} (comes|is|was|comes right|is right) before {0}[ please]",
            "(what|which {kind}) (comes|is|was|do we have) before {0}[ in the year| in the calendar| please]",
            "(what|which {kind}) precedes {0}",
            "before {0} (comes what|comes which {kind}|what comes|what {kind} comes|which {kind} is it)",
            "(what is|what's|tell me|name|do you know|say) the {kind} (before|that comes before|right before) {0}",
            "(the |){kind} before {0}[ please| is what]",
        ),
        "{1} comes before {0}.",
        _table(
            "January:December,February:January,March:February,April:March,May:April,June:May,July:June,August:July,September:August,"
            "October:September,November:October,December:November,Monday:Sunday,Tuesday:Monday,Wednesday:Tuesday,Thursday:Wednesday,"
            "Friday:Thursday,Saturday:Friday,Sunday:Saturday,spring:Winter,summer:Spring,autumn:Summer,winter:Autumn"
        ),
    ),
    "does": Relation(
        (
            "what does (the|a|my) {0} do",
            "what is (the|a) {0} (for|good for)",
            "(why|what) do we (have|need) (a|the) {0}( for||)",
            "what is the (job|function|purpose) of the {0}",
            "(what is|what's|whats) (the|a) {0} (there |used |good |)for",
            "(what|which) (job|task|function|purpose) (has|does) (the|a) {0}( have| got||)",
            "what (do we|do you|does one) (need|use) (the|a) {0} for",
        ),
        "The {0} {1}.",
        _table(
            "heart:pumps blood through the body,brain:controls the body and thinks,stomach:digests food,lungs:take in air,liver:cleans the blood,skin:protects the body,"
            "kidney:filters the blood,eye:lets us see,ear:lets us hear,nose:lets us smell,tongue:lets us taste,tooth:chews food,bone:holds the body up,muscle:moves the body,"
            "thermometer:measures temperature,compass:shows where north is,barometer:measures air pressure,telescope:shows distant things,microscope:shows very small things,clock:shows the time,scale:measures weight,fridge:keeps food cold"
        ),
    ),
    "doer": Relation(
        (
            "(what|which) (organ|part of the body|body part|part of us|part of a person) {0}",
            "(what|which organ) {0}",
            "(name|tell me|say) the (organ|part of the body) that {0}",
        ),
        "The {1} {0}.",
        _table(
            "pumps the blood:heart,pumps blood through the body:heart,pumps our blood:heart,thinks:brain,controls the body:brain,does the thinking:brain,"
            "digests food:stomach,digests what we eat:stomach,cleans the blood:liver,filters the blood:kidney,protects the body:skin,covers the body:skin,"
            "lets us see:eye,lets us hear:ear,lets us smell:nose,lets us taste:tongue,holds the body up:skeleton,moves the body:muscle,is for hearing:ear,is for seeing:eye,is for smelling:nose"
        ),
    ),
}  # fmt: skip
