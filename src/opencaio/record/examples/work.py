"""How do initiatives, evidence and comments come on record?"""

from opencaio.record.actors import actor_for
from opencaio.record.examples.settling import Settling


def settle_work(settling: Settling) -> None:
    for one in settling.example.initiatives:
        settling.do(
            "initiatives.add",
            on=one.started_on,
            code=one.key,
            name=one.name,
            purpose=one.about,
            department=one.department,
            stage=one.stage,
            lead=settling.people[one.lead].pk,
            starts_on=one.started_on,
            use_cases=one.uses,
        )
    for proof in settling.example.evidence:
        row = settling.do(
            "evidence.add",
            on=proof.held_on,
            use_case=proof.use,
            code=proof.practice,
            kind=proof.kind,
            title=proof.title,
            note=proof.reference,
            dated=proof.held_on,
            expires_on=proof.expires_on,
        )
        settling.numbers["evidence", proof.key] = row.pk
    for comment in settling.example.comments:
        by = actor_for(settling.people[comment.by], face="web")
        settling.do("comments.add", on=comment.at.date(), by=by, use_case=comment.use, text=comment.text)
