"""The frame among others: pairing, consent, photos that come and go, and what is answered."""
