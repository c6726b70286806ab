use super::{look, reasons::reasons, words};
use crate::material::DateStyle;
use domain::{Answer, Crossing, Firing, FiringId, QuietHours, Watch, WatchCondition, WatchState};
use jiff::{SignedDuration, Zoned};

/// How far back a chance has to come before the watch is armed again. A new run of a weather model moves the chance of a day by
/// some per cent without anything having changed.
const MARGIN: f64 = 0.10;
/// The same for an amount, as a share of its limit.
const MARGIN_OF_LIMIT: f64 = 0.05;
/// After a firing nothing is told for so long: longer than it takes the next run of a weather model to come.
const REST: SignedDuration = SignedDuration::from_hours(6);

/// What became of a watch at one look.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// How far it has come now.
    pub state: WatchState,
    /// What to tell, where it fired.
    pub firing: Option<Firing>,
}

/// The state of a watch that begins with this answer. Where the level is passed already the answer itself says so, and the watch is
/// armed once it has come back.
#[must_use]
pub fn begin(condition: &WatchCondition, answer: &Answer, now: &Zoned) -> WatchState {
    let seen = look(condition, answer, now.timestamp());
    WatchState {
        armed: !seen.as_ref().is_some_and(|seen| is_passed(condition, seen.value)),
        fired_at: None,
        told: seen.clone(),
        last: seen,
        trouble: None,
    }
}

/// Looks at a watch in the light of a new answer to its question. It fires when the level has been crossed since it was armed;
/// `quiet` puts off when that is told.
#[must_use]
pub fn evaluate(
    watch: &Watch,
    answer: &Answer,
    now: &Zoned,
    quiet: Option<QuietHours>,
    dates: DateStyle,
) -> Evaluation {
    let mut state = watch.state.clone();
    let Some(seen) = look(&watch.condition, answer, now.timestamp()) else {
        state.trouble = Some("The answer has no number to compare any more.".to_owned());
        return Evaluation { state, firing: None };
    };
    state.trouble = None;
    let passed = is_passed(&watch.condition, seen.value);
    let rested = state.fired_at.is_none_or(|fired| now.timestamp().duration_since(fired) >= REST);
    if !state.armed && has_come_back(&watch.condition, seen.value) {
        state.armed = true;
    }
    let fires = state.armed && passed && rested;
    let firing = fires.then(|| {
        let told = state.told.as_ref().filter(|told| told.short != seen.short);
        Firing {
            id: FiringId(0),
            watch: watch.id,
            title: watch.title.clone(),
            text: words::fired(&watch.condition, &seen, told, now, dates),
            reasons: reasons(state.last.as_ref(), state.told.as_ref(), &seen, now, dates),
            at: now.timestamp(),
            due: quiet.map_or(now.timestamp(), |quiet| quiet.due(now)),
            told_at: None,
            seen: false,
        }
    });
    if fires {
        state.armed = false;
        state.fired_at = Some(now.timestamp());
        state.told = Some(seen.clone());
    }
    state.last = Some(seen);
    Evaluation { state, firing }
}

/// Whether the value lies where it is to be told.
pub(super) fn is_passed(condition: &WatchCondition, value: f64) -> bool {
    let (crossing, level) = level_of(condition);
    match crossing {
        Crossing::Above => value >= level,
        Crossing::Below => value < level,
    }
}

/// Whether the value has come back by the margin: by less where there isn't that much room up to certainty.
fn has_come_back(condition: &WatchCondition, value: f64) -> bool {
    let (crossing, level) = level_of(condition);
    let margin = match (condition, crossing) {
        (WatchCondition::Amount { .. }, _) => level.abs() * MARGIN_OF_LIMIT,
        (WatchCondition::Chance { .. }, Crossing::Above) => MARGIN.min(level / 2.0),
        (WatchCondition::Chance { .. }, Crossing::Below) => MARGIN.min((1.0 - level) / 2.0),
    };
    match crossing {
        Crossing::Above => value < level - margin,
        Crossing::Below => value >= level + margin,
    }
}

fn level_of(condition: &WatchCondition) -> (Crossing, f64) {
    match condition {
        WatchCondition::Chance { crossing, level } => (*crossing, level.value()),
        WatchCondition::Amount { crossing, limit, .. } => (*crossing, *limit),
    }
}

/// Gives a watch another condition: it begins anew from what was seen last.
pub fn change(watch: &mut Watch, condition: WatchCondition) {
    let seen = watch.state.last.clone();
    watch.state.armed = !seen.as_ref().is_some_and(|seen| is_passed(&condition, seen.value));
    watch.state.told = seen;
    watch.state.fired_at = None;
    watch.condition = condition;
}
