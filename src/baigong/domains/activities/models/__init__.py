from baigong.domains.activities.models.activity import Activity
from baigong.domains.activities.models.activity_cost import ActivityCost
from baigong.domains.activities.models.activity_host import ActivityHost

__all__ = ["Activity", "ActivityCost", "ActivityHost"]
