"""Words that fill the slots of the sentences."""

from __future__ import annotations


def _split(text: str) -> list[str]:
    """The entries of a list that is written with commas."""
    return [" ".join(entry.split()) for entry in text.split(",")]


CAPITALS = {
    "France": "Paris", "Germany": "Berlin", "Italy": "Rome", "Spain": "Madrid", "Portugal": "Lisbon",
    "Poland": "Warsaw", "Sweden": "Stockholm", "Norway": "Oslo", "Finland": "Helsinki", "Denmark": "Copenhagen",
    "Greece": "Athens", "Turkey": "Ankara", "Egypt": "Cairo", "Kenya": "Nairobi", "Nigeria": "Abuja",
    "India": "New Delhi", "China": "Beijing", "Japan": "Tokyo", "Korea": "Seoul", "South Korea": "Seoul",
    "North Korea": "Pyongyang", "Thailand": "Bangkok", "Vietnam": "Hanoi", "Australia": "Canberra",
    "Canada": "Ottawa", "Mexico": "Mexico City", "Brazil": "Brasilia", "Argentina": "Buenos Aires",
    "Chile": "Santiago", "Peru": "Lima", "Ireland": "Dublin", "England": "London", "Scotland": "Edinburgh",
    "Wales": "Cardiff", "Great Britain": "London", "the United Kingdom": "London", "Austria": "Vienna",
    "Hungary": "Budapest", "Russia": "Moscow", "Ukraine": "Kyiv", "Belgium": "Brussels", "Switzerland": "Bern",
    "Iceland": "Reykjavik", "Cuba": "Havana", "Iran": "Tehran", "Iraq": "Baghdad", "Israel": "Jerusalem",
    "Jordan": "Amman", "Lebanon": "Beirut", "Syria": "Damascus", "Saudi Arabia": "Riyadh", "Qatar": "Doha",
    "Morocco": "Rabat", "Algeria": "Algiers", "Tunisia": "Tunis", "Libya": "Tripoli", "Ghana": "Accra",
    "Ethiopia": "Addis Ababa", "Uganda": "Kampala", "Senegal": "Dakar", "South Africa": "Pretoria",
    "Zimbabwe": "Harare", "Madagascar": "Antananarivo", "Croatia": "Zagreb", "Serbia": "Belgrade",
    "Slovenia": "Ljubljana", "Slovakia": "Bratislava", "Romania": "Bucharest", "Bulgaria": "Sofia",
    "Albania": "Tirana", "Estonia": "Tallinn", "Latvia": "Riga", "Lithuania": "Vilnius", "Belarus": "Minsk",
    "the Netherlands": "Amsterdam", "Holland": "Amsterdam", "Luxembourg": "Luxembourg", "Malta": "Valletta",
    "Cyprus": "Nicosia", "the Czech Republic": "Prague", "the United States": "Washington",
    "America": "Washington", "New Zealand": "Wellington", "Indonesia": "Jakarta", "Malaysia": "Kuala Lumpur",
    "the Philippines": "Manila", "Pakistan": "Islamabad", "Bangladesh": "Dhaka", "Nepal": "Kathmandu",
    "Afghanistan": "Kabul", "Mongolia": "Ulaanbaatar", "Taiwan": "Taipei", "Singapore": "Singapore",
    "Colombia": "Bogota", "Venezuela": "Caracas", "Ecuador": "Quito", "Bolivia": "Sucre", "Uruguay": "Montevideo",
    "Paraguay": "Asuncion", "Jamaica": "Kingston", "Haiti": "Port au Prince", "Panama": "Panama City",
    "Costa Rica": "San Jose", "Guatemala": "Guatemala City", "Georgia": "Tbilisi", "Armenia": "Yerevan",
}  # fmt: skip
ITEMS = _split(
    """
    milk, bread, eggs, butter, cheese, apples, bananas, coffee, tea, sugar, rice, pasta, tomatoes, onions,
    potatoes, chicken, fish, soap, paper, batteries, carrots, honey, flour, salt, pepper, oranges, lemons,
    water, juice, chocolate, cookies, ham, bacon, beef, pork, lamb, salmon, tuna, shrimp, sausages, yoghurt,
    cream, cucumbers, lettuce, spinach, cabbage, broccoli, cauliflower, mushrooms, peppers, garlic, ginger,
    beans, peas, lentils, corn, celery, parsley, basil, cinnamon, vanilla, grapes, pears, peaches, plums,
    cherries, strawberries, raspberries, blueberries, melons, pineapple, mangoes, limes, avocados, kiwis, nuts,
    almonds, peanuts, raisins, oats, cereal, muesli, jam, marmalade, mustard, ketchup, mayonnaise, vinegar, oil,
    biscuits, cake, crackers, crisps, popcorn, noodles, soup, pizza, tofu, beer, wine, cider, lemonade, cocoa,
    shampoo, toothpaste, toothbrushes, tissues, towels, sponges, napkins, candles, matches, plasters, aspirin,
    detergent, bleach, foil, envelopes, stamps, pens, pencils, tape, glue, scissors, screws, nails, bulbs,
    flowers, seeds, socks, gloves, nappies, diapers, razors, deodorant, spaghetti, turkey, pumpkin, leeks,
    radishes, turnips, beetroot, olive oil, orange juice, apple juice, toilet paper, kitchen roll, washing
    powder, dish soap, cat food, dog food, bird seed, brown bread, white wine, red wine, sparkling water, peanut
    butter, ice cream, sour cream, baking powder, light bulbs, bin bags, shower gel, hand cream, soy sauce,
    green tea, frozen peas, dark chocolate, a birthday card, wrapping paper, printer paper, a new lamp, cherry
    tomatoes, sweet potatoes, coconut milk, oat milk, cough syrup, washing up liquid
    """
)
LABELS = _split(
    """
    tea, egg, eggs, pasta, pizza, rice, bread, cake, oven, laundry, coffee, potato, soup, roast, chicken, fish,
    steak, nap, break, workout, plank, yoga, reading, homework, meeting, parking, washing, dryer, sauna, shower,
    bath, dough, cookie, muffin, noodle, vegetable, bean, lentil, study, piano, game, garden, sprinkler,
    barbecue, grill, sauce, curry, stew, dishwasher, kitchen, school, exam, speech, lunch
    """
)
NAMES = _split(
    """
    John, Mary, Peter, Susan, David, Anna, Robert, Linda, Michael, Emma, James, Olivia, William, Sophie, Thomas,
    Laura, George, Alice, Henry, Clara, Paul, Jane, Mark, Kate, Simon, Julia, Daniel, Sarah, Andrew, Rachel,
    Martin, Helen, Oliver, Lucy, Max, Ella, Leo, Mia, Ben, Nina, Sam, Ruth, Jack, Grace, Harry, Rose, Charlie,
    Daisy, Oscar, Eva, Felix, Ida, Hugo, Nora, Adam, Maria, Lucas, Hannah, Noah, Lily, Ryan, Chloe, Kevin, Amy,
    Brian, Karen, Steven, Nicole, Frank, Barbara, Walter, Martha, Victor, Diana, Philip, Elena, Anthony, Teresa,
    Dennis, Monica, Omar, Fatima, Ali, Priya, Ravi, Yuki, Chen, Ivan, Olga, Carlos, Sofia, Pedro, Carmen, Luigi,
    Bianca, Pierre, Camille, Hans, Greta
    """
)
SURNAMES = _split(
    """
    Miller, Smith, Jones, Brown, Taylor, Wilson, Davies, Evans, Walker, Johnson, Roberts, Wright, Thompson,
    White, Hughes, Edwards, Green, Hall, Wood, Harris, Martin, Jackson, Clarke, Clark, Turner, Hill, Cooper,
    Ward, Morris, King, Moore, Baker, Fisher, Weber, Meyer, Wagner, Becker, Schmidt, Hoffman, Keller, Garcia,
    Lopez, Rossi, Bianchi, Novak, Kovacs, Larsen, Hansen, Berg, Lind, Singh, Khan, Patel, Tanaka, Kim, Lee,
    Nguyen, Murphy, Kelly, Walsh, Stewart, Campbell, Anderson, Bennett, Foster, Gray, Hunter, Marshall, Palmer,
    Shaw, Stone
    """
)
WEEKDAYS = _split(
    """
    Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday
    """
)
MONTHS = _split(
    """
    January, February, March, April, May, June, July, August, September, October, November, December
    """
)
PEOPLE = _split(
    """
    the doctor, the dentist, the bank, the plumber, the school, the landlord, the office, the hairdresser, the
    garage, the vet, the electrician, the hotel, my mother, my father, my sister, my brother, my wife, my
    husband, my son, my daughter, grandma, grandpa, mum, dad, the neighbour, the boss, the insurance, the
    library, the restaurant, my lawyer, aunt Jane, uncle Ben
    """
)
TASKS = _split(
    """
    call {name}, call {person}, call {name} back, phone {person}, ring {name}, write to {name}, email {name},
    text {person}, meet {name}, visit {person}, thank {name}, invite {name}, pick up {name}, pick up {item}, buy
    {item}, get {item}, order {item}, bring {item}, bring {name} {item}, water the plants, feed the cat, feed
    the dog, feed the fish, walk the dog, open the window, close the window, take out the trash, take out the
    bins, check the oven, turn off the oven, turn off the stove, turn off the heating, take my medicine, take my
    pills, take the cake out, pay the rent, pay the bill, pay the gas bill, clean the kitchen, clean the
    bathroom, clean the windows, get the laundry, hang up the washing, empty the dishwasher, do the dishes, iron
    the shirts, book a table, book a flight, book the hotel, charge the phone, charge the car, lock the door,
    read the book, return the book, return the keys, fix the bike, repair the fence, wash the car, mow the lawn,
    send the letter, post the parcel, send the invoice, drink some water, take a break, go to bed, go for a run,
    stretch my legs, make dinner, cook the rice, bake a cake, defrost the fish, move the car, park the car,
    leave for the station, catch the bus, renew the passport, print the tickets, pack the bags, sign the
    contract, finish the report, check the mail, back up the laptop, update the computer, join the meeting,
    practise the piano, do my homework, learn the words, change the bulb, change the sheets, switch off the
    lights, stop the washing machine, turn the steak, stir the soup, wake the children, tidy the desk, vacuum
    the stairs, get a haircut, cancel the subscription, ask {name} about the car, tell {name} about the party,
    give {name} the keys, buy a present for {name}, call {person} about the invoice
    """
)
"""With {name}, {person} and {item} to be filled in."""
TOPICS = _split(
    """
    music, history, science, space, the ocean, birds, computers, cooking, football, chess, poetry, the moon,
    volcanoes, trees, the human body, sleep, language, money, travel, dinosaurs, politics, art, physics, the
    stars, cars, trains, the sea, mountains, robots, the future, love, gardens, gold, the internet, black holes,
    whales, the romans, electricity, painting, tennis, opera, economics, philosophy, bees, castles, rockets,
    algebra, medicine, fashion, wine, insects, rivers, deserts, photography, ballet, magnets, clouds, evolution,
    atoms, the brain, taxes, the stock market, artificial intelligence, the pyramids, the vikings
    """
)
ADJECTIVES = _split(
    """
    last, first, next, new, old, current, private, short, long, quick, quiet, loud, big, small, happy, strange,
    useful, broken, heavy, light, blue, red, green, cheap, expensive, dirty, clean, empty, full, warm, cold
    """
)
THINGS = _split(
    """
    transcript, conversation, microphone, speaker, voice, session, recording, answer, message, panel, window,
    setting, backup, database, screen, keyboard, button, computer, phone, door, table, book, chair, lamp,
    mirror, bottle, bag, box, key, coat, shoe, clock, picture, sofa, shelf, bed, plate, spoon, cup, ladder,
    bicycle
    """
)
ROOMS = _split(
    """
    kitchen, bedroom, bathroom, office, garage, hallway, garden, living room, basement, attic, dining room,
    cellar, nursery
    """
)
PLACES = _split(
    """
    Berlin, London, Paris, Rome, Madrid, Vienna, Munich, Hamburg, Zurich, Milan, Barcelona, Lyon, Dublin,
    Oxford, Boston, Chicago, New York, Los Angeles, Tokyo, Sydney, Cape Town, Moscow, Istanbul, Athens, Prague,
    Brussels, Geneva, Venice, Seattle, Toronto
    """
)
SERVICES = _split(
    """
    oil change, inspection, tyre change, brake check, winter tyres, summer tyres, car wash, battery check,
    annual service, new brakes, wheel alignment, air conditioning check, engine check, exhaust repair,
    windscreen repair, clutch repair, headlight repair, safety check, tyre rotation, body repair, paint job,
    timing belt, bumper repair, diagnostics
    """
)
VEHICLES = _split(
    """
    Volvo V60, Volkswagen Golf, Ford Focus, Opel Corsa, Toyota Yaris, BMW 320, Audi A4, Fiat Panda, Renault
    Clio, Skoda Octavia, Honda Civic, Mazda 3, Kia Ceed, Seat Leon, Peugeot 208, Mini Cooper, Nissan Leaf, Tesla
    Model 3
    """
)
MAKERS = _split(
    """
    Volkswagen, Volvo, Ford, Opel, Toyota, BMW, Audi, Fiat, Renault, Skoda, Honda, Mazda, Kia, Seat, Peugeot,
    Nissan, Tesla
    """
)
REASONS = _split(
    """
    ill, sick, on holiday, too busy, away, out of town, the car is sold, the car is fine, travelling, at work
    """
)
HARD = _split(
    """
    elephant, giraffe, crocodile, hippopotamus, rhinoceros, butterfly, squirrel, penguin, dolphin, necessary,
    beautiful, rhythm, separate, definitely, accommodation, embarrass, occasion, receive, believe, neighbour,
    weird, foreign, calendar, umbrella, library, tomorrow, restaurant, government, environment, business,
    knowledge, language, science, psychology, photograph, telephone, computer, keyboard, address, success,
    possible, committee, conscience, guarantee, independent, maintenance, millennium, mischievous, noticeable,
    parliament, privilege, pronunciation, questionnaire, recommend, schedule, surprise, twelfth, vacuum,
    vegetable, wednesday, chocolate, appointment, engineer, mechanic, customer, receipt, mortgage, island,
    castle, knife, honest, thought, through, although, enough, daughter, height, weight, friend, piece, ceiling,
    science, muscle, scissors, sandwich, orchestra, dictionary, mountain, river, house, garden, school, teacher,
    student, family, holiday, birthday, present, flower, animal, weather, winter, summer, water, orange, purple,
    yellow, banana, potato, tomato, breakfast, dinner, kitchen, window, door, street, village, country, world,
    happiness, freedom, music, guitar, piano, violin, doctor, hospital, medicine, nurse, police, fire, engine,
    airport, station, bicycle, motorcycle, helicopter, submarine, volcano, earthquake, hurricane, thunder,
    lightning, rainbow, planet, universe, galaxy, dinosaur, zebra, tiger, monkey, parrot, rabbit, turtle,
    spider, lobster, octopus, jellyfish, quiz, jazz, fuzzy, pizza, xylophone, yacht, queue
    """
)
