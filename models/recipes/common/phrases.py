# ruff: noqa: E501 (a pattern broken over lines is harder to read than a long one)
"""Beginnings and ends that many patterns share."""

from __future__ import annotations

ASK = "[please ](can you |could you |would you |will you |i want you to |i'd like you to |go ahead and |||)[please ]"
TELL = "(please |can you |could you |would you ||)(tell|give) me "
END = "(| please|, please|||)"
IS = "(what is|what's|whats|how much is|calculate|work out|compute|tell me|can you tell me|please calculate|what does|so what is|how many is|i want to know|figure out|do you know|quick, what's|)"
SET = "(set|start|make|begin|run|put on|create|give me|get me|switch on|turn on|add|launch|set up|get)"
LIST = "(list|shopping list|grocery list|groceries|notes|to-do list|to do list|buying list)"
HOW = "(how do i|how can i|how could i|how should i|how would i|how does one|how to|how do you|tell me how to|tell me how i can|show me how to|can you tell me how to|what do i do to|what must i do to|explain how to|is there a way to|what's the way to|i want to know how to)"
WHERE = "(where is|where are|where do i find|where can i find|where can i see|where would i find|how do i find|i cannot find|i can't find|where do you keep|do you have|where's|show me)"
POLITE = "[please ](can you |could you |would you |will you |i want you to |i'd like you to ||||)"
