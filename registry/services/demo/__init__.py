"""The demo: about 300 invented firms of Hubei, an account per role, and a faulty ledger to try the import with.

What the firms are like stands in archetypes.yaml, where they are in setting.yaml; the modules only draw from them.
Everything but the password hashes is the same on every machine.
"""

from registry.services.demo.accounts import DEMO_ACCOUNTS, DemoAccount
from registry.services.demo.filling import fill

__all__ = ["DEMO_ACCOUNTS", "DemoAccount", "fill"]
