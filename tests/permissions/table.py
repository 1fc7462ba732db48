"""Who may do and ask what? Written by hand, from DESIGN section 3; a missing row fails the tests.

Everything is tried on what belongs to Bo's department. The columns:

ana   officer, over everything          rae   reviewer, over everything
bo    lead of this department           cleo  auditor, over everything
cora  contributor in this department    dan   lead of another department

An action is `yes` (done), `no` (refused) or `--` (there is no such thing). A query is `yes` (the answer holds
what is Bo's), `no` (refused) or `--` (the answer holds nothing of Bo's, or there is no such thing).
"""

COLUMNS = ("ana", "bo", "cora", "rae", "cleo", "dan")

ACTIONS = """
                            ana  bo   cora rae  cleo dan
absences.add                yes  yes  yes  no   no   --
absences.retire             yes  yes  yes  no   no   --
actuals.add                 yes  yes  yes  no   no   --
actuals.correct             yes  yes  yes  no   no   --
actuals.import              yes  yes  no   no   no   --
actuals.reverse             yes  yes  no   no   no   --
alignments.remove           yes  yes  yes  no   no   --
alignments.set              yes  yes  yes  no   no   --
allocation.add              yes  no   no   no   no   no
allocation.edit             yes  no   no   no   no   no
allocation.retire           yes  no   no   no   no   no
allocations.remove          yes  yes  yes  no   no   --
allocations.set             yes  yes  yes  no   no   --
appetite.set                yes  no   no   no   no   no
assessments.refresh         yes  no   no   no   no   no
assumptions.approve         yes  no   no   no   no   no
assumptions.draft           yes  no   no   yes  no   no
assumptions.edit            yes  no   no   yes  no   no
assumptions.supersede       yes  no   no   no   no   no
baselines.freeze            yes  yes  yes  no   no   --
benefits.add                yes  yes  yes  no   no   --
benefits.agree              yes  no   no   yes  no   no
benefits.dispute            yes  no   no   yes  no   no
benefits.edit               yes  yes  yes  no   no   --
benefits.measure            yes  yes  yes  no   no   --
benefits.plan               yes  yes  yes  no   no   --
benefits.take_over          yes  yes  yes  no   no   --
bills.book                  yes  no   no   no   no   no
bills.import                yes  no   no   no   no   no
budgets.approve             yes  no   no   no   no   no
budgets.import              yes  yes  no   no   no   --
budgets.set                 yes  yes  yes  no   no   --
capacity.import             yes  no   no   no   no   no
capacity.set                yes  no   no   no   no   no
cases.add                   yes  yes  yes  no   no   --
cases.approve               yes  no   no   no   no   no
cases.edit                  yes  yes  yes  no   no   --
cases.remove_line           yes  yes  yes  no   no   --
cases.revalue               yes  yes  yes  no   no   --
cases.send_back             yes  no   no   no   no   no
cases.set_line              yes  yes  yes  no   no   --
cases.submit                yes  yes  yes  no   no   --
cases.withdraw              yes  yes  yes  no   no   --
comments.add                yes  yes  yes  yes  no   --
comments.withdraw           yes  yes  no   no   no   --
commitments.add             yes  yes  yes  no   no   --
commitments.edit            yes  yes  yes  no   no   --
commitments.end             yes  yes  yes  no   no   --
controls.add                yes  yes  yes  no   no   --
controls.edit               yes  yes  yes  no   no   --
controls.retire             yes  yes  no   no   no   --
cost_alerts.answer          yes  yes  yes  no   no   --
cost_alerts.find            yes  no   no   no   no   no
datasets.add                yes  yes  yes  no   no   --
datasets.edit               yes  yes  yes  no   no   --
datasets.retire             yes  yes  no   no   no   --
departments.add             yes  no   no   no   no   no
departments.edit            yes  no   no   no   no   no
departments.retire          yes  no   no   no   no   no
deployments.add             yes  yes  yes  no   no   --
deployments.edit            yes  yes  yes  no   no   --
deployments.retire          yes  yes  no   no   no   --
deputies.end                yes  yes  yes  --   no   --
deputies.name               yes  yes  yes  yes  no   --
documents.refresh           yes  yes  yes  yes  no   --
documents.sign              yes  yes  no   yes  no   --
documents.withdraw          yes  yes  yes  yes  no   --
documents.write             yes  yes  yes  yes  no   --
duties.assign               yes  yes  yes  no   no   --
duties.close                yes  yes  yes  no   no   --
duties.renew                yes  no   no   no   no   no
duties.reopen               yes  yes  yes  no   no   --
duties.start                yes  yes  yes  no   no   --
evidence.add                yes  yes  yes  yes  no   --
evidence.retire             yes  yes  yes  yes  no   --
facts.state                 yes  yes  yes  yes  no   --
facts.state_many            yes  yes  yes  yes  no   --
facts.withdraw              yes  yes  yes  yes  no   --
fairness.audit              yes  yes  yes  no   no   --
fields.add                  yes  no   no   no   no   no
fields.edit                 yes  no   no   no   no   no
fields.retire               yes  no   no   no   no   no
gates.end_override          yes  no   no   no   no   no
gates.override              yes  no   no   no   no   no
ideas.answer                yes  yes  yes  no   no   --
ideas.edit                  --   yes  --   --   no   --
ideas.hand_in               yes  yes  yes  yes  no   --
ideas.join                  yes  yes  yes  no   no   --
ideas.support               yes  yes  yes  yes  no   --
ideas.take_up               yes  yes  yes  no   no   --
ideas.triage                yes  yes  yes  no   no   --
ideas.withdraw              --   yes  --   --   no   --
imports.apply               yes  yes  no   no   no   --
incidents.assess            yes  yes  yes  yes  no   --
incidents.assign            yes  yes  yes  no   no   --
incidents.close             yes  yes  no   no   no   --
incidents.contain           yes  yes  yes  yes  no   --
incidents.dismiss           yes  yes  no   no   no   --
incidents.edit              yes  yes  yes  no   no   --
incidents.learn             yes  yes  yes  no   no   --
incidents.reopen            yes  yes  no   no   no   --
incidents.report            yes  yes  yes  yes  no   yes
incidents.tell              yes  yes  yes  yes  no   --
initiatives.add             yes  yes  yes  no   no   --
initiatives.add_many        yes  yes  yes  no   no   --
initiatives.edit            yes  yes  yes  no   no   --
initiatives.estimate        yes  yes  yes  no   no   --
initiatives.relate          yes  yes  yes  no   no   --
initiatives.retire          yes  yes  no   no   no   --
initiatives.unrelate        yes  yes  yes  no   no   --
key_results.add             yes  yes  yes  no   no   --
key_results.edit            yes  yes  yes  no   no   --
key_results.read            yes  yes  yes  no   no   --
key_results.retire          yes  yes  no   no   no   --
lake.add                    yes  yes  no   no   no   no
lake.apply_retention        yes  no   no   no   no   no
lake.compact                yes  no   no   no   no   no
lake.drain                  yes  no   no   no   no   no
lake.erase_person           yes  no   no   no   no   no
lake.restore                yes  yes  no   no   no   --
lake.set_retention          yes  no   no   no   no   no
lake.take                   yes  no   no   no   no   no
lake.withdraw               yes  yes  no   no   no   --
legal_entities.add          yes  no   no   no   no   no
letters.retry               yes  no   no   no   no   no
limits.remove               yes  no   no   no   no   no
limits.set                  yes  no   no   no   no   no
matches.answer              yes  yes  yes  no   no   --
matches.undo                yes  yes  yes  no   no   --
maturity.answer             yes  yes  yes  no   no   --
maturity.begin              yes  yes  yes  no   no   --
maturity.finish             yes  yes  yes  no   no   --
maturity.retire             yes  yes  yes  no   no   --
metrics.declare             yes  yes  yes  no   no   --
metrics.edit                yes  yes  yes  no   no   --
metrics.retire              yes  yes  no   no   no   --
models.add                  yes  yes  yes  no   no   --
models.edit                 yes  yes  yes  no   no   --
models.retire               yes  yes  no   no   no   --
monitors.add                yes  yes  yes  no   no   --
monitors.answer             yes  yes  yes  no   no   --
monitors.read               yes  yes  yes  no   no   --
monitors.retire             yes  yes  yes  no   no   --
objectives.add              yes  yes  yes  no   no   --
objectives.edit             yes  yes  yes  no   no   --
objectives.retire           yes  yes  no   no   no   --
objectives.set_status       yes  yes  yes  no   no   --
openings.add                yes  yes  yes  no   no   --
openings.cancel             yes  yes  yes  no   no   --
openings.edit               yes  yes  yes  no   no   --
openings.fill               yes  yes  yes  no   no   --
openings.move               yes  no   no   no   no   --
opportunities.set_aside     yes  yes  yes  no   no   --
opportunities.start_work    yes  yes  yes  no   no   --
opportunities.take_up       yes  yes  yes  no   no   --
opportunities.watch         yes  yes  yes  no   no   --
organisation.describe       yes  no   no   no   no   no
people.add                  yes  no   no   no   no   no
people.choose_mail          yes  yes  yes  yes  yes  yes
people.close_sign_in        yes  no   no   no   no   no
people.edit                 yes  no   no   no   no   no
people.erase                yes  no   no   no   no   no
people.grant                yes  no   no   no   no   no
people.hand_over            yes  yes  no   no   no   --
people.retire               yes  no   no   no   no   no
people.set_password         yes  no   no   no   no   no
people.withdraw_role        yes  no   no   no   no   no
periods.close               yes  no   no   no   no   no
periods.open                yes  no   no   no   no   no
plans.approve               yes  no   no   no   no   no
plans.drop                  yes  no   no   no   no   no
plans.propose               yes  no   no   no   no   no
plans.rename                yes  no   no   no   no   no
plans.set_rules             yes  no   no   no   no   no
plans.store                 yes  no   no   no   no   no
plans.withdraw_approval     yes  no   no   no   no   no
platforms.retire            yes  yes  no   no   no   --
platforms.set               yes  yes  yes  no   no   --
questionnaire.answer        yes  yes  yes  yes  no   --
questionnaire.undo          yes  yes  yes  yes  no   --
rates.import                yes  no   no   no   no   no
rates.set                   yes  no   no   no   no   no
resources.add               yes  yes  yes  no   no   --
resources.edit              yes  yes  yes  no   no   --
resources.retire            yes  yes  no   no   no   --
resources.use               yes  yes  yes  no   no   --
reviews.ask                 yes  yes  yes  yes  no   --
reviews.override            yes  no   no   yes  no   no
reviews.send_back           yes  no   no   yes  no   no
reviews.sign                yes  no   no   yes  no   no
reviews.withdraw            yes  yes  no   no   no   --
risks.accept                yes  yes  no   no   no   --
risks.add                   yes  yes  yes  no   no   --
risks.close                 yes  yes  yes  no   no   --
risks.edit                  yes  yes  yes  no   no   --
risks.reopen                yes  yes  yes  no   no   --
risks.retire                yes  yes  no   no   no   --
risks.treat                 yes  yes  yes  no   no   --
risks.untreat               yes  yes  yes  no   no   --
risks.withdraw_acceptance   yes  yes  no   no   no   --
roles.band_remove           yes  no   no   no   no   no
roles.band_set              yes  no   no   no   no   no
roles.edit                  yes  no   no   no   no   no
roles.reset                 yes  no   no   no   no   no
scores.import               yes  yes  yes  no   no   --
scores.remove               yes  yes  yes  no   no   --
scores.set                  yes  yes  yes  no   no   --
skills.add                  yes  no   no   no   no   no
skills.edit                 yes  no   no   no   no   no
skills.judge                yes  yes  yes  no   no   --
skills.retire               yes  no   no   no   no   no
stances.clear               yes  no   no   no   no   no
stances.set                 yes  no   no   no   no   no
strategy.write              yes  no   no   no   no   no
studies.edit                yes  yes  yes  no   no   --
studies.end                 yes  yes  yes  no   no   --
studies.plan                yes  yes  yes  no   no   --
studies.run                 yes  yes  yes  no   no   --
studies.state               yes  yes  yes  no   no   --
systems.add                 yes  yes  yes  no   no   --
systems.edit                yes  yes  yes  no   no   --
systems.retire              yes  yes  no   no   no   --
tags.rename                 yes  no   no   no   no   no
tags.retire                 yes  no   no   no   no   no
tasks.add                   yes  yes  yes  no   no   --
tasks.edit                  yes  yes  yes  no   no   --
tasks.pin                   yes  yes  yes  no   no   --
tasks.retire                yes  yes  yes  no   no   --
tasks.schedule              yes  yes  yes  no   no   --
teams.add                   yes  yes  yes  no   no   --
teams.edit                  yes  yes  yes  no   no   --
teams.retire                yes  yes  no   no   no   --
token_prices.retire         yes  no   no   no   no   no
token_prices.set            yes  no   no   no   no   no
tokens.create               yes  yes  yes  yes  yes  yes
tokens.revoke               yes  yes  --   --   --   --
use_cases.add               yes  yes  yes  no   no   --
use_cases.assign            yes  yes  yes  no   no   --
use_cases.edit              yes  yes  yes  no   no   --
use_cases.restore           yes  yes  no   no   no   --
use_cases.resume            yes  yes  no   no   no   --
use_cases.retire            yes  yes  no   no   no   --
use_cases.suspend           yes  yes  yes  no   no   --
use_cases.tag               yes  yes  yes  no   no   --
use_cases.withdraw          yes  yes  no   no   no   --
vendors.add                 yes  yes  yes  no   no   --
vendors.edit                yes  yes  yes  no   no   --
vendors.retire              yes  yes  no   no   no   --
views.remove                --   yes  --   --   no   --
views.save                  yes  yes  yes  yes  no   yes
workforce.confirm           yes  yes  yes  no   no   --
workforce.import            yes  yes  no   no   no   --
workforce.remove            yes  yes  yes  no   no   --
workforce.set               yes  yes  yes  no   no   --
"""

