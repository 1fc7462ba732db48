"""Which other provisions can be compared: the high-risk tests, derogation, transparency, roles, models, exclusions?"""

from typing import Any

from tests.engines.classification.agreement.article_5 import SYSTEM
from tests.engines.classification.agreement.bridges import (
    YES_NO,
    Bridge,
    Facts,
    Fields,
    Reading,
    holds,
    is_one,
    same,
)

RECRUITING = {**SYSTEM, "use": ["recruit_screen_rank"]}


def _product(facts: Facts) -> Fields:
    fields = same(
        facts,
        ausfall_gefaehrdet_gesundheit_und_sicherheit="product.failure_endangers",
        ausschliesslich_nicht_sicherheitsbezogene_assistenz_optimierung_automation_komfort_qualitaet=(
            "product.non_safety_only"
        ),
        bestimmungszweck_verhuetet_oder_mindert_sicherheitsrisiken="product.safety_function",
        ausfall_gefaehrdet_personen_oder_eigentum="product.failure_endangers",
        drittstellenbewertung_rechtlich_erforderlich="product.third_party_assessment",
    )
    return (
        fields
        | is_one(facts, "product.relation", ki_selbst_produkt="product_itself")
        | is_one(
            facts,
            "product.third_party_reason",
            drittstellenbewertung_nur_wegen_nicht_gesundheits_sicherheitsrisiken="radio_emi",
        )
    )


def _derogation(facts: Facts) -> Fields:
    fields = is_one(
        facts,
        "art6_3.condition",
        enge_verfahrensaufgabe="a",
        verbesserung_abgeschlossener_menschlicher_taetigkeit="b",
        erkennung_entscheidungmuster_oder_abweichungen="c",
        vorbereitung_einer_anhang_iii_bewertung="d",
    )
    if "art6_3.replaces_without_review" in facts:
        fields["keine_ersetzung_oder_beeinflussung_ohne_angemessene_menschliche_pruefung"] = not facts[
            "art6_3.replaces_without_review"
        ]
    return fields | same(facts, profiling_natuerlicher_personen="profiling")


def _talks(facts: Facts) -> Fields:
    police = same(
        facts,
        gesetzlich_erlaubte_straftataufdeckung_verhuetung_untersuchung_oder_verfolgung="transparency.law_authorised_le",
        oeffentlich_zur_straftatmeldung_zugaenglich="transparency.public_reporting",
    )
    return (
        police
        | holds(facts, "role", anbieterrolle="provider")
        | same(
            facts,
            zweck_direkte_interaktion_natuerliche_personen="transparency.interacts_directly",
            ki_interaktion_fuer_verstaendige_aufmerksame_person_offensichtlich="transparency.obvious",
        )
    )


def _generates(facts: Facts) -> Fields:
    fields: Fields = {}
    if "transparency.generates" in facts:
        made = set(facts["transparency.generates"])
        fields["system_generiert_synthetische_audio_bild_video_oder_textinhalte"] = bool(
            made & {"audio", "image", "video", "text"}
        )
    return (
        fields
        | holds(facts, "role", anbieterrolle="provider")
        | same(
            facts,
            assistenz_fuer_standardbearbeitung="transparency.standard_editing",
            keine_wesentliche_aenderung_eingabedaten_oder_semantik="transparency.not_substantially_altered",
            gesetzlich_erlaubte_straftataufdeckung_verhuetung_untersuchung_oder_verfolgung=(
                "transparency.law_authorised_le"
            ),
        )
    )


def _deepfake(facts: Facts) -> Fields:
    return holds(facts, "role", betreiberrolle="deployer") | same(
        facts,
        inhalt_ist_deepfake="transparency.deepfake",
        gesetzlich_erlaubte_straftataufdeckung_verhuetung_untersuchung_oder_verfolgung="transparency.law_authorised_le",
    )


def _published(facts: Facts) -> Fields:
    return holds(facts, "role", betreiberrolle="deployer") | same(
        facts,
        veroeffentlichung_zur_information_ueber_oeffentliches_interesse="transparency.public_interest_text",
        menschliche_inhaltspruefung="transparency.editorial_responsibility",
        natuerliche_oder_juristische_person_redaktionell_verantwortlich="transparency.editorial_responsibility",
        gesetzlich_erlaubte_straftataufdeckung_verhuetung_untersuchung_oder_verfolgung="transparency.law_authorised_le",
    )


