"""Is the list of kinds of evidence whole, and does each kind say what it is?"""

from opencaio.packs.evidence import load_kinds


def test_the_kinds_that_duties_and_gates_ask_for_are_there() -> None:
    wanted = {
        "risk_assessment", "test_report", "technical_documentation", "dpia", "fria", "instructions_for_use",
        "oversight_roster", "monitoring_report", "log_extract", "training_record", "notice_text",
        "works_council_record", "processor_agreement", "transfer_assessment", "conformity_declaration",
        "certificate", "registration_entry", "bias_audit", "impact_assessment", "waiver", "policy",
        "incident_report", "decision_record", "contract", "model_card", "data_sheet", "security_test",
        "appeal_process", "feedback_record", "publication", "stop_confirmation",
    }  # fmt: skip
    assert wanted <= load_kinds().keys()


def test_each_kind_is_said_in_plain_words() -> None:
    kinds = load_kinds().values()
    assert [kind.code for kind in kinds if not kind.title or not kind.plain.endswith(".")] == []
    assert len({kind.title for kind in kinds}) == len(kinds)


def test_a_bias_audit_is_old_after_a_year_and_a_decision_never() -> None:
    kinds = load_kinds()
    assert kinds["bias_audit"].months == 12
    assert kinds["decision_record"].months is None
