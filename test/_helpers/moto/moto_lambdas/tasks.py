"""ECS tasks that a call has run. Each has a start time, starts at once, and runs until it is stopped."""

import time

from moto.ecs import models as ecs
from moto.moto_api import state_manager

stock_task = ecs.Task.__init__


def start(self, *args, **kwargs):
    stock_task(self, *args, **kwargs)
    self.created_at = self.started_at = time.time()


ecs.Task.__init__ = start
# Stock moto takes a task one step closer to its end each time the task is described.
state_manager.set_transition("ecs::task", {"progression": "manual", "times": 10**9})
