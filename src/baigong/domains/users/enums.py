from django.db import models


class Role(models.TextChoices):
    """What somebody is here for; a route names the roles that may use it."""

    PROVINCE_OFFICER = "province_officer", "省级经办"
    CITY_OFFICER = "city_officer", "市级经办"
    COUNTY_OFFICER = "county_officer", "县级经办"
    TOWN_OFFICER = "town_officer", "镇街经办"
    VILLAGE_OFFICER = "village_officer", "村居经办"
    COMMISSIONER = "commissioner", "用工服务专员"
    LEADER = "leader", "分管领导"
    EMPLOYER = "employer", "企业用户"
    SEEKER = "seeker", "求职人员"
    AGENCY = "agency", "人力资源服务机构"
    SCHOOL = "school", "院校"
    DEPARTMENT = "department", "协同部门"
    AUDITOR = "auditor", "审计员"
    SECURITY_OFFICER = "security_officer", "安全管理员"
    ADMINISTRATOR = "administrator", "系统管理员"


OFFICER_ROLES = (
    Role.PROVINCE_OFFICER,
    Role.CITY_OFFICER,
    Role.COUNTY_OFFICER,
    Role.TOWN_OFFICER,
    Role.VILLAGE_OFFICER,
)
# Who serves firms and people at the desk; the others read, audit or act for themselves.
WORKING_ROLES = (*OFFICER_ROLES, Role.COMMISSIONER)
# Who acts for a party sees that party's rows and no place.
PARTY_ROLES = frozenset({Role.EMPLOYER, Role.SEEKER})
# Who works for a body beside the offices sees what is that body's and no place. The office opens their accounts
# and asks the second factor of them, as of its own people (M01.5).
BODY_ROLES = frozenset({Role.AGENCY, Role.SCHOOL, Role.DEPARTMENT})
# The standing of somebody who acts for a firm by its mandate. It is no post: only routes that name it are open (BZ-4b).
MANDATED = "mandated"
# What somebody is in a group (a leading group, a task team). It is no role: it opens no desk and gives no right
# (M01.3); `Post.objects` does not return such posts, `Post.memberships` returns them alone.
MEMBER = "member"
# The officer of a place of that kind; places below the county have officers of their own levels.
OFFICER_OF = {
    "province": Role.PROVINCE_OFFICER,
    "city": Role.CITY_OFFICER,
    "county": Role.COUNTY_OFFICER,
    "zone": Role.COUNTY_OFFICER,
    "town": Role.TOWN_OFFICER,
    "park": Role.TOWN_OFFICER,
    "village": Role.VILLAGE_OFFICER,
    "grid": Role.VILLAGE_OFFICER,
}


class MandateMatter(models.TextChoices):
    """What a firm lets somebody do in its name."""

    CLAIMS = "claims", "代办政策申请"
    NEEDS = "needs", "代报用工情况"


# Which matters open a desk in the firm's name; the others are only noted for the one who hands papers in.
DESK_MATTERS = frozenset({MandateMatter.NEEDS})
