"""Which of the prohibitions of Article 5 can be compared, point by point?"""

from tests.engines.classification.agreement.bridges import (
    YES_NO,
    Bridge,
    Facts,
    Fields,
    Reading,
    both,
    holds,
    is_one,
    known,
    same,
)

SYSTEM = {"artefact": "system", "infers": True}
PUT_TO_USE = {
    "inverkehrbringen_inbetriebnahme_oder_verwendung": True,
    "inverkehrbringen_oder_zweckbezogene_inbetriebnahme_oder_verwendung": True,
}


def _manipulation(facts: Facts) -> Fields:
    fields = is_one(facts, "manipulation.technique", unterschwellige_techniken="subliminal")
    if "manipulation.technique" in facts:
        technique = facts["manipulation.technique"]
        fields["gezielt_manipulative_oder_taeuschende_techniken"] = technique in ("manipulative", "deceptive")
    # One fact of ours stands for distortion, impaired judgement and the decision that it leads to.
    return fields | same(
        facts,
        ziel_oder_wirkung_wesentliche_verhaltensverzerrung="manipulation.distorts_behaviour",
        erhebliche_beeintraechtigung_informierter_entscheidung="manipulation.distorts_behaviour",
        dadurch_sonst_nicht_getroffene_entscheidung="manipulation.distorts_behaviour",
        dadurch_erheblicher_schaden_oder_vernuenftigerweise_wahrscheinlich="manipulation.significant_harm",
    )


def _vulnerability(facts: Facts) -> Fields:
    bases = {
        "ausnutzung_altersbedingter_schutzbeduerftigkeit": "age",
        "ausnutzung_behinderung": "disability",
        "ausnutzung_sozialer_oder_wirtschaftlicher_lage": "socioeconomic",
    }
    basis, exploited = facts.get("vulnerability.basis"), facts.get("vulnerability.exploited")
    used = {name: both(None if basis is None else basis == value, exploited) for name, value in bases.items()}
    return known(used) | same(
        facts,
        ziel_oder_wirkung_wesentliche_verhaltensverzerrung="vulnerability.distorts_behaviour",
        dadurch_erheblicher_schaden_oder_vernuenftigerweise_wahrscheinlich="vulnerability.significant_harm",
    )


def _scoring(facts: Facts) -> Fields:
    return same(
        facts,
        personenbewertung_ueber_zeitraum="scoring.over_time",
        soziales_verhalten_oder_persoenliche_merkmale="scoring.behaviour_or_personality",
        nachteilige_behandlung="scoring.detrimental",
        behandlungskontext_unverbunden_mit_datenerhebung="scoring.unrelated_context",
        behandlung_ungerechtfertigt="scoring.disproportionate",
        behandlung_unverhaeltnismaessig="scoring.disproportionate",
    )


def _crime(facts: Facts) -> Fields:
    return is_one(facts, "crime_prediction.target", prognose_straftat_natuerlicher_person="natural_person") | same(
        facts,
        ausschliesslich_profiling_oder_persoenlichkeitsbewertung="crime_prediction.solely_profiling",
        unterstuetzung_menschlicher_tatbeteiligungsbewertung="crime_prediction.supports_human_on_objective_facts",
        bereits_objektive_nachpruefbare_unmittelbar_tatbezogene_fakten=(
            "crime_prediction.supports_human_on_objective_facts"
        ),
    )


def _emotion(facts: Facts) -> Fields:
    sensed = both(facts.get("emotion.infers"), facts.get("emotion.from_biometrics"))
    return (
        known({"biometrisch_gestuetzte_emotionsableitung": sensed})
        | is_one(facts, "emotion.area", arbeitsplatz="workplace", bildungseinrichtung="education")
        | is_one(
            facts,
            "emotion.reason",
            medizinischer_verwendungszweck="medical",
            sicherheitsbezogener_verwendungszweck="safety",
        )
    )


def _categories(facts: Facts) -> Fields:
    fields = holds(
        facts,
        "biometric_cat.attributes",
        ableitung_rasse="race",
        ableitung_politische_meinung="political_opinions",
        ableitung_gewerkschaft="trade_union",
        ableitung_religioese_oder_weltanschauliche_ueberzeugung="religion_philosophy",
    )
    if "biometric_cat.attributes" in facts:
        fields["ableitung_sexualleben_oder_orientierung"] = bool(
            {"sex_life", "sexual_orientation"} & set(facts["biometric_cat.attributes"])
        )
    return fields | same(
        facts,
        individuelle_kategorisierung_aus_biometrischen_daten="biometric_cat.individual",
        kennzeichnung_oder_filterung_rechtmaessig_erworbener_biometrischer_datensaetze="biometric_cat.dataset_labelling",
        kategorisierung_biometrischer_daten_strafverfolgung="biometric_cat.law_enforcement",
    )


