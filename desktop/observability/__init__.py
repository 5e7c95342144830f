"""How long things take: rolling figures of the running process, in bounded memory, without any words."""