POLICE = (
    "gesetzlich_erlaubte_straftataufdeckung_verhuetung_untersuchung_oder_verfolgung",
    "gesetzlich_erlaubte_straftataufdeckung_verhuetung_oder_untersuchung",
)
GUARANTEES: dict[str, Any] = {
    "angemessene_drittrechtsschutzgarantien": True,
    "einsatz_im_einklang_mit_unionsrecht": True,
    "redaktionelle_kontrolle": False,
}


def _reads_emotion(facts: Facts) -> Fields:
    sensed = [facts.get(key) for key in ("emotion.infers", "emotion.from_biometrics")]
    fields = holds(facts, "role", betreiberrolle="deployer")
    if False in sensed or None not in sensed:
        fields["emotionserkennungssystem"] = all(sensed)
    if "transparency.law_authorised_le" in facts:
        fields[POLICE[1]] = facts["transparency.law_authorised_le"]
    return fields


def _compute(facts: Facts) -> Fields:
    """Whole numbers as text: a float would lose the last digits."""
    return {"trainings_flops": str(facts["gpai.train_flops"])} if "gpai.train_flops" in facts else {}


def _open_model(facts: Facts) -> Fields:
    return same(
        facts,
        lizenz_erlaubt_zugang_nutzung_aenderung_verbreitung="gpai.open_licence",
        gewichte_oeffentlich="gpai.weights_public",
        gpai_modell_mit_systemischem_risiko="gpai.designated",
    )


def _rights(facts: Facts) -> Fields:
    return holds(facts, "role", betreiberrolle="deployer") | is_one(
        facts,
        "org",
        oeffentlich_rechtliche_einrichtung="public_body",
        privater_oeffentlicher_dienstleister="private_public_service",
    )


PRODUCT = {
    "product.relation": ("product_itself", "component"),
    "product.safety_function": YES_NO,
    "product.failure_endangers": YES_NO,
    "product.non_safety_only": YES_NO,
    "product.third_party_assessment": YES_NO,
    "product.third_party_reason": ("health_safety", "radio_emi"),
}
ROLES = (["provider"], ["deployer"], ["provider", "deployer"], ["importer"])

