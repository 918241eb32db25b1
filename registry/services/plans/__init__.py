"""One firm, one plan 一企一策, and service to firms: actions, visits and requests, the officer of a firm, tasks."""

from registry.services.plans.tasks import due_tasks

__all__ = ["due_tasks"]
