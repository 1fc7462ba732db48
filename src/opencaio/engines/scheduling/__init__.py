"""When is each task of an initiative done, by whom, and what slips if someone leaves?"""

from opencaio.engines.scheduling.leaving import Slip, Slips, without
from opencaio.engines.scheduling.project import Placed, Project, Schedule, Task, check_project, in_order
from opencaio.engines.scheduling.solving import ENGINE_VERSION, schedule

__all__ = [
    "ENGINE_VERSION",
    "Placed",
    "Project",
    "Schedule",
    "Slip",
    "Slips",
    "Task",
    "check_project",
    "in_order",
    "schedule",
    "without",
]