BRIDGES = (
    Bridge(
        ours=("annex-i-a",),
        theirs="AIA_006_001",
        facts=PRODUCT,
        fields=_product,
        fixed={**SYSTEM, "product.law": "mdr"},
        given={"produkt_unter_anhang_i": True},
    ),
    Bridge(
        ours=("annex-i-b",),
        theirs="AIA_006_001",
        facts=PRODUCT,
        fields=_product,
        fixed={**SYSTEM, "product.law": "machinery"},
        given={"produkt_unter_anhang_i": True},
    ),
    Bridge(
        ours=("art6-3-a", "art6-3-b", "art6-3-c", "art6-3-d"),
        theirs="AIA_006_003_AUSNAHME",
        facts={
            "art6_3.condition": ("a", "b", "c", "d"),
            "art6_3.replaces_without_review": YES_NO,
            "art6_3.significant_risk": YES_NO,
            "art6_3.influences_outcome": YES_NO,
            "profiling": YES_NO,
        },
        fields=_derogation,
        fixed=RECRUITING,
        readings=(
            Reading(
                when=lambda facts: (
                    not (
                        facts.get("art6_3.significant_risk") is False
                        and facts.get("art6_3.influences_outcome") is False
                    )
                ),
                ours=(False, None),
                theirs=(True, None),
                why="Theirs lets one of the four conditions suffice. The Commission's draft guidelines of 19 May 2026"
                " ask beside it that there is no significant risk: ours is cumulative, and marked disputed.",
            ),
            Reading(
                when=lambda facts: "art6_3.condition" not in facts,
                ours=(False,),
                theirs=(None, False),
                why="A derogation is claimed by whoever relies on it; nobody is asked to deny it.",
            ),
        ),
    ),
    Bridge(
        ours=("art50-1",),
        theirs="AIA_050_001",
        facts={
            "role": ROLES,
            "transparency.interacts_directly": YES_NO,
            "transparency.obvious": YES_NO,
            "transparency.law_authorised_le": YES_NO,
            "transparency.public_reporting": YES_NO,
        },
        fields=_talks,
        fixed=SYSTEM,
        given=GUARANTEES,
    ),
    Bridge(
        ours=("art50-2",),
        theirs="AIA_050_002",
        facts={
            "role": ROLES,
            "transparency.generates": (["text"], ["image", "code"], ["code"], []),
            "transparency.standard_editing": YES_NO,
            "transparency.not_substantially_altered": YES_NO,
            "transparency.law_authorised_le": YES_NO,
        },
        fields=_generates,
        fixed={**SYSTEM, "transparency.out_of_scope_output": False},
    ),
    Bridge(
        ours=("art50-3-emotion",),
        theirs="AIA_050_003",
        facts={
            "role": ROLES,
            "emotion.infers": YES_NO,
            "emotion.from_biometrics": YES_NO,
            "transparency.law_authorised_le": YES_NO,
        },
        fields=_reads_emotion,
        fixed=SYSTEM,
        given={**GUARANTEES, "biometrisches_kategorisierungssystem": False},
    ),
    Bridge(
        ours=("art50-4-deepfake",),
        theirs="AIA_050_004_BILD",
        facts={"role": ROLES, "transparency.deepfake": YES_NO, "transparency.law_authorised_le": YES_NO},
        fields=_deepfake,
        fixed=SYSTEM,
        given={"ki_generiert_oder_manipuliert_bild_audio_video": True},
    ),
    Bridge(
        ours=("art50-4-text",),
        theirs="AIA_050_004_TEXT",
        facts={
            "role": ROLES,
            "transparency.public_interest_text": YES_NO,
            "transparency.editorial_responsibility": YES_NO,
            "transparency.law_authorised_le": YES_NO,
        },
        fields=_published,
        fixed=SYSTEM,
        given={**GUARANTEES, "ki_generiert_oder_manipuliert_text": True},
    ),
    Bridge(
        ours=("gpai-systemic-by-compute",),
        theirs="AIA_051_002",
        facts={"gpai.train_flops": (10**23, 10**25 - 1, 10**25, 10**25 + 1, 3 * 10**26)},
        fields=lambda facts: (
            {"trainings_flops": str(facts["gpai.train_flops"])} if facts.get("gpai.train_flops") else {}
        ),
        fixed={"artefact": "model", "gpai.generality": True, "gpai.modifier": False, "gpai.designated": False},
    ),
    Bridge(
        ours=("gpai-open-model",),
        theirs="AIA_053_002",
        facts={"gpai.open_licence": YES_NO, "gpai.weights_public": YES_NO, "gpai.designated": YES_NO},
        fields=_open_model,
        fixed={
            "artefact": "model",
            "gpai.generality": True,
            "gpai.modifier": False,
            "gpai.monetised": False,
            "gpai.train_flops": 10**24,
        },
        given={"architekturinformation_oeffentlich": True, "nutzungsinformation_oeffentlich": True},
    ),
    Bridge(
        ours=("rights-assessment",),
        theirs="AIA_027_001",
        facts={"role": ROLES, "org": ("private", "public_body", "private_public_service")},
        fields=_rights,
        fixed={**RECRUITING, "art6_3.condition": "a", "art6_3.significant_risk": True},
        given={
            "zweck_personalgewinnung_oder_personalauswahl": True,
            "profiling_natuerlicher_personen": True,
            "zweck_sicherheitsbauteil_infrastruktur": False,
            "natuerliche_person_als_kreditgegenstand": False,
            "natuerliche_person_als_versicherungsgegenstand": False,
        },
    ),
    Bridge(
        ours=("no-inference",),
        theirs="AIA_003_001",
        facts={"infers": YES_NO},
        fields=lambda facts: same(facts, ableitung_aus_eingaben="infers"),
        given={
            "maschinenbasiertes_system": True,
            "fuer_betrieb_mit_einem_grad_an_autonomie_konzipiert": True,
            "explizite_oder_implizite_ziele": True,
            "ausgaben_koennen_physische_oder_virtuelle_umgebung_beeinflussen": True,
        },
        readings=(
            Reading(
                when=lambda facts: "infers" in facts,
                ours=(True, False),
                theirs=(True, False),
                why="Ours says what is no AI system, theirs what is one: the answers are each other's opposite.",
            ),
        ),
    ),
)
