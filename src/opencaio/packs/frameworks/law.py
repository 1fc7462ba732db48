"""What do the duties of our rule packs look like as frameworks?

Nothing is copied: each duty is a requirement of each use that it binds. Evidence that lies beside the duty, or with
which it was closed, shows it; another piece of a kind that the pack names shows it in part.
"""

from collections.abc import Iterator

from opencaio.engines.classification.model import Duty, Law, Pack
from opencaio.engines.coverage import Framework, Group, Requirement

TITLES = {
    "agency": "Federal agencies",
    "authorised_representative": "Authorised representatives",
    "controller": "Controllers",
    "deployer": "Deployers",
    "developer": "Developers",
    "distributor": "Distributors",
    "employer": "Employers",
    "importer": "Importers",
    "processor": "Processors",
    "product_manufacturer": "Manufacturers of products",
    "provider": "Providers",
}
NOBODY = "all"


def frameworks_of(law: Law) -> Iterator[Framework]:
    """One framework for each rule pack that has duties."""
    for pack in law.packs:
        if pack.duties:
            yield _framework(pack)


def _framework(pack: Pack) -> Framework:
    return Framework(
        id=pack.id,
        title=pack.title,
        source=pack.source,
        version=pack.version,
        licence="Law and official texts; titles and explanations are ours.",
        checked_on=pack.checked_on,
        groups=tuple(_groups(pack)),
        requirements=tuple(_requirement(pack, duty) for duty in pack.duties),
        short=pack.title,
        about="The duties of our rule pack. A duty is asked of the uses whose facts bring it about, and of no other.",
        regime=pack.regime,
        digest=pack.digest,
    )


def _groups(pack: Pack) -> Iterator[Group]:
    for role in dict.fromkeys(_role(duty) for duty in pack.duties):
        title = "Everybody" if role == NOBODY else TITLES.get(role, role.replace("_", " ").capitalize())
        yield Group(role, title)


def _requirement(pack: Pack, duty: Duty) -> Requirement:
    return Requirement(
        framework=pack.id,
        id=duty.code,
        title=duty.title,
        group=_role(duty),
        plain=duty.plain,
        evidence=duty.evidence,
        alone="partly",
        certainty=duty.certainty,
        citation=duty.citation,
    )


def _role(duty: Duty) -> str:
    return duty.roles[0] if duty.roles else NOBODY
