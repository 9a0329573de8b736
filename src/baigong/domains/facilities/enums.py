from django.db import models


class FacilityKind(models.TextChoices):
    """What a place of service is; what its operator gets for it is the pack's word."""

    SERVICE_POINT = "service_point", "公共就业服务网点"
    POSTING_PLATFORM = "posting_platform", "岗位发布平台"
    INDOOR_MARKET = "indoor_market", "零工市场（室内）"
    OUTDOOR_MARKET = "outdoor_market", "零工市场（室外）"
    STATION = "station", "劳务工作站"
    REST_PLACE = "rest_place", "户外劳动者休息点"
    APARTMENT = "apartment", "职工公寓"
    YOUTH_STATION = "youth_station", "青年驿站"
    BASE_SITE = "base_site", "劳务合作基地"
    TRAINEE_BASE = "trainee_base", "就业见习基地"
    STUDIO = "studio", "职业指导工作室"
    SCREEN = "screen", "公共显示屏"
