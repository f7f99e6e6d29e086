"""The live class: a session as a state machine, what each side sees of it, its report; server/ puts it behind HTTP."""
