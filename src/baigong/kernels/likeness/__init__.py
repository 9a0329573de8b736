"""Whether two names may be those of one person or of one firm. It proposes; people decide."""

from .firms import core_of_firm_name, firm_names_alike
from .persons import names_alike, plain_name

__all__ = ["core_of_firm_name", "firm_names_alike", "names_alike", "plain_name"]
