from baigong.domains.parties.models.credential import Credential
from baigong.domains.parties.models.name_token import PersonNameToken
from baigong.domains.parties.models.organisation import Organisation
from baigong.domains.parties.models.party import Party
from baigong.domains.parties.models.party_link import PartyLink
from baigong.domains.parties.models.person import Person

__all__ = ["Credential", "Organisation", "Party", "PartyLink", "Person", "PersonNameToken"]
