from baigong.domains.policies.models.bundle_entry import BundleEntry
from baigong.domains.policies.models.interpretation import Interpretation
from baigong.domains.policies.models.pack_version import PackVersion
from baigong.domains.policies.models.policy_bundle import PolicyBundle
from baigong.domains.policies.models.policy_item import PolicyItem
from baigong.domains.policies.models.policy_version import PolicyVersion
from baigong.domains.policies.models.publication import Publication

__all__ = [
    "BundleEntry",
    "Interpretation",
    "PackVersion",
    "PolicyBundle",
    "PolicyItem",
    "PolicyVersion",
    "Publication",
]
