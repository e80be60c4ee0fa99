"""Training of the encoder that ships in ``allegedly.language``."""
