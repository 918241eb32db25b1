"""From a readout to stored rows: whose rows they are, what they change, writing it in one go."""
