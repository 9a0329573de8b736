"""A plan as data: TOML files read into frozen values, every mistake named by file and key.

`load_pack` reads a folder and its parents (city → province → nation); `check_pack` lists what is wrong in
words the author of a plan understands. Packs hold no code: no expressions, no templates, closed schema.
"""

from .amounts import Parameter, ParameterValue, in_words
from .load import check_pack, load_pack
from .model import Channel, Clause, Code, Pack, Plan, PlanGroup, Quota, Tier
from .problems import PackError, Problem
from .proofs import HeldProof, ProofLevel, ProofLevels
from .remits import Department, Remit, Remits, ResponsibilityLine
from .stacking import Figure, Layer, PlanStack, PlanStanding, stack_plans

__all__ = [
    "Channel",
    "Clause",
    "Code",
    "Department",
    "Figure",
    "HeldProof",
    "Layer",
    "Pack",
    "PackError",
    "Parameter",
    "ParameterValue",
    "Plan",
    "PlanGroup",
    "PlanStack",
    "PlanStanding",
    "Problem",
    "ProofLevel",
    "ProofLevels",
    "Quota",
    "Remit",
    "Remits",
    "ResponsibilityLine",
    "Tier",
    "check_pack",
    "in_words",
    "load_pack",
    "stack_plans",
]
