# ruff: noqa: E501 (a pattern broken over lines is harder to read than a long one)
"""Questions that are answered by heart, sums of three numbers, and words that go back to the turn before."""

from __future__ import annotations

from collections.abc import Mapping

_TELL = "(tell me|name|say|give me|do you know|can you tell me|could you tell me|please tell me|please say|i want to know|i need)"

KNOW_PATTERNS: Mapping[str, tuple[str, ...]] = {
    "capital": (
        "[and |so ](what is|what's|whats|what city is|which city is|which is|what might be) the capital(| city) of {country}",
        _TELL + " the capital(| city) of {country}",
        "(what|which)( city|) is {country}'s capital",
        "(the|) capital of {country}[ please]",
        "{country}'s capital[ please]",
        "(do you know|tell me|can you tell me|i forgot|any idea|could you say) what the capital of {country} is",
        "what (capital|capital city) does {country} have",
        "(which|what) (town|city) is (the seat of government of|the main city of|the capital in) {country}",
        "{country} has (which|what) capital",
        "(capital city of|capital of) {country}",
        "[i forgot, |sorry, |and |well, ]what (is|was) {country}'s (capital|capital city)( called| again||)",
        "(the |)capital (city |)of {country} (is|is called|is which city|is what|was)[ please]",
        "{country} capital[ please| city]",
        "(name|tell me|say|give me) ({country}'s capital|the capital city of {country}|the capital of {country})( please||)",
        "(how|what) is the capital of {country} called",
        "(i need|i'm looking for|quiz me on|i want) the capital of {country}",
    ),
    "spell": (
        "(how do you|how do i|how would you|how does one|how to|how do we) (spell|write) (the word |){spelled}",
        "[please |can you |could you |would you ]spell [out ](the word |the name |){spelled}(| for me| please|)",
        "(what is|what's|tell me|give me) the spelling of (the word |){spelled}",
        "(how is|how's) (the word |){spelled} (spelled|spelt|written)",
        "(i cannot|i can't|i don't know how to|i never know how to) spell {spelled}",
        "(which|what) letters (are in|does) (the word |){spelled}( have||)",
        "(spelling of|letters of|letter by letter:|spell) {spelled}",
        "(how|so how) (do|would|does|should) (you|i|one|we|people) (write|spell) (the word |the name |){spelled}( correctly| right| in english||)",
        "(how|hows|how's) (is |)(the word |the name |){spelled} (spelled|spelt|written)( correctly| right||)",
        "(give|tell|read|show|say) me (the spelling (for|of)|the letters (of|in)|how to spell|how to write|how i spell) (the word |the name |){spelled}[ please]",
        "(can|could|would|will) you (please |)(spell|write out|spell out) (the word |the name |){spelled}( for me| please| slowly||)",
        "i (never|don't|do not|can never|always forget) (know |remember |)(how to|how you|how i) (spell|write) {spelled}",
        "{spelled}[,] (how do you spell it|how is it spelled|spell it|spell that|please spell it)",
    ),
    "opposite": (
        "(what is|what's|whats|tell me|give me|name|do you know|say|which word is|find|i need) the (opposite|contrary|antonym|reverse) (of|to|for) (the word |){opposite}",
        "(the |)(opposite|antonym|contrary) of {opposite}[ please]",
        "(what|which word) is opposite to {opposite}",
        "(what|which word) means the opposite of {opposite}",
        "(can you tell me |do you know )what the opposite of {opposite} is",
        "(if something is not|when something isn't) {opposite}, what is it",
        "{opposite} is the opposite of (what|which word)",
        "(opposite|the opposite|reverse|antonym|contrary) (of|to) (the word |){opposite}[ please]",
        "(what|which word|what word) (is|would be|means) (the |)(opposite|contrary|reverse|antonym|exact opposite) (to|of) (the word |){opposite}",
        "(tell|give|name|find|say) me (a word|the word|one word) (that means |for |with |that is |meaning )the (opposite|reverse|contrary) of {opposite}[ please]",
        "(what's|whats|what is) the (contrary|opposite|reverse) (of|to|for) {opposite}[ please]",
        "not {opposite} but (what|which word)",
        "(i need|i am looking for|looking for|find) (an antonym|the opposite|an opposite|the contrary) (of|for|to) {opposite}",
    ),
    "chain": (
        "(what is|what's|how much is|calculate|work out|tell me|compute|can you tell me|) {number} {op} {number} {op} {number}[ please| is what]",
        "[please |can you |could you |go ](add|add up|sum|sum up|add together) {sum_number}, {sum_number} and {sum_number}[ please]",
        "(what is|what's|tell me|give me) the (sum|total) of {sum_number}, {sum_number} and {sum_number}",
        "(what is|what's|how much is|how much are|what do) {sum_number} and {sum_number} and {sum_number}( make| together||)",
        "(multiply) {times_number}, {times_number} and {times_number}[ please]",
        "(what is|how much is|what's) {number} {op} {number} {op} {number}( in total| altogether||)",
        "(can you |could you |please |)(work out|add up|add|calculate|compute|sum up|do) {sum_number}, {sum_number} and {sum_number}[ for me| please]",
        "(can you |could you |please |)(work out|calculate|compute|do|solve) {number} {op} {number} {op} {number}[ for me| please]",
        "{number} {op} {number} {op} {number}[ please| equals what| makes| is how much]",
        "(sum up|total|add together|put together) {sum_number}, {sum_number} and {sum_number}[ please]",
    ),
}  # fmt: skip
"""Intent to patterns."""