def _remote(facts: Facts) -> Fields:
    return same(
        facts,
        verwendung_echtzeit_biometrische_fernidentifizierung="rbi.realtime",
        oeffentlich_zugaenglicher_raum="rbi.public_space",
        strafverfolgungszweck="rbi.law_enforcement",
        vorherige_richterliche_oder_unabhaengige_bindende_genehmigung="rbi.authorised",
        nationalrechtliche_zulassung_fuer_diesen_zweck="rbi.national_law",
        grundrechtefolgenabschaetzung_abgeschlossen="rbi.fria",
        eu_datenbank_registriert="rbi.registered",
    ) | is_one(
        facts,
        "rbi.objective",
        gezielte_suche_entfuehrungs_menschenhandels_sexualausbeutungsopfer_oder_vermisste="victim_or_missing",
        konkrete_erhebliche_unmittelbare_gefahr_leben_oder_koerperliche_sicherheit="imminent_threat",
        lokalisierung_oder_identifizierung_tatverdaechtiger_person="serious_crime_suspect",
    )


def _acts(facts: Facts) -> Fields:
    """Providers answer for their purpose and for what they leave open, deployers for their own purpose."""
    fields = same(
        facts,
        erzeugung_oder_manipulation_betroffenen_materials_beabsichtigt="intimate.intended_purpose",
        betroffenes_material_vernuenftigerweise_vorhersehbar="intimate.foreseeable_reproducible",
        betroffenes_material_reproduzierbar="intimate.foreseeable_reproducible",
        angemessene_vorbeugende_und_korrigierende_schutzmassnahmen="intimate.adequate_safeguards",
        betreiberzweck_erzeugung_oder_manipulation_betroffenen_materials="intimate.deployer_purpose",
    )
    return fields | holds(facts, "role", inverkehrbringen_oder_inbetriebnahme="provider", verwendung="deployer")


def _intimate(facts: Facts) -> Fields:
    shown = both(facts.get("intimate.realistic"), facts.get("intimate.identifiable"))
    agreed = ("frei", "spezifisch", "informiert", "unmissverstaendlich", "ausdruecklich")
    fields = known({"realistische_darstellung_identifizierbarer_person": shown})
    fields |= is_one(facts, "intimate.kind", darstellung_intimer_koerperteile="ncii")
    fields |= {f"einwilligung_{how}": facts["intimate.explicit_consent"] for how in agreed if _consent(facts)}
    if "intimate.no_more_exposure" in facts:
        # Editing that exposes no more is neither generation nor manipulation that counts.
        fields |= {"exposition_intimer_teile_erhoeht": not facts["intimate.no_more_exposure"]}
    return fields | _acts(facts)


def _consent(facts: Facts) -> bool:
    return "intimate.explicit_consent" in facts


def _abuse(facts: Facts) -> Fields:
    return (
        is_one(facts, "intimate.kind", material_oder_darbietung_richtlinie_2011_93_artikel_2_c_oder_e="csam")
        | same(facts, nationalrechtliche_berechtigung_ausnahme_without_right="intimate.without_right_defence")
        | _acts(facts)
    )


EXCEPTION = ("objective", "authorised", "national_law", "fria", "registered")
ACTS = {
    "role": (["provider"], ["deployer"], ["importer"]),
    "intimate.intended_purpose": YES_NO,
    "intimate.foreseeable_reproducible": YES_NO,
    "intimate.adequate_safeguards": YES_NO,
    "intimate.deployer_purpose": YES_NO,
}

