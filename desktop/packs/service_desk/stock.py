"""What made-up customers and vehicles are made of."""

from __future__ import annotations

from dataclasses import dataclass

_GIVEN_NAMES = """
    Aaron Abigail Adam Aisha Alan Alice Amanda Amir Amy Andrea Andrew Angela Anna Anthony Arthur Barbara
    Benjamin Beth Brian Camila Carl Carmen Caroline Catherine Charles Chloé Christine Claire Daniel David
    Deborah Diana Diego Donald Dorothy Edward Elena Elizabeth Emily Emma Eric Esther Ethan Evelyn Farah Fiona
    Frank Gabriel George Grace Gregory Hannah Harold Heather Helen Henry Ian Imani Irene Isaac Isabel Jack Jacob
    James Janet Jason Jennifer Jin Joan John Jonathan José Joseph Joyce Julia Karen Keith Kenji Kevin Laila
    Laura Lauren Leo Linda Louis Lucy Luis Marcus Margaret Maria Mark Martin Mary Matthew Mei Michael Mohammed
    Monica Nadia Nancy Natalie Nathan Nicole Noah Olivia Omar Oscar Pamela Patricia Paul Peter Philip Priya
    Rachel Raymond Rebecca Renée Richard Robert Rosa Ruth Ryan Samuel Sandra Sarah Scott Sean Simon Sofía
    Stephen Susan Tara Teresa Thomas Timothy Tyler Valerie Victor Victoria Vincent Walter Wendy William Yusuf
    Zoë
"""
GIVEN_NAMES = tuple(_GIVEN_NAMES.split())
_FAMILY_NAMES = """
    Adams Ahmed Alexander Allen Anderson Bailey Baker Barnes Bauer Bell Bennett Black Boyd Brooks Brown Bryant
    Burns Butler Campbell Carter Castillo Chang Chen Clark Cole Coleman Collins Cook Cooper Costa Cox Crawford
    Cruz Dahl Daniels Davies Davis Delgado Diaz Dixon Dubois Dunn Edwards Eliasson Ellis Evans Ferguson
    Fernández Fischer Fisher Fleming Flores Ford Foster Fox Freeman Fuentes García Gardner Gibson Gomez González
    Gordon Graham Grant Gray Green Griffin Gupta Hall Hamilton Hansen Harris Harrison Hayes Henderson Hernández
    Hill Hoffman Holmes Howard Hudson Hughes Hunt Hunter Ibrahim Ivanova Jackson James Jenkins Jensen Johnson
    Jones Jordan Kelly Kennedy Kim King Klein Knight Kowalski Kumar Larsen Lee Lewis Li Long López Maier
    Marshall Martin Martínez Mason Matthews McCarthy McDonald Meyer Miller Mills Mitchell Moore Morales Morgan
    Morris Müller Murphy Murray Myers Nelson Nguyen Novak O'Brien O'Connor Okafor Olsen Ortiz Owens Palmer Park
    Parker Patel Patterson Perez Perry Peterson Phillips Pierce Porter Powell Price Ramirez Ramos Reed Reyes
    Reynolds Rice Richardson Rivera Roberts Robinson Rodríguez Rogers Romero Rose Ross Rossi Russell Ryan
    Sanders Schmidt Scott Shaw Silva Simmons Simpson Singh Smith Snyder Sokolov Stephens Stevens Stewart Stone
    Sullivan Tanaka Taylor Thompson Torres Tran Tucker Turner Vargas Vasquez Wagner Walker Wallace Ward Warren
    Washington Watson Weaver Webb Weber Wells West White Williams Wilson Wood Woods Wright Yamamoto Young Zhang
"""
FAMILY_NAMES = tuple(_FAMILY_NAMES.split())
_AREA_CODES = """
    201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 224 225 228 229 231 234 239 240 248 251
    252 253 254 256 260 262 267 269 270 276 281 301 302 303 304 305 307 308 309 310 312 313 314 315 316 317 318
    319 320 321 323 325 330 334 336 337 347 351 352 360 361 385 386 401 402 404 405 406 407 408 409 410 412 413
    414 415 417 419 423 424 425 430 432 434 435 440 443 469 478 479 480 484 501 502 503 504 505 507 508 509 510
    512 513 515 516 517 518 520 530 540 541 551 559 561 562 563 567 570 571 573 574 580 585 586 601 602 603 605
    606 607 608 609 610 612 614 615 616 617 618 619 620 623 626 630 631 636 641 646 650 651 660 661 662 678 682
    701 702 703 704 706 707 708 712 713 714 715 716 717 718 719 720 724 727 731 732 734 740 754 757 760 763 765
    770 772 773 774 775 781 785 786 801 802 803 804 805 806 808 810 812 813 814 815 816
"""
AREA_CODES = tuple(_AREA_CODES.split())
"""Each has a hundred numbers, 555-0100 to 555-0199, that are set aside for fiction: they ring nowhere."""


@dataclass(frozen=True, slots=True)
class Model:
    """One model of vehicle."""

    maker: str
    name: str
    code: str
    """The first three characters of its VINs."""
    weight: int
    """How often it is seen."""


MODELS = (
    Model("Honda", "Civic", "2HG", 9), Model("Honda", "Accord", "1HG", 8), Model("Honda", "CR-V", "5J6", 8),
    Model("Toyota", "Camry", "4T1", 9), Model("Toyota", "Corolla", "2T1", 9), Model("Toyota", "RAV4", "JTM", 8),
    Model("Toyota", "Prius", "JTD", 4), Model("Toyota", "Sienna", "5TD", 3), Model("Ford", "Fusion", "3FA", 5),
    Model("Ford", "F-150", "1FT", 10), Model("Ford", "Escape", "1FM", 6), Model("Ford", "Mustang", "1FA", 2),
    Model("Chevrolet", "Malibu", "1G1", 5), Model("Chevrolet", "Silverado", "1GC", 8),
    Model("Chevrolet", "Tahoe", "1GN", 3), Model("Nissan", "Altima", "1N4", 6), Model("Nissan", "Sentra", "3N1", 5),
    Model("Nissan", "Rogue", "JN8", 5), Model("Hyundai", "Elantra", "KMH", 5), Model("Hyundai", "Sonata", "5NP", 5),
    Model("Hyundai", "Tucson", "KM8", 4), Model("Kia", "Optima", "5XX", 4), Model("Kia", "Soul", "KND", 3),
    Model("Subaru", "Outback", "4S4", 4), Model("Subaru", "Legacy", "4S3", 2), Model("Subaru", "Forester", "JF2", 4),
    Model("Mazda", "3", "JM1", 3), Model("Mazda", "CX-5", "JM3", 4), Model("Volkswagen", "Jetta", "3VW", 4),
    Model("Volkswagen", "Passat", "1VW", 2), Model("Jeep", "Wrangler", "1C4", 5), Model("BMW", "X5", "5UX", 2),
    Model("BMW", "320", "WBA", 2), Model("Audi", "A4", "WAU", 2), Model("Mercedes-Benz", "C 300", "WDD", 2),
    Model("Volvo", "S60", "YV1", 1), Model("Tesla", "Model 3", "5YJ", 2),
)  # fmt: skip

REASONS = (
    "cannot take time off work",
    "the car was sold",
    "had it done elsewhere",
    "is ill",
    "will be travelling",
    "the problem went away",
    "needs the car that day",
)
