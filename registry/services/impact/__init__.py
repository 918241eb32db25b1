"""What a draft rule set would change: every firm in scope judged as things stand and by the draft, on figures kept at hand.

    impact = compare(session, person, catalogue, before, after, as_of=day, data_year=2025, settings=settings)
    impact.counts()            # {"gained": 12, "lost": 3, "unknown": 0, "other": 40, "unchanged": 2811}
    impact.firms               # a row per firm in scope that either of the two applies to; see `Impact`

`after` is the draft; it takes the place of whatever the catalogue has for its tier, jurisdiction and case, and counts as in force
on `as_of` whatever its own days say, so that a past or a coming day can be asked about. `before` is the version to compare with;
None means what the catalogue has in force on that day. Firms for which a more specific place has rules keep those, before and
after. `case=Case.REVIEW` asks how holders would fare at renewal (look at the rows with `holds`). For a tier or an indicator of a
draft hand over a catalogue that has it.

`verdict_counts` answers for many variants of a rule set at once how many firms have which verdict: the numbers behind a curve
over a threshold (`with_threshold` makes the variants).

`following` climbs from the tier to those that ask for its title, and on to the top, if titles follow the verdicts.

Nothing is written but a file of columns under `settings.data_dir`/snapshots: the facts that the tier's rule sets read, keyed by the
state of the data. The first question of a tier loads them (seconds at 300,000 firms), the next reads the file. A change of
figures, titles or decisions makes a new key; drafts, exports and evaluations do not. The transaction may be a reading one.

Raises NotAllowed (needs Action.VIEW_CANDIDATES) and UnknownTier.
"""

from registry.services.impact.changes import CHANGES, Change
from registry.services.impact.comparing import Impact, compare
from registry.services.impact.following import fails_renewal, following
from registry.services.impact.thresholds import verdict_counts, with_threshold

__all__ = ["CHANGES", "Change", "Impact", "compare", "fails_renewal", "following", "verdict_counts", "with_threshold"]