BRIDGES = (
    Bridge(
        ours=("art5-a",),
        theirs="AIA_005_001_A",
        facts={
            "manipulation.technique": ("subliminal", "manipulative", "deceptive", "none"),
            "manipulation.distorts_behaviour": YES_NO,
            "manipulation.significant_harm": YES_NO,
        },
        fields=_manipulation,
        fixed=SYSTEM,
        given=PUT_TO_USE,
    ),
    Bridge(
        ours=("art5-b",),
        theirs="AIA_005_001_B",
        facts={
            "vulnerability.basis": ("age", "disability", "socioeconomic"),
            "vulnerability.exploited": YES_NO,
            "vulnerability.distorts_behaviour": YES_NO,
            "vulnerability.significant_harm": YES_NO,
        },
        fields=_vulnerability,
        fixed=SYSTEM,
        given=PUT_TO_USE,
    ),
    Bridge(
        ours=("art5-c",),
        theirs="AIA_005_001_C",
        facts={
            "scoring.over_time": YES_NO,
            "scoring.behaviour_or_personality": YES_NO,
            "scoring.detrimental": YES_NO,
            "scoring.unrelated_context": YES_NO,
            "scoring.disproportionate": YES_NO,
        },
        fields=_scoring,
        fixed=SYSTEM,
        given=PUT_TO_USE,
    ),
    Bridge(
        ours=("art5-d",),
        theirs="AIA_005_001_D",
        facts={
            "crime_prediction.target": ("natural_person", "legal_person", "place"),
            "crime_prediction.solely_profiling": YES_NO,
            "crime_prediction.supports_human_on_objective_facts": YES_NO,
        },
        fields=_crime,
        fixed=SYSTEM,
        given=PUT_TO_USE,
    ),
    Bridge(
        ours=("art5-e",),
        theirs="AIA_005_001_E",
        facts={"face_scraping.untargeted": YES_NO, "face_scraping.builds_recognition_db": YES_NO},
        fields=lambda facts: same(
            facts,
            ungezieltes_scraping="face_scraping.untargeted",
            aufbau_oder_erweiterung_gesichtserkennungsdatenbank="face_scraping.builds_recognition_db",
        ),
        fixed=SYSTEM,
        given={**PUT_TO_USE, "gesichtsbilder_aus_internet": True},
    ),
    Bridge(
        ours=("art5-f",),
        theirs="AIA_005_001_F",
        facts={
            "emotion.infers": YES_NO,
            "emotion.from_biometrics": YES_NO,
            "emotion.area": ("workplace", "education", "other"),
            "emotion.reason": ("medical", "safety", "none"),
            "emotion.personal_training_only": YES_NO,
        },
        fields=_emotion,
        fixed=SYSTEM,
        given=PUT_TO_USE,
        readings=(
            Reading(
                when=lambda facts: facts.get("emotion.personal_training_only") is not False,
                ours=(False, None),
                theirs=(True, None),
                why=(
                    "The Commission's guidelines C(2025) 5052 leave out training of one's own that has no effect on the"
                    " job; their rule knows no such element."
                ),
            ),
        ),
    ),
    Bridge(
        ours=("art5-g",),
        theirs="AIA_005_001_G",
        facts={
            "biometric_cat.individual": YES_NO,
            "biometric_cat.attributes": (["race"], ["trade_union", "age"], ["sex_life"], ["hair_colour"], []),
            "biometric_cat.dataset_labelling": YES_NO,
            "biometric_cat.law_enforcement": YES_NO,
            "biometric_cat.ancillary": YES_NO,
        },
        fields=_categories,
        fixed=SYSTEM,
        given=PUT_TO_USE,
        readings=(
            Reading(
                when=lambda facts: facts.get("biometric_cat.ancillary") is not False,
                ours=(False, None),
                theirs=(True, None),
                why="Art. 3(40) takes what is ancillary to another service out of the definition; their point (g) does"
                " not look at the definition.",
            ),
        ),
    ),
    Bridge(
        ours=("art5-h",),
        theirs="AIA_005_001_H",
        facts={
            "rbi.realtime": YES_NO,
            "rbi.public_space": YES_NO,
            "rbi.law_enforcement": YES_NO,
            "rbi.objective": ("victim_or_missing", "imminent_threat", "serious_crime_suspect", "none"),
            "rbi.authorised": YES_NO,
            "rbi.national_law": YES_NO,
            "rbi.fria": YES_NO,
            "rbi.registered": YES_NO,
        },
        fields=_remote,
        fixed={**SYSTEM, "role": ["deployer"]},
        given={
            "einsatz_strikt_erforderlich": True,
            "tatsaechliche_gegenwaertige_oder_vorhersehbare_terroranschlagsgefahr": False,
            "zweck_strafuntersuchung_verfolgung_oder_strafvollstreckung": True,
            "straftat_in_anhang_ii": True,
            "nationale_strafhoechstdauer_jahre": "4",
            "genehmigung_abgelehnt": False,
            "hinreichend_begruendete_dringlichkeit": False,
            "nur_identitaet_der_gezielt_gesuchten_person": True,
            "situation_und_grundrechtsfolgen_beruecksichtigt": True,
            "notwendige_verhaeltnismaessige_zeit_ort_personenbegrenzung": True,
        },
        readings=(
            Reading(
                when=lambda facts: any(f"rbi.{name}" not in facts for name in EXCEPTION),
                ours=(True,),
                theirs=(None,),
                why="Who relies on the exception must show its conditions: one that is not stated counts as not met."
                " Theirs leaves the prohibition open.",
            ),
        ),
    ),
    Bridge(
        ours=("art5-ba",),
        theirs="AIA_005_001_BA",
        facts={
            **ACTS,
            "intimate.explicit_consent": YES_NO,
            "intimate.no_more_exposure": YES_NO,
            "intimate.realistic": YES_NO,
        },
        fields=_intimate,
        fixed={**SYSTEM, "intimate.kind": "ncii", "intimate.identifiable": True},
        given={
            "generierung": False,
            "manipulation": True,
            "art_sexueller_aktivitaet_geaendert": False,
            "darstellung_sexuell_expliziter_aktivitaet": True,
            "erhebliche_technische_modifikation_erforderlich": False,
            "person_einwilligungsunfaehig": False,
        },
    ),
    Bridge(
        ours=("art5-bb",),
        theirs="AIA_005_001_BB",
        facts={**ACTS, "intimate.without_right_defence": YES_NO, "intimate.no_more_exposure": YES_NO},
        fields=_abuse,
        fixed={**SYSTEM, "intimate.kind": "csam"},
        given={"erhebliche_technische_modifikation_erforderlich": False},
        readings=(
            Reading(
                when=lambda facts: facts.get("intimate.no_more_exposure") is not False,
                ours=(False, None),
                theirs=(True, None),
                why="Art. 5(1b) as read in the specification holds for both new points: editing that exposes no more"
                " and alters no act is no manipulation. Their rule applies it to (ba) alone.",
            ),
        ),
    ),
)
