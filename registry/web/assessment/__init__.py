"""The self-assessment without an account: public pages that keep nothing unless they are asked to."""
