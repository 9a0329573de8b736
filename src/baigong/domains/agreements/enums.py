from django.db import models


class AgreementKind(models.TextChoices):
    SCHOOL_FIRM = "school_firm", "校企合作"
    LABOUR_COOPERATION = "labour_cooperation", "劳务协作"
    AGENCY_RECRUITING = "agency_recruiting", "机构委托招聘"
    STATION = "station", "劳务工作站合作"
    SHARED_EMPLOYMENT = "shared_employment", "共享用工"
    SERVICE_PURCHASE = "service_purchase", "购买服务"
    COLLECTIVE = "collective", "集体合同"
    PAIRING = "pairing", "结对服务"
    LEASE = "lease", "租赁"
    COOPERATION = "cooperation", "合作（其他）"