FOLLOW_PATTERNS: Mapping[str, tuple[str, ...]] = {
    "go on": (
        "[and |and then |now |okay, |then |so ]{op} {number}[ please]",
        "(what is|what's|and what is|how much is) (that|it|this|the result) {op} {number}",
        "[and ](what about|how about) (that |it |) {op} {number}",
        "[now |and |then |please ]{op_do} {number}[ please]",
    ),
    "double": ("[now |and ](double|double it|double that|twice that|times two of that|the double of that|and twice as much)[ please]",),
    "half": ("[now |and ](half of that|halve it|the half of that|half of it|half that|and half)[ please]",),
    "other number": (
        "(no|sorry|oh no|no no|oh|wait)[,] [i meant |i said |make that |it's |i wanted ]{number}",
        "(i meant|i said|make that|i wanted|it should be|it was) {number}[ not that|, sorry]",
        "[no, ]{number}(, not that| instead|)",
        "(what about|how about|and with|and for|and) {number}",
    ),
    "other subject": (
        "(and|what about|how about|and what about|and for|and of|and what's it for|and in|and how about|then what about|okay, and) {subject}",
        "(and|now) (the same for|what is it for|what is that of|that of) {subject}",
        "{subject}[ then| please|, too]",
    ),
    "other best": (
        "(and|what about|how about|and what about|and what is|and what's|okay, and|now) the {best}[ one| please| of them| of all]",
        "and (which|what) (one is|is) the {best}[ one| please]",
    ),
    "no, subject": (
        "(no|sorry|no no|oh|wait|oh sorry)[,] (i meant|i said|i mean|not that,|it was|i wanted|) {subject}",
        "(i meant|i said|i mean|i wanted|i was asking about) {subject}[, sorry|, not that]",
        "(not that one|that's not it|wrong one), (i meant|i said) {subject}",
    ),
    "other unit": (
        "(and|and what is that|what is that|what about|how about|and how much is that|what's that|and now) in {unit}",
        "(and|and how many|how many|what about|and how about) {unit}( is that| are that|)",
        "(in|now in|to|and to|and into) {unit}[ please]",
        "(convert|change|turn) (it|that) (to|into) {unit}",
    ),
    "other measure": (
        "(and|what about|how about|and what about|and what is|and how much is) {measure}",
        "(no|sorry)[,] (i meant|i said|) {measure}",
    ),
    "drop": (
        "[please |can you |could you |oh, |no, |okay, |now ](delete|cancel|remove|drop|erase|undo|scratch|forget|take back|clear|stop|get rid of|discard) (it|that|this|that one|that again|it again|the last one|the last thing|that last one)[ please| again]",
        "(i don't|i do not) (need|want) (it|that)( anymore| any more| after all||)",
        "(never mind|no wait|oh no|actually|on second thought|i changed my mind)[,] (cancel|delete|remove|drop|forget) (it|that)",
        "(take it off again|take that off|take it back|undo|undo that|not that one|that was wrong, delete it|i did not mean that, remove it)",
    ),
    "make it": (
        "[please |no, |can you |actually, |wait, ](make|set|change|put|turn) (it|that|the timer) (to |into |)(|at )({duration}|{number_bare})[ please| instead]",
        "(no|sorry|oh no|wait)[,] (i meant |i said |make it |i wanted |)({duration}|{number_bare})",
        "(i meant|i said|i wanted|rather|better|actually) {duration}[, not that|, sorry]",
        "{duration} (instead|would be better|rather|please)",
        "(no, |)not that long, (make it |){duration}",
    ),
    "another": (
        "[and |please |give me |i want |tell me |can i have |do you have ](another one|another|one more|yet another|a second one|the next one|one more of those|more)[ please]",
    ),
    "again": (
        "[and |please |do it |once more |do that |the same |now ](again|once more|one more time|the same again|same again|once again)[ please]",
        "(repeat it|do the same|do it again|the same thing again|do that once more)[ please]",
    ),
    "say again": (
        "(what did you say|what was that|say that again|say it again|repeat that|can you repeat that|could you repeat|pardon|come again|excuse me, what|i did not hear you|i didn't hear that|i didn't catch that|please repeat|repeat your answer|what|what was your answer|sorry, what|say again|i didn't get that|what did you just say|could you say that again|tell me again|repeat the last answer|huh|beg your pardon|i did not understand you|one more time, please|again, what did you say)[ please| just now]",
    ),
    "more items": (
        "[and |please |oh, and |oh and |can you |now ](add|also add|put on|also put on|put) {items}(| too| as well| also| please|)",
        "(and|also|plus|oh and|and also|then) {items}(| too| as well| please|)",
        "{items} (too|as well|also|and that's all|please)",
        "(don't forget|we also need|i also need|we need|i also want) {items}",
    ),
    "more remove": ("(and|also|and also) (the |){item}(| too| as well|)", "(the |){item} (too|as well)", "(remove|delete|take off) (the |){item} (too|as well|also)"),
    "no, item": ("(no|sorry|oh no|wait|no no)[,] (i meant|i said|i mean|not that, but|it's) {item}", "(i meant|i said|i wanted) {item}[, not that|, sorry| instead]", "not that, {item}", "{item} instead"),
    "spell it": (
        "[please |can you |could you |and |now ](spell|spell out) (it|that|this|the word|that word|that name|it out|that for me)[ please|, please| for me]",
        "(how do you|how do i|how would you) (spell|write) (it|that|this|that word|the name)",
        "(how is|how's) (it|that|this) (spelled|spelt|written)",
        "(what is the spelling|letter by letter|spelling please|in letters)[ please]",
    ),
}  # fmt: skip
"""What goes back to the turn before, to patterns."""
