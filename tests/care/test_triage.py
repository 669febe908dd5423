"""Does each combination of danger signs lead to the right door?"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.care.triage import AgeBand, Patient, allows, hardest_goal, says_nhs_advice, triage
from content.loader import Content, load_content
from content.models import Goal, Urgency

FLAGS = load_content().red_flags
signs = st.frozensets(st.sampled_from(sorted(FLAGS)), max_size=6)
patients = st.builds(
    Patient,
    age_band=st.sampled_from(AgeBand),
    areas=st.sampled_from([(), ("lower_back",), ("upper_back",), ("neck", "mid_back")]),
    new_pain=st.booleans(),
    spine_pain=st.booleans(),
    worsening=st.booleans(),
    severe=st.booleans(),
    fell=st.booleans(),
    cannot_stand=st.booleans(),
    pregnant=st.booleans(),
    pregnancy_warning=st.booleans(),
    seen=signs,
)


@given(signs, st.sampled_from(sorted(FLAGS)), patients)
def test_one_more_sign_never_lowers_the_urgency(
    some: frozenset[str], one_more: str, known: Patient
) -> None:
    assert triage(some | {one_more}, FLAGS, known).urgency >= triage(some, FLAGS, known).urgency


@given(signs, patients)
def test_a_raised_urgency_always_says_which_signs_raised_it(
    some: frozenset[str], known: Patient
) -> None:
    result = triage(some, FLAGS, known)
    assert bool(result.because) == (result.urgency > Urgency.SELF_CARE)
    assert triage(result.because, FLAGS, known).urgency == result.urgency


@given(signs, patients)
def test_the_order_in_which_signs_are_said_does_not_matter(
    some: frozenset[str], known: Patient
) -> None:
    there, back = sorted(some), sorted(some, reverse=True)
    assert triage(there, FLAGS, known) == triage(back, FLAGS, known)


@pytest.mark.parametrize(
    "sign", [name for name, flag in FLAGS.items() if flag.urgency == Urgency.EMERGENCY]
)
def test_an_emergency_sign_is_an_emergency_whatever_else_is_known(sign: str) -> None:
    old_pain = Patient(new_pain=False, spine_pain=False)
    assert triage([sign], FLAGS, old_pain).urgency == Urgency.EMERGENCY


def test_no_sign_is_self_care_and_names_nothing() -> None:
    result = triage([], FLAGS)
    assert (result.urgency, result.because, result.self_harm) == (Urgency.SELF_CARE, (), False)


def test_words_about_self_harm_always_ask_for_the_crisis_text() -> None:
    assert triage(["self_harm"], FLAGS).self_harm
    assert triage(["self_harm", "ces_bladder", "not_improving"], FLAGS).self_harm
    assert not triage(["ces_bladder"], FLAGS).self_harm


@pytest.mark.parametrize("sign", ["one_leg_pain", "known_condition"])
def test_self_care_signs_never_raise_anything(sign: str) -> None:
    assert triage([sign], FLAGS).urgency == Urgency.SELF_CARE
    assert triage([sign, "not_improving"], FLAGS).because == ("not_improving",)


def test_any_two_see_a_doctor_signs_make_it_urgent() -> None:
    result = triage(["not_improving", "cough_sneeze"], FLAGS)
    assert result.urgency == Urgency.URGENT
    assert set(result.because) == {"not_improving", "cough_sneeze"}


def test_one_see_a_doctor_sign_alone_stays_see_a_doctor() -> None:
    assert triage(["not_improving"], FLAGS).urgency == Urgency.SEE_DOCTOR


def test_a_weak_leg_and_its_numb_patch_are_one_sign_not_two() -> None:
    assert triage(["leg_weak_mild", "numb_limb"], FLAGS).urgency == Urgency.SEE_DOCTOR
    assert triage(["numb_limb", "not_improving"], FLAGS).urgency == Urgency.URGENT


@pytest.mark.parametrize(
    ("said", "urgency"),
    [
        (["night_pain", "cancer_history"], Urgency.URGENT),
        (["night_pain", "weight_loss"], Urgency.URGENT),
        (["night_pain", "infection"], Urgency.URGENT),
        (["cancer_history", "leg_weak_mild"], Urgency.EMERGENCY),
        (["cancer_history", "myelopathy"], Urgency.EMERGENCY),
        (["cancer_history", "ces_bladder"], Urgency.EMERGENCY),
        (["infection", "leg_weak_mild"], Urgency.EMERGENCY),
        (["infection", "numb_limb"], Urgency.EMERGENCY),
        (["infection", "spreading_numbness"], Urgency.EMERGENCY),
        (["infection", "ces_bladder"], Urgency.EMERGENCY),
        (["infection", "infection_risk"], Urgency.EMERGENCY),
        (["infection", "post_procedure"], Urgency.EMERGENCY),
        (["leg_weak_mild", "spreading_numbness"], Urgency.EMERGENCY),
        (["minor_trauma_fragile", "leg_weak_mild"], Urgency.EMERGENCY),
        (["minor_trauma_fragile", "numb_limb"], Urgency.EMERGENCY),
        (["thoracic_constant", "cancer_history"], Urgency.URGENT),
        (["thoracic_constant", "leg_weak_mild"], Urgency.EMERGENCY),
        (["deformity_lump", "leg_weak_mild"], Urgency.EMERGENCY),
        (["post_procedure", "numb_limb"], Urgency.EMERGENCY),
        (["shingles", "infection_risk"], Urgency.EMERGENCY),
        (["kidney", "infection"], Urgency.EMERGENCY),
        (["kidney", "pregnancy"], Urgency.EMERGENCY),
        (["abdominal", "pregnancy"], Urgency.EMERGENCY),
        (["pregnancy", "infection"], Urgency.EMERGENCY),
    ],
)
def test_signs_that_are_worse_together(said: list[str], urgency: Urgency) -> None:
    result = triage(said, FLAGS)
    assert result.urgency == urgency
    assert set(result.because) <= set(said)


@pytest.mark.parametrize("sign", ["infection_risk", "cancer_history", "age_over_70_new"])
def test_a_sign_that_needs_new_pain_does_not_fire_on_the_usual_pain(sign: str) -> None:
    assert triage([sign], FLAGS).urgency == FLAGS[sign].urgency
    assert triage([sign], FLAGS, Patient(new_pain=False)).urgency == Urgency.SELF_CARE


def test_weight_loss_counts_with_spine_pain_new_or_old() -> None:
    assert triage(["weight_loss"], FLAGS, Patient(new_pain=False)).urgency == Urgency.URGENT
    assert triage(["weight_loss"], FLAGS, Patient(spine_pain=False)).urgency == Urgency.SELF_CARE


def test_cancer_with_a_weak_leg_is_an_emergency_even_with_old_pain() -> None:
    known = Patient(new_pain=False)
    assert triage(["cancer_history", "leg_weak_mild"], FLAGS, known).urgency == Urgency.EMERGENCY


def test_a_mild_leg_weakness_that_worsens_is_an_emergency() -> None:
    known = Patient(worsening=True)
    assert triage(["leg_weak_mild"], FLAGS, known).urgency == Urgency.EMERGENCY
    assert triage(["myelopathy"], FLAGS, known).urgency == Urgency.EMERGENCY
    assert triage(["numb_limb"], FLAGS, known).urgency == Urgency.URGENT


def test_fragile_bones_after_a_fall_and_cannot_stand_is_an_emergency() -> None:
    assert triage(["minor_trauma_fragile"], FLAGS).urgency == Urgency.URGENT
    known = Patient(cannot_stand=True)
    assert triage(["minor_trauma_fragile"], FLAGS, known).urgency == Urgency.EMERGENCY


def test_a_fall_over_70_or_with_osteoporosis_is_urgent() -> None:
    over_70 = triage([], FLAGS, Patient(age_band=AgeBand.OVER_70, fell=True))
    brittle = triage(["osteoporosis_named"], FLAGS, Patient(fell=True))
    assert over_70.urgency == brittle.urgency == Urgency.URGENT
    assert "minor_trauma_fragile" in over_70.because
    assert triage([], FLAGS, Patient(fell=True)).urgency == Urgency.SELF_CARE


def test_strong_pain_after_cancer_is_urgent() -> None:
    assert triage(["cancer_history"], FLAGS).urgency == Urgency.SEE_DOCTOR
    assert triage(["cancer_history"], FLAGS, Patient(severe=True)).urgency == Urgency.URGENT


def test_new_pain_over_70_goes_to_a_doctor_and_the_usual_pain_does_not() -> None:
    new = triage([], FLAGS, Patient(age_band=AgeBand.OVER_70))
    usual = triage([], FLAGS, Patient(age_band=AgeBand.OVER_70, new_pain=False))
    assert (new.urgency, new.because) == (Urgency.SEE_DOCTOR, ("age_over_70_new",))
    assert usual.urgency == Urgency.SELF_CARE


def test_pregnancy_alone_asks_for_the_midwife_and_warning_signs_make_it_an_emergency() -> None:
    assert triage(["pregnancy"], FLAGS).urgency == Urgency.SEE_DOCTOR
    assert triage([], FLAGS, Patient(pregnant=True)).because == ("pregnancy",)
    assert triage([], FLAGS, Patient(pregnancy_warning=True)).urgency == Urgency.EMERGENCY


def test_new_upper_back_pain_after_a_fall_or_at_65_goes_to_a_doctor_first() -> None:
    fell = triage([], FLAGS, Patient(areas=("upper_back",), fell=True))
    older = triage([], FLAGS, Patient(areas=("mid_back",), age_band=AgeBand.OVER_65))
    low = triage([], FLAGS, Patient(areas=("lower_back",), age_band=AgeBand.OVER_65))
    assert fell.because == older.because == ("upper_back_new",)
    assert allows(fell) is None
    assert low.urgency == Urgency.SELF_CARE


def test_what_a_clinician_has_looked_at_no_longer_follows_from_age_or_area() -> None:
    known = Patient(areas=("upper_back",), age_band=AgeBand.OVER_70, pregnant=True)
    before = triage([], FLAGS, known)
    after = triage([], FLAGS, replace(known, seen=frozenset(before.because)))
    assert allows(before) is None
    assert allows(after) == Goal.KEEP


def test_a_seen_sign_that_is_said_again_counts_again() -> None:
    known = Patient(seen=frozenset({"ces_bladder"}))
    assert triage(["ces_bladder"], FLAGS, known).urgency == Urgency.EMERGENCY


@pytest.mark.parametrize("urgency", [Urgency.URGENT, Urgency.EMERGENCY])
def test_urgent_and_emergency_stop_every_exercise(urgency: Urgency) -> None:
    assert hardest_goal(urgency, []) is None


def test_see_a_doctor_allows_ease_only() -> None:
    assert allows(triage(["not_improving"], FLAGS)) == Goal.EASE
    assert allows(triage(["cough_sneeze"], FLAGS)) == Goal.EASE


@pytest.mark.parametrize("sign", ["age_under_18", "cancer_history", "pregnancy"])
def test_signs_that_wait_for_somebody_to_look_start_nothing(sign: str) -> None:
    assert allows(triage([sign], FLAGS)) is None


def test_without_signs_every_goal_is_open() -> None:
    assert allows(triage(["one_leg_pain"], FLAGS)) == Goal.KEEP


def test_the_nhs_advice_is_due_for_a_cough_and_for_the_upper_back_only() -> None:
    assert says_nhs_advice(["cough_sneeze"], [])
    assert says_nhs_advice([], ["upper_back"])
    assert not says_nhs_advice(["not_improving"], ["lower_back"])


def test_every_question_of_every_screen_means_a_sign_that_somebody_must_see(
    content: Content,
) -> None:
    for question in content.questions.values():
        assert len(question.id) <= 12
        assert all(FLAGS[flag].urgency >= Urgency.SEE_DOCTOR for flag in question.flags)


def test_every_action_can_be_said_with_the_numbers_of_a_country() -> None:
    for flag in FLAGS.values():
        said = flag.action.format(emergency="112", advice="NHS 111")
        assert "{" not in said
        if flag.urgency == Urgency.EMERGENCY:
            assert "112" in said


def test_no_word_about_a_sign_promises_or_names_a_medicine_dose() -> None:
    promises = ("treat", "cure", "reliev", "diagnos", "guarante", " mg")
    for flag in FLAGS.values():
        words = " ".join((flag.name, flag.label, flag.ask, flag.action, flag.check)).lower()
        assert not [promise for promise in promises if promise in words]
