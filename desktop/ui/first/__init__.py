"""The first start: microphone, loudspeaker, a hello, and a pack that fits the machine."""
