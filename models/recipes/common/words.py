"""Words that fill the slots of the sentences."""

from __future__ import annotations

CAPITALS = {
    "France": "Paris", "Germany": "Berlin", "Italy": "Rome", "Spain": "Madrid", "Portugal": "Lisbon",
    "Poland": "Warsaw", "Sweden": "Stockholm", "Norway": "Oslo", "Finland": "Helsinki", "Denmark": "Copenhagen",
    "Greece": "Athens", "Turkey": "Ankara", "Egypt": "Cairo", "Kenya": "Nairobi", "Nigeria": "Abuja",
    "India": "New Delhi", "China": "Beijing", "Japan": "Tokyo", "Korea": "Seoul", "Thailand": "Bangkok",
    "Vietnam": "Hanoi", "Australia": "Canberra", "Canada": "Ottawa", "Mexico": "Mexico City", "Brazil": "Brasilia",
    "Argentina": "Buenos Aires", "Chile": "Santiago", "Peru": "Lima", "Ireland": "Dublin", "England": "London",
    "Scotland": "Edinburgh", "Austria": "Vienna", "Hungary": "Budapest", "Russia": "Moscow", "Ukraine": "Kyiv",
    "Belgium": "Brussels", "Switzerland": "Bern", "Iceland": "Reykjavik", "Cuba": "Havana", "Iran": "Tehran",
}  # fmt: skip
ITEMS = (
    "milk bread eggs butter cheese apples bananas coffee tea sugar rice pasta tomatoes onions potatoes chicken fish "
    "soap paper batteries carrots honey flour salt pepper oranges lemons water juice chocolate cookies"
).split()
NAMES = (
    "John Mary Peter Susan David Anna Robert Linda Michael Emma James Olivia William Sophie Thomas Laura George "
    "Alice Henry Clara"
).split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()
TASKS = (
    "call {name}|call the doctor|call the dentist|write to {name}|water the plants|feed the cat|walk the dog|buy {item}|"
    "open the window|close the window|take out the trash|check the oven|turn off the oven|take my medicine|"
    "pay the rent|clean the kitchen|get the laundry|pick up {name}|book a table|charge the phone|lock the door|"
    "read the book|fix the bike|wash the car|send the letter|drink some water|take a break|go to bed|make dinner"
).split("|")
TOPICS = (
    "the weather|music|history|science|space|the ocean|birds|computers|cooking|football|chess|poetry|the moon|"
    "volcanoes|trees|the human body|sleep|language|money|travel|dinosaurs|politics|the news|art|physics|the stars|"
    "cars|trains|the sea|mountains|robots|the future|love|gardens|gold|the internet"
).split("|")
ADJECTIVES = "last first next new old current private short long quick quiet loud big small happy strange useful".split()
THINGS = (
    "transcript conversation history microphone speaker voice model session recording answer message panel window "
    "setting backup database timer reminder note list screen keyboard button computer phone door table book"
).split()
VERBS = "open close delete rename search replay save copy show hide start pause share repeat change edit find".split()
ROOMS = "kitchen bedroom bathroom office garage hallway garden".split()
