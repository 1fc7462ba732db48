"""How do its vendors, models, datasets and systems come on record?"""

from opencaio.record.examples.settling import Settling


def settle_parts(settling: Settling) -> None:
    for vendor in settling.example.vendors:
        row = settling.do(
            "vendors.add",
            code=vendor.key,
            name=vendor.name,
            description=vendor.about,
            country=vendor.country,
            contract_from=vendor.contract_on,
            contract_until=vendor.contract_until,
            processor_agreement_on=vendor.processor_agreement_on,
        )
        settling.numbers["vendor", vendor.key] = row.pk
    for model in settling.example.models:
        row = settling.do(
            "models.add",
            code=model.key,
            name=model.name,
            description=model.about,
            vendor=settling.number("vendor", model.vendor),
            release=model.version,
            withdrawn_on=model.support_ends_on,
        )
        settling.numbers["model", model.key] = row.pk
    for dataset in settling.example.datasets:
        row = settling.do(
            "datasets.add",
            code=dataset.key,
            name=dataset.name,
            description=dataset.about,
            personal=dataset.personal,
            records=dataset.rows,
        )
        settling.numbers["dataset", dataset.key] = row.pk
    _systems(settling)


def _systems(settling: Settling) -> None:
    for system in settling.example.systems:
        row = settling.do(
            "systems.add",
            code=system.key,
            name=system.name,
            description=system.about,
            release=system.version,
            vendor=settling.number("vendor", system.vendor),
            models=settling.numbers_of("model", system.models),
            datasets=settling.numbers_of("dataset", system.datasets),
        )
        settling.numbers["system", system.key] = row.pk
    names = {system.key: system.name for system in settling.example.systems}
    for one in settling.example.deployments:
        settling.do(
            "deployments.add",
            code=one.key,
            name=f"{names[one.system]}, {one.environment}",
            system=settling.numbers["system", one.system],
            environment=one.environment,
            place=one.hosting,
            live_since=one.since,
        )