QUERIES = """
                            ana  bo   cora rae  cleo dan
absences.list               yes  yes  yes  yes  yes  --
actuals.batches             yes  yes  yes  yes  yes  --
actuals.list                yes  yes  yes  yes  yes  --
actuals.of                  yes  yes  yes  yes  yes  --
adoption.show               yes  yes  yes  yes  yes  --
alignments.list             yes  yes  yes  yes  yes  --
allocation.try              yes  no   no   yes  yes  no
allocation.list             yes  yes  yes  yes  yes  yes
appetite.list               yes  yes  yes  yes  yes  --
assumptions.compare         yes  yes  yes  yes  yes  yes
assumptions.in_force        yes  yes  yes  yes  yes  yes
assumptions.list            yes  yes  yes  yes  yes  yes
assumptions.show            yes  yes  yes  yes  yes  yes
baselines.list              yes  yes  yes  yes  yes  --
benefits.calibration        yes  yes  yes  yes  yes  yes
benefits.list               yes  yes  yes  yes  yes  --
benefits.overview           yes  yes  yes  yes  yes  --
benefits.promised           yes  yes  yes  yes  yes  --
benefits.waiting            yes  yes  yes  yes  yes  --
bills.booking               yes  no   no   yes  yes  no
bills.months                yes  no   no   yes  yes  no
brief.figure                yes  yes  yes  yes  yes  --
brief.show                  yes  yes  yes  yes  yes  --
budgets.lines               yes  yes  yes  yes  yes  --
budgets.list                yes  yes  yes  yes  yes  --
budgets.overview            yes  yes  yes  yes  yes  --
capacity.overview           yes  yes  yes  yes  yes  yes
cases.for_initiative        yes  yes  yes  yes  yes  --
cases.list                  yes  yes  yes  yes  yes  --
cases.proposed              yes  yes  yes  yes  yes  --
cases.show                  yes  yes  yes  yes  yes  --
cases.waiting               yes  --   --   --   --   --
comments.list               yes  yes  yes  yes  yes  --
commitments.list            yes  yes  yes  yes  yes  --
controls.list               yes  yes  yes  yes  yes  --
controls.show               yes  yes  yes  yes  yes  --
cost_alerts.list            yes  yes  yes  yes  yes  --
costs.forecast              yes  yes  yes  yes  yes  yes
costs.show                  yes  yes  yes  yes  yes  --
costs.showback              yes  yes  yes  yes  yes  --
costs.tokens                yes  yes  yes  yes  yes  --
costs.units                 yes  yes  yes  yes  yes  --
costs.unused                yes  yes  yes  yes  yes  --
departments.list            yes  yes  yes  yes  yes  --
deputies.list               yes  yes  yes  --   yes  --
documents.compare           yes  yes  yes  yes  yes  --
documents.due               yes  yes  yes  yes  yes  --
documents.kinds             yes  yes  yes  yes  yes  yes
documents.list              yes  yes  yes  yes  yes  --
documents.show              yes  yes  yes  yes  yes  --
duties.list                 yes  yes  yes  yes  yes  --
evidence.kinds              yes  yes  yes  yes  yes  yes
evidence.list               yes  yes  yes  yes  yes  --
evidence.show               yes  yes  yes  yes  yes  --
fairness.list               yes  yes  yes  yes  yes  --
fairness.show               yes  yes  yes  yes  yes  --
fields.list                 yes  yes  yes  yes  yes  yes
frameworks.coverage         yes  yes  yes  yes  yes  --
frameworks.list             yes  yes  yes  yes  yes  yes
frameworks.requirement      yes  yes  yes  yes  yes  --
frameworks.show             yes  yes  yes  yes  yes  --
frameworks.statement        yes  yes  yes  yes  yes  --
gates.overrides             yes  yes  yes  yes  yes  --
gates.passed                yes  yes  yes  yes  yes  --
gates.show                  yes  yes  yes  yes  yes  --
ideas.alike                 yes  yes  yes  yes  no   --
ideas.list                  yes  yes  yes  yes  yes  --
ideas.mine                  --   yes  --   --   no   --
ideas.show                  yes  yes  yes  yes  yes  --
imports.list                yes  yes  no   no   no   --
imports.show                yes  yes  no   no   no   --
incidents.draft             yes  yes  yes  yes  yes  --
incidents.drafts            yes  yes  yes  yes  yes  --
incidents.list              yes  yes  yes  yes  yes  --
incidents.own               --   yes  --   --   no   --
incidents.show              yes  yes  yes  yes  yes  --
initiatives.list            yes  yes  yes  yes  yes  --
initiatives.show            yes  yes  yes  yes  yes  --
lake.batch                  yes  yes  yes  yes  yes  --
lake.batches                yes  yes  yes  yes  yes  --
lake.state                  yes  yes  yes  yes  yes  yes
law.diff                    yes  yes  yes  yes  yes  --
ledger.history              yes  yes  yes  yes  yes  --
ledger.list                 yes  no   no   no   yes  no
ledger.verify               yes  no   no   no   yes  no
letters.list                yes  no   no   no   no   no
limits.list                 yes  yes  --   yes  yes  --
matches.list                yes  yes  yes  yes  yes  --
maturity.overview           yes  yes  yes  yes  yes  --
maturity.show               yes  yes  yes  yes  yes  --
metrics.list                yes  yes  yes  yes  yes  --
metrics.measure             yes  yes  yes  yes  yes  --
metrics.series              yes  yes  yes  yes  yes  --
metrics.show                yes  yes  yes  yes  yes  --
monitors.list               yes  yes  yes  yes  yes  --
objectives.coverage         yes  yes  yes  yes  yes  --
objectives.show             yes  yes  yes  yes  yes  --
objectives.tree             yes  yes  yes  yes  yes  --
openings.list               yes  yes  yes  yes  yes  --
openings.show               yes  yes  yes  yes  yes  --
opportunities.list          yes  yes  yes  yes  yes  --
opportunities.map           yes  yes  yes  yes  yes  --
opportunities.match         yes  yes  yes  yes  yes  yes
opportunities.show          yes  yes  yes  yes  yes  --
organisation.show           yes  yes  yes  yes  yes  yes
parts.list                  yes  yes  yes  yes  yes  --
parts.show                  yes  yes  yes  yes  yes  --
people.holdings             yes  yes  yes  yes  yes  --
people.list                 yes  yes  yes  yes  yes  --
people.workload             yes  yes  yes  yes  yes  --
periods.list                yes  yes  yes  yes  yes  yes
plans.compare               yes  yes  yes  yes  yes  --
plans.document              yes  no   no   yes  yes  no
plans.latest                yes  yes  yes  yes  yes  --
plans.limits                yes  no   no   yes  yes  no
plans.list                  yes  yes  yes  yes  yes  yes
plans.problem               yes  no   no   yes  yes  no
plans.show                  yes  yes  yes  yes  yes  --
questionnaire.next          yes  yes  yes  yes  yes  --
questionnaire.show          yes  yes  yes  yes  yes  --
rates.convert               yes  yes  yes  yes  yes  yes
rates.list                  yes  yes  yes  yes  yes  yes
resources.list              yes  yes  yes  yes  yes  --
resources.show              yes  yes  yes  yes  yes  --
reviews.effective           yes  yes  yes  yes  yes  --
reviews.list                yes  yes  yes  yes  yes  --
reviews.reviewers           yes  yes  yes  yes  yes  --
reviews.show                yes  yes  yes  yes  yes  --
risks.catalogue             yes  yes  yes  yes  yes  yes
risks.exceedance            yes  yes  yes  yes  yes  --
risks.list                  yes  yes  yes  yes  yes  --
risks.matrix                yes  yes  yes  yes  yes  --
risks.show                  yes  yes  yes  yes  yes  --
roadmap.show                yes  yes  yes  yes  yes  --
roles.compare               yes  yes  yes  yes  yes  --
roles.list                  yes  yes  yes  yes  yes  yes
roles.show                  yes  yes  yes  yes  yes  yes
scores.list                 yes  yes  yes  yes  yes  --
security.list               yes  no   no   no   yes  no
skills.list                 yes  yes  yes  yes  yes  yes
skills.matrix               yes  yes  yes  yes  yes  --
skills.show                 yes  yes  yes  yes  yes  --
strategy.show               yes  yes  yes  yes  yes  --
studies.advise              yes  yes  yes  yes  yes  yes
studies.list                yes  yes  yes  yes  yes  --
studies.methods             yes  yes  yes  yes  yes  yes
studies.readings            yes  yes  yes  yes  yes  --
studies.show                yes  yes  yes  yes  yes  --
studies.size                yes  yes  yes  yes  yes  yes
tags.list                   yes  yes  yes  yes  yes  --
tasks.of_initiative         yes  yes  yes  yes  yes  --
tasks.without               yes  yes  yes  yes  yes  --
teams.list                  yes  yes  yes  yes  yes  --
teams.show                  yes  yes  yes  yes  yes  --
token_prices.list           yes  yes  yes  yes  yes  yes
tokens.list                 yes  yes  --   --   --   --
use_cases.alike             yes  yes  yes  yes  yes  --
use_cases.list              yes  yes  yes  yes  yes  --
use_cases.show              yes  yes  yes  yes  yes  --
use_cases.work              yes  yes  yes  yes  yes  --
views.list                  --   yes  --   --   --   --
workforce.list              yes  yes  yes  yes  yes  --
"""

#: Queries about what belongs to nobody's department: all who may ask get the same.
OF_ALL = frozenset(
    {
        "allocation.list",
        "allocation.try",
        "assumptions.compare",
        "assumptions.in_force",
        "assumptions.list",
        "assumptions.show",
        "periods.list",
        "rates.convert",
        "rates.list",
        "reviews.reviewers",
        "benefits.calibration",
        "bills.months",
        "costs.forecast",
        "documents.kinds",
        "evidence.kinds",
        "fields.list",
        "frameworks.list",
        "organisation.show",
        "lake.state",
        "ledger.verify",
        "opportunities.match",
        "plans.limits",
        "plans.list",
        "risks.catalogue",
        "capacity.overview",
        "roles.list",
        "roles.show",
        "skills.list",
        "studies.advise",
        "studies.methods",
        "studies.size",
        "token_prices.list",
    }
)


def read(table: str) -> dict[str, dict[str, str]]:
    """A table as `{name: {column: yes|no|--}}`."""
    lines = [line.split() for line in table.strip().splitlines()]
    assert tuple(lines[0]) == COLUMNS
    return {name: dict(zip(COLUMNS, cells, strict=True)) for name, *cells in lines[1:]}
