from django.db import models


class CohortKind(models.TextChoices):
    ORDER_CLASS = "order_class", "订单班"
    NAMED_CLASS = "named_class", "冠名班"
    PLACEMENT_BATCH = "placement_batch", "实习批次"
    TRAINING_CLASS = "training_class", "培训班"
    TRAINEE_INTAKE = "trainee_intake", "见习批次"
    APPRENTICE_GROUP = "apprentice_group", "学徒制班"


class ParticipationRole(models.TextChoices):
    ORGANISER = "organiser", "主办"
    EXHIBITOR = "exhibitor", "参会企业"
    VISITOR = "visitor", "参会人员"
    PASSENGER = "passenger", "随行（接送）人员"
    TRAINEE = "trainee", "学员"
    PLACED = "placed", "实习学生"
    CONTESTANT = "contestant", "参赛选手"
    WINNER = "winner", "获奖选手"
    EXPERT = "expert", "专家"
    SERVED = "served", "受访单位或个人"
    MEMBER = "member", "参会人"
