"""Operations: what is done to an installation as a whole, without a terminal. It finds and says, and shows nothing."""
