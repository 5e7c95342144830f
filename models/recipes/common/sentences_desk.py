# ruff: noqa: E501 (a pattern broken over lines is harder to read than a long one)
"""Talk of a car service desk: customers, free times, appointments, vehicle numbers."""

from __future__ import annotations

from collections.abc import Mapping

_ASK = "[please ](can you |could you |would you |i want you to |i'd like you to |||)"
_END = "(| please|, please||)"

DESK_PATTERNS: Mapping[str, tuple[str, ...]] = {
    "find customer": (
        _ASK + "(find|look up|search for|search|show me|get|pull up|open|check|bring up) (the |our |)(customer|client) {full_name}" + _END,
        _ASK + "(find|look up|search) {full_name} in (the customers|our customers|the customer list|the database|the system|our files|the records)",
        "(is|do we have) {full_name} (one of our customers|a customer|a customer of ours|in the system|as a customer|in our files)",
        "(do we have a customer called|is there a customer named|who is the customer|what car does the customer|which customer is) {full_name}( drive||)",
        "(which|what) (car|vehicle) does {full_name} (drive|have|own)",
        "(customer|the customer|new caller,|caller is) {full_name}",
        "(give me|show me|i need) the (data|details|file|record|number|customer number) (of|for) {full_name}",
        "(please |can you |could you |)(find|look up|check|search for|open|get|pull up|show) (the customer|customer|client|mister|a customer called|a customer named|the file of|the record of|the card of) {full_name}[ for me| please]",
        "(have we|do we have|did we have|is there|do you know|do you find) (a|any|the) (customer|client) (called|named|by the name of|with the name) {full_name}",
        "(is|was) {full_name} (a|one of our|already a|known as a) (customer|customers|client)[ here| of ours]",
        "(who is|tell me about|what do we know about|what is the car of|which car belongs to) (customer |our customer |the customer ){full_name}",
    ),
    "find phone": (
        _ASK + "(find|look up|search for|who is|show me|get) (the |our |)(customer|client|caller) (with|by|with the|by the|for) (phone number|number|phone|telephone number|telephone) {phone}" + _END,
        "(who has|whose number is|which customer has|whose phone number is|who called from|who is calling from|who belongs to) (the number |the phone number |number |){phone}",
        "(phone number|the number is|customer number by phone|look up) {phone}",
        "(find|search|look up|look for|show|check|get) (the |a |our |)(customer|client|caller|person) (with|by|who has|under|for) (the number|number|phone|the phone number|telephone) {phone}[ please]",
        "(somebody|someone|a customer) (called|rang|calls|is calling) from {phone}[, who is (it|that|this)]",
    ),
    "slots": (
        "(what|which) (slots|times|appointments|hours) (are|do we have|have we|are still) (free|open|available) (on {weekday}|{near_day}|for {weekday})",
        "(is there|do you have|are there|have you|do we have) (a free slot|free slots|an opening|time|something free|any free times|a free appointment|any openings|room) (on {weekday}|{near_day}|for {weekday})",
        _ASK + "(show|tell|give|find|list|check) (me |)(the |)(free|open|available) (slots|times|appointments) (on {weekday}|for {weekday}|{near_day}|for {near_day})" + _END,
        "(when|at what time|how) (can i come|is there a free slot|are you free|can we fit a car in|do you have time|is the workshop free) (on {weekday}|{near_day})",
        "(free slots|free times|openings|what is free) (on {weekday}|{near_day}|for {weekday})",
        "is {weekday} (still free|free|fully booked|full|open)",
        "(when|at what time) (can|could|may) (someone|somebody|a customer|he|she|they|i|we|people|a car) (come|come in|drop by|bring the car|visit|be fitted in) (on {weekday}|{near_day})",
        "(which|what) (times|slots|hours|appointments) (are|do you have|have you got|can you offer|is) (left|open|free|available|still open|possible) (on {weekday}|{near_day}|this {weekday})",
        "(how|what) (does|is) {weekday} (look|like|look like)[ for an appointment| in the workshop]",
        "(anything|something|is anything|any time|any slot) (free|open|left|available) (on {weekday}|{near_day}|for {weekday})",
    ),
    "book": (
        _ASK + "(book|make|schedule|arrange|set up|enter|create) (an appointment|a {service}|the appointment|a slot) for {full_name} on {weekday} at {clock_time} for (a |an |the |){service}" + _END,
        _ASK + "(book|schedule|make|arrange) (a |an |the |){service} for {full_name} (on |next |){weekday} at {clock_time}" + _END,
        _ASK + "(book|put|schedule|enter|register|sign up) {full_name} (in |down |)(for|for a|for an) {service} on {weekday} at {clock_time}" + _END,
        "{full_name} (needs|wants|would like|has to get|asks for|comes for) (a |an |){service} on {weekday} at {clock_time}",
        "(i need|i want|i'd like|can i get|could i have) (a |an |){service} on {weekday} at {clock_time}, (my name is|the name is|for|this is) {full_name}",
        "(an appointment|appointment|new appointment) for {full_name}[,] {weekday} at {clock_time}[,] {service}",
        "(can|could|may) (i|we|he|she) (get|have|book|make) (a |an |the |){service} (for {full_name} on {weekday} at {clock_time}|on {weekday} at {clock_time} for {full_name})",
        "(put|write|fit|pencil|note|enter|get) {full_name} (in|down) for (a |an |new |the |){service} on {weekday} at {clock_time}[ please]",
        "(book|schedule|make|enter|please book|reserve) (a |an |the |){service} for {full_name} (on|this|next|for) {weekday} at {clock_time}[ please]",
        "{full_name} (comes|is coming|will come|wants to come) (in |)(on|next|this) {weekday} at {clock_time} for (a |an |the |){service}",
        "(on |next |this |){weekday} at {clock_time}[,] {full_name}[,] {service}[ please]",
        "{service} for {full_name}[,] {weekday} (at |){clock_time}[ please]",
    ),
    "book open": (
        _ASK + "(book|make|schedule|arrange|get me|give me) an appointment" + _END,
        "(i need|i want|i'd like|can i have|could i get) (an appointment|a service appointment|to book an appointment|to make an appointment|a slot in the workshop|to bring my car in)(| for my car| at the garage| for a {service})",
        _ASK + "(book|schedule) (a |an |){service}(| for me| for my car)",
    ),
    "appointments": (
        "(what|which) appointments does {full_name} have",
        _ASK + "(list|show|read|check|tell me|find|give me|look up) (me |)(the |all |all the |)(appointments|bookings|appointment) (of|for|from) {full_name}" + _END,
        "(when is|when does|does|has) {full_name} (coming in|come in|have an appointment|booked in|come to the garage|scheduled|an appointment)",
        "(is there|do we have) an appointment for {full_name}",
        "(appointments|bookings) (of|for) {full_name}",
        "when is the appointment (of|for) {full_name}",
        "(when|what time|on which day) (is|will|does) {full_name} (coming|coming in|come|booked|due|be here|arrive|expected|have the appointment)[ next]",
        "(what|which|any) (appointments|bookings|visits|dates) (does|has|did|are there for|are booked for|for) {full_name}[ have| got]",
        "(has|did|does) {full_name} (got|have|book|booked|made|hold) (an appointment|a booking|something|a slot|any appointments)[ with us| this week]",
        "(look up|check|tell me|show) when {full_name} (is coming|comes|has an appointment|is booked)",
    ),
    "cancel appointment": (
        _ASK + "(cancel|delete|remove|drop|call off|strike) the appointment (of|for|with|from) {full_name}" + _END,
        "(cancel|delete|call off) {full_name}'s (appointment|booking|slot)" + _END,
        "{full_name} (cannot come|can't come|cancels|will not come|wants to cancel|has to cancel|cancelled|is not coming|needs to cancel the appointment)",
        "(please cancel|cancel|call off) (the booking for|the appointment of|the slot of) {full_name}",
        "(please |can you |could you |)(cancel|delete|drop|remove|take out|scrap) (the |)(appointment|booking|visit|slot) (of|for|by) {full_name}[ please]",
        "(please |can you |could you |)(cancel|delete|drop|remove) {full_name}'s (appointment|booking|visit|slot|date)[ please]",
        "{full_name} (will not make it|won't make it|won't come|called to cancel|does not want the appointment|wants no appointment|wants it cancelled|is not coming after all)",
        "{full_name} (cancelled|cancels|called), (remove|delete|drop|cancel) (the|his|her) (appointment|booking)",
    ),
    "cancel appointment because": (
        _ASK + "(cancel|delete|call off|drop) the appointment (of|for) {full_name}(,|) because (he is|she is|they are|of) {reason}",
        "{full_name} (cannot come|can't come|cancels|will not come|has to cancel)(,| because) (he is|she is|being) {reason}",
        "(cancel|call off) {full_name}'s appointment(,|) (the reason is|reason|because|she is|he is) {reason}",
        "{full_name} is {reason}[,] (so |please |and |so please |)(cancel|delete|drop|remove|call off) (the|her|his) (appointment|booking|visit)",
        "(cancel|drop|delete|remove) {full_name}'s (appointment|booking), (he's|she's|because he is|because she is|since she is|as he is) {reason}",
        "(cancel|delete|drop) (the appointment|the booking) (of|for) {full_name}[,] (since|as|because) (he|she) is {reason}",
    ),
    "reschedule": (
        _ASK + "(move|reschedule|shift|change|postpone|put|push) the appointment (of|for) {full_name} to {weekday} at {clock_time}" + _END,
        _ASK + "(move|reschedule|shift|change|push|put) {full_name}('s appointment|'s booking||) to {weekday}(,| at) {clock_time}" + _END,
        "{full_name} (wants to come|would rather come|would like to come|prefers to come|can only come|asks to come) on {weekday} at {clock_time}( instead||)",
        "(can we|could we|can you|let's) (move|shift|change) {full_name} to {weekday} at {clock_time}",
        "(new time|other time|new date) for {full_name}: {weekday} at {clock_time}",
        "(can|could|may|would) {full_name} (come|be here|come in|visit) (on |next |){weekday} at {clock_time} (instead|rather)[, (reschedule|move) (it|him|her|the appointment)| please]",
        "(please |can you |could you |)(move|shift|change|put|reschedule|push|postpone|bring) {full_name}'s (appointment|booking|visit|slot) to (next |){weekday} at {clock_time}[ please| instead]",
        "(please |can you |could you |)(move|shift|change|put|reschedule|push|postpone) (the |)(appointment|booking|visit) (of|for) {full_name} to (next |){weekday} at {clock_time}[ please]",
        "(move|shift|reschedule|put) {full_name} to (next |){weekday} at {clock_time}[ instead| please]",
        "{full_name} (wants|needs|would like|asks for|prefers) (to move|another time|another appointment|a new time|to change)[,] {weekday} at {clock_time}",
        "(reschedule|rebook|change) {full_name}[,:| for| to] {weekday} (at |){clock_time}",
    ),
    "vin": (
        _ASK + "(decode|check|look up|read|tell me about|identify|run|find|analyse) (the |this |)(vin|vehicle number|vehicle identification number|chassis number|car with the vin) {vin}" + _END,
        "(what|which) (car|vehicle|maker|kind of car) (is|has|has the vin|is behind|belongs to|is the vin|is vin) {vin}",
        "(vin|the vin is|chassis number|vehicle number|my vin is) {vin}",
        "(who made|how old is|what year is) the car with (the vin|vin|the number) {vin}",
        "(decode|check|read|identify|look up|run|explain|tell me) (the |)(vin|vehicle number|chassis number|vin number) {vin}[ please| for me]",
        "(what|which) (car|vehicle|make|model|brand) (belongs to|has|is|goes with|carries|hides behind) (the |)(vin|number|vehicle number|chassis number|vin number) {vin}",
        "{vin}[,] (which|what) (car|vehicle|make) is (that|this|it)",
        "(the |)vin {vin}[,] (what is it|please decode it|which car|who made it|how old is it)",
    ),
    "desk help": (
        "(what can you do at the service desk|can you book appointments|can you help at the service desk|do you know our customers|what is the service desk|can you work as a receptionist|can you answer calls for the garage|can you look up customers|can you manage appointments|how does the service desk work|can you decode a vin|what are the service desk tools|do you have access to the customer database)",
        "(what|which) (tools|tasks|things) (does the service desk have|can the service desk do|are there for the garage|do you have for customers|can you do for a garage)[ please]",
        "(can|could|do|will) you (manage|handle|look after|change|book|know) (appointments|customers|the bookings|our customers|the diary of the garage|slots)( for a garage| at the service desk| for us|)",
        "(how|what) (does|is) the service desk( work| for| good for| do||)",
    ),
}  # fmt: skip
"""Intent to patterns."""
