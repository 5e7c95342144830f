"""Who makes vehicles: the first three characters of a VIN, and the first or the first two for the country."""

from __future__ import annotations

MAKERS = {
    "19X": "Honda", "1C4": "Jeep", "1FA": "Ford", "1FM": "Ford", "1FT": "Ford", "1G1": "Chevrolet",
    "1GC": "Chevrolet", "1GN": "Chevrolet", "1HG": "Honda", "1J4": "Jeep", "1N4": "Nissan", "1VW": "Volkswagen",
    "2C3": "Chrysler", "2HG": "Honda", "2T1": "Toyota", "3FA": "Ford", "3N1": "Nissan", "3VW": "Volkswagen",
    "4S3": "Subaru", "4S4": "Subaru", "4T1": "Toyota", "5J6": "Honda", "5NP": "Hyundai", "5TD": "Toyota",
    "5UX": "BMW", "5XX": "Kia", "5YJ": "Tesla", "7SA": "Tesla", "JF1": "Subaru", "JF2": "Subaru",
    "JHM": "Honda", "JM1": "Mazda", "JM3": "Mazda", "JN1": "Nissan", "JN8": "Nissan", "JTD": "Toyota",
    "JTM": "Toyota", "KL1": "Chevrolet", "KM8": "Hyundai", "KMH": "Hyundai", "KNA": "Kia", "KND": "Kia",
    "SAL": "Land Rover", "TMB": "Škoda", "TRU": "Audi", "VF1": "Renault", "VF3": "Peugeot", "VSS": "SEAT",
    "W0L": "Opel", "WAU": "Audi", "WBA": "BMW", "WDB": "Mercedes-Benz", "WDD": "Mercedes-Benz",
    "WP0": "Porsche", "WVW": "Volkswagen", "YV1": "Volvo", "ZAR": "Alfa Romeo", "ZFA": "Fiat",
}  # fmt: skip

COUNTRIES = {
    "1": "the United States", "2": "Canada", "3": "Mexico", "4": "the United States", "5": "the United States",
    "7S": "the United States", "J": "Japan", "KL": "South Korea", "KM": "South Korea", "KN": "South Korea",
    "SA": "the United Kingdom", "TM": "the Czech Republic", "TR": "Hungary", "VF": "France", "VS": "Spain",
    "W": "Germany", "YV": "Sweden", "ZA": "Italy", "ZF": "Italy",
}  # fmt: skip
