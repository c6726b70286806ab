//! A question that carries on the one before: the parts it names take the place of those, all else stays.

use crate::{
    Setting, asked, comparison, limits, place,
    place_names::Named,
    subject::Heard,
    thresholds::Threshold,
    time::{self, Days, Finest, Routine, Said},
    tokens::{Role, Text},
    unclear::{self, Fault},
    weather, words,
};
use domain::{
    Aggregation, Asked, Assumption, Bound, Choice, Criterion, Edits, Question, Slot, Subject,
    ThresholdSource, Variable,
};
use jiff::{ToSpan, Zoned};

/// How the assumption begins that tells of the question before.
pub const CARRIED_ON: &str = "Carried on from";

/// How a text follows the question before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Follows {
    /// It stands by itself.
    Not,
    /// It names no subject: `and on Sunday?`
    Same,
    /// It names another subject and leaves the place or the time open: `and a bike ride?`
    Other,
}

const CUES: [&str; 22] = [
    "and",
    "what about",
    "how about",
    "what if",
    "make it",
    "same",
    "then",
    "but",
    "or",
    "instead",
    "also",
    "ok and",
    "okay and",
    "with",
    "without",
    "on the other hand",
    "the same",
    "change it to",
    "change to",
    "switch to",
    "rather",
    "now",
];

/// What begins afresh.
const AFRESH: [&str; 5] =
    ["new question", "another question", "different question", "something else", "forget that"];

/// Takes away what says that a new question begins. Whether it does.
pub(crate) fn begins_afresh(text: &mut Text<'_>) -> bool {
    let Some((_, length)) = text.longest(0, AFRESH) else { return false };
    let end = if text.symbol(length).is_some() { length + 1 } else { length };
    text.drop_front(end);
    true
}

/// `What about porto?`: a place named behind a cue and nothing else, however it is written.
pub(crate) fn bare_place(text: &mut Text<'_>, setting: &Setting<'_>) -> Option<Named> {
    let (_, cue) = text.longest(0, CUES)?;
    let mut start = cue;
    while text.is_any(start, &["in", "at", "for", "near", "then", "and", "about"]) {
        start += 1;
    }
    let end = (start..text.len())
        .find(|&at| text.role(at).is_some() || text.symbol(at).is_some())
        .unwrap_or(text.len());
    let tokens = start..end;
    if tokens.is_empty()
        || tokens.len() > 4
        || !text.free(tokens.clone())
        || words::is_function(text.word(start))
    {
        return None;
    }
    let named = Named::of(text.slice(tokens.clone()), setting)?;
    text.take(tokens, Role::Place);
    Some(named)
}

/// Whether the text carries on the question before.
pub(crate) fn follows(text: &Text<'_>, heard: &Heard<'_>, previous: &Question) -> Follows {
    let cue = text.longest(0, CUES).is_some() || text.has_any(&["instead", "as well", "the same"]);
    let subject = heard.series.is_some() || heard.activity.is_some() || heard.outlook.said;
    let weather = !heard.findings.is_empty();
    let timed = heard.times_said() || !heard.choices.is_empty() || shift(text).is_some();
    let placed = !heard.whereabouts.named.is_empty() || heard.whereabouts.home || !heard.rivals.is_empty();
    let lasting = lasting(text, heard).is_some();
    let limited = !heard.limits.is_empty();
    if subject {
        return if cue { Follows::Other } else { Follows::Not };
    }
    if weather {
        let modifies = matches!(previous.subject, Subject::Activity { .. })
            && heard.findings.iter().all(|finding| changes_criteria(text, finding))
            && (cue || !starts_a_question(text));
        return match (modifies, cue || (!timed && !placed && starts_a_question(text))) {
            (true, _) => Follows::Same,
            (false, true) if limited && same_variable(heard, previous) => Follows::Same,
            (false, true) => Follows::Other,
            _ => Follows::Not,
        };
    }
    if !(timed || placed || lasting || limited) {
        return Follows::Not;
    }
    // `Reading in the park tomorrow` is something else; whatever isn't understood must be small talk.
    let unknown = (0..text.len())
        .filter(|&index| {
            let word = text.word(index);
            text.role(index).is_none()
                && !word.is_empty()
                && !words::is_function(word)
                && !is_small_talk(word)
        })
        .count();
    if unknown == 0 { Follows::Same } else { Follows::Not }
}

fn is_small_talk(word: &str) -> bool {
    matches!(
        word,
        "please"
            | "instead"
            | "same"
            | "later"
            | "earlier"
            | "sooner"
            | "longer"
            | "shorter"
            | "hours"
            | "hour"
            | "rather"
            | "thanks"
            | "oder"
            | "und"
    )
}

fn starts_a_question(text: &Text<'_>) -> bool {
    text.is_any(0, &["will", "is", "does", "do", "how", "what", "are", "when", "can", "should"])
}

fn same_variable(heard: &Heard<'_>, previous: &Question) -> bool {
    heard.findings.iter().any(|finding| {
        previous.criteria.iter().any(|criterion| finding.condition.about.0.contains(&criterion.variable))
    })
}

/// `With less wind`, `warmer`, `no rain at all`.
fn changes_criteria(text: &Text<'_>, finding: &crate::conditions::Finding) -> bool {
    let before = finding.tokens.start.checked_sub(1).map_or("", |at| text.word(at));
    asked::is_comparative(text, finding)
        || matches!(before, "no" | "without" | "zero")
        || finding.condition.absent
}

/// A shift of the time before: days, hours.
fn shift(text: &Text<'_>) -> Option<(i32, i32)> {
    for (phrase, days) in
        [("the day after", 1), ("next day", 1), ("the following day", 1), ("day before", -1)]
    {
        let at = (0..text.len()).find(|&at| text.phrase(at, phrase).is_some());
        if let Some(at) = at {
            let end = at + phrase.split(' ').count();
            if !text.is_any(end, &["tomorrow", "yesterday"]) {
                return Some((days, 0));
            }
        }
    }
    (0..text.len()).find_map(|at| {
        let (count, length) = match text.whole(at) {
            Some((count, _)) => (count, 1),
            None if text.is_any(at, &["a", "an"]) => (1, 1),
            None => crate::numbers::cardinal(text, at)?,
        };
        let unit = at + length;
        let sign = match text.word(unit + 1) {
            "later" | "after" => 1,
            "earlier" | "before" | "sooner" => -1,
            _ => return None,
        };
        match text.word(unit) {
            "day" | "days" => Some((count * sign, 0)),
            "week" | "weeks" => Some((7 * count * sign, 0)),
            "hour" | "hours" => Some((0, count * sign)),
            _ => None,
        }
    })
}

/// `Make it 3 hours`.
fn lasting(text: &Text<'_>, heard: &Heard<'_>) -> Option<u32> {
    if let Some(hours) = heard.said.length {
        return u32::try_from(hours).ok();
    }
    (0..text.len()).find_map(|at| {
        let (count, length) = match text.whole(at) {
            Some((count, _)) => (count, 1),
            None => crate::numbers::cardinal(text, at)?,
        };
        text.is_any(at + length, &["hours", "hour", "hrs", "h"]).then(|| u32::try_from(count).ok()).flatten()
    })
}

/// The question before with what the text changes.
pub(crate) fn carry_on(
    text: &Text<'_>,
    heard: &Heard<'_>,
    previous: &Question,
    edits: &Edits,
    setting: &Setting<'_>,
) -> Result<Question, Fault> {
    let mut question = previous.clone();
    question.asked = previous.asked.inner().clone();
    if let Asked::Comparison { choices, .. } = &previous.asked
        && let Some(first) = choices.first()
    {
        question.spans.clone_from(&first.spans);
        question.place.clone_from(&first.place);
    }
    question.assumptions.retain(|assumption| assumption.slot != Slot::What);
    question.assumptions.insert(
        0,
        Assumption {
            slot: Slot::What,
            text: format!("{CARRIED_ON} \"{}\".", shortened(&previous.text)),
            alternatives: Vec::new(),
        },
    );
    carry_place(heard, &mut question, edits, setting)?;
    let hours = lasting(text, heard).filter(|hours| (1..=72).contains(hours));
    if let (Asked::Window { hours: needed, .. }, Some(hours)) = (&mut question.asked, hours) {
        *needed = hours;
    }
    let whole = question.clone();
    carry_time(text, heard, &heard.said, &mut question, edits, setting)?;
    carry_criteria(text, heard, &mut question, setting)?;
    if heard.choices.len() > 1 && !matches!(question.asked, Asked::Trend { .. } | Asked::FirstTime) {
        let mut choices = Vec::new();
        for said in &heard.choices {
            let mut choice = whole.clone();
            carry_time(text, heard, said, &mut choice, edits, setting)?;
            choices.push(choice_of(&choice));
        }
        comparison::set(&mut question, choices, domain::Wanted::More);
    }
    Ok(question)
}

/// A question as one of several choices.
pub(crate) fn choice_of(question: &Question) -> Choice {
    let label = match (&question.place, question.spans.first()) {
        (_, Some(span)) => span.start.strftime("%A %-d %B").to_string(),
        (Some(place), None) => place.name.clone(),
        (None, None) => String::new(),
    };
    Choice { label, place: question.place.clone(), spans: question.spans.clone() }
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

fn carry_place(
    heard: &Heard<'_>,
    question: &mut Question,
    edits: &Edits,
    setting: &Setting<'_>,
) -> Result<(), Fault> {
    let named =
        !heard.whereabouts.named.is_empty() || heard.whereabouts.home || heard.whereabouts.unknown.is_some();
    if question.place.is_none() || !(named || edits.place.is_some()) {
        return Ok(());
    }
    let (place, assumed) = place::resolve(&heard.whereabouts, edits, setting, |place| {
        format!("What will the weather be tomorrow in {}?", crate::examples::short_name(place))
    })?;
    question.place = Some(place);
    question.assumptions.retain(|assumption| assumption.slot != Slot::Where);
    question.assumptions.extend(assumed);
    Ok(())
}

/// The time before, or what is said of it, on the clock of the place.
fn carry_time(
    text: &Text<'_>,
    heard: &Heard<'_>,
    said: &Said,
    question: &mut Question,
    edits: &Edits,
    setting: &Setting<'_>,
) -> Result<(), Fault> {
    let (Some(first), Some(last)) = (question.spans.first().cloned(), question.spans.last().cloned()) else {
        return Ok(());
    };
    let zone = match (&question.place, &question.subject) {
        (Some(place), _) => place.time_zone.clone(),
        (None, Subject::Series { info }) => info.time_zone.clone(),
        (None, _) => first.start.time_zone().iana_name().unwrap_or("UTC").to_owned(),
    };
    let now: Zoned = crate::assemble::now_in(setting, &zone);
    let moved = shift(text);
    let days_said = !said.days.is_empty() && moved.is_none();
    let hours_said = !said.hours.is_empty() && moved.is_none();
    let length = match &question.asked {
        Asked::Window { hours, .. } => Some(*hours),
        _ => None,
    };
    let by_hand = edits.from_date.is_some()
        || edits.from_hour.is_some()
        || edits.to_hour.is_some()
        || edits.length_hours.is_some();
    let same_zone = first.start.time_zone().iana_name() == Some(zone.as_str());
    let lasts = lasting(text, heard).is_some() && length.is_some();
    if !days_said && !hours_said && moved.is_none() && !by_hand && same_zone && !lasts {
        return Ok(());
    }
    let usual_assumed = question.assumed(Slot::Hours).is_some() && moved.is_none_or(|(_, hours)| hours == 0);
    let activity = match &question.subject {
        Subject::Activity { id, .. } => setting.activities.find(id),
        _ => None,
    };
    let (days, hours) = moved.unwrap_or((0, 0));
    let hour = |moment: &Zoned, shift: i32| {
        u8::try_from((i32::from(moment.hour()) + shift).rem_euclid(24)).unwrap_or(0)
    };
    let before = (hour(&first.start, hours), hour(&last.end, hours));
    let whole = before == (0, 0);
    let usual = match activity {
        Some(activity) if usual_assumed => activity.usual_hours,
        _ if whole => (0, 24),
        _ => before,
    };
    let finest = match &question.subject {
        Subject::Series { info } => crate::assemble::finest(info),
        _ => Finest::Hour,
    };
    let routine = Routine { usual, length, finest, most_days: 731, ..Routine::WHOLE_DAY };
    let mut kept = edits.clone();
    if !days_said && edits.from_date.is_none() {
        let end = last.end.checked_sub(1.nanosecond()).unwrap_or_else(|_| last.end.clone());
        // A night belongs to the day it begins on.
        let overnight = before.1 != 0 && before.1 <= before.0;
        let to = if overnight { end.date().yesterday().unwrap_or(end.date()) } else { end.date() };
        kept.from_date = first.start.date().checked_add(i64::from(days).days()).ok();
        kept.to_date = to.max(first.start.date()).checked_add(i64::from(days).days()).ok();
    }
    let mut said = said.clone();
    if moved.is_some() {
        said.days.clear();
        said.hours.clear();
    }
    // `And on the 20th?` after a day in July is in July.
    for days in &mut said.days {
        if let Days::DayOfMonth(day) = days
            && let Ok(date) = first.start.date().with().day(*day).build()
            && date >= now.date()
        {
            *days = Days::Dates(date, date);
        }
    }
    said.length =
        lasting(text, heard).and_then(|hours| i32::try_from(hours).ok()).filter(|_| length.is_some());
    let custom = crate::assemble::custom(setting, question.place.as_ref());
    let timing = time::lay(&said, &kept, &routine, &now, custom)
        .map_err(|fault| unclear::time(&fault, now.date(), None))?;
    question.spans = timing.spans;
    question.assumptions.retain(|assumption| {
        !(assumption.slot == Slot::When && days_said || assumption.slot == Slot::Hours && hours_said)
    });
    question.assumptions.extend(timing.assumptions.into_iter().map(|mut assumption| {
        for alternative in &mut assumption.alternatives {
            alternative.edits = Edits { activity: edits.activity.clone(), ..alternative.edits.clone() };
        }
        assumption
    }));
    if let (Asked::Window { hours, .. }, Some(length)) = (&mut question.asked, timing.length) {
        *hours = length;
    }
    Ok(())
}

fn carry_criteria(
    text: &Text<'_>,
    heard: &Heard<'_>,
    question: &mut Question,
    setting: &Setting<'_>,
) -> Result<(), Fault> {
    let mut notes = Vec::new();
    for limit in heard.limits.iter().filter(|limit| limit.compared || heard.limits.len() == 1) {
        let criterion = match &question.subject {
            Subject::Series { info } => {
                let aggregation = question
                    .criteria
                    .first()
                    .map_or_else(|| usual_aggregation(&question.asked), |known| known.aggregation);
                let written = text.slice(limit.tokens.clone());
                let (criterion, note) = limits::of_series(limit, info, aggregation, setting.units, written)?;
                notes.extend(note);
                Some(criterion)
            }
            _ => weather_limit(text, limit, heard, question, setting)?,
        };
        let Some(criterion) = criterion else { continue };
        match question.criteria.iter_mut().find(|known| known.variable == criterion.variable) {
            Some(known) => {
                let aggregation = known.aggregation;
                *known = Criterion { label: known.label.clone(), aggregation, ..criterion };
            }
            None => question.criteria.push(criterion),
        }
        if matches!(question.asked, Asked::Amount { .. }) {
            question.asked = Asked::Event { negated: false };
        }
    }
    for finding in &heard.findings {
        let before = finding.tokens.start.checked_sub(1).map_or("", |at| text.word(at));
        let variables = finding.condition.about.0;
        if heard.limits.iter().any(|limit| limit.measure.is_some())
            && !matches!(before, "no" | "without" | "zero")
        {
            continue;
        }
        let up = asked::wanted(text, finding) == domain::Wanted::More;
        for criterion in
            question.criteria.iter_mut().filter(|criterion| variables.contains(&criterion.variable))
        {
            if matches!(before, "no" | "without" | "zero") {
                if let Bound::AtMost { limit } = &mut criterion.bound {
                    *limit = 0.0;
                    criterion.source = ThresholdSource::Asked;
                }
            } else if asked::is_comparative(text, finding) {
                tightened(criterion, up);
                let direction = if up { "up" } else { "down" };
                notes
                    .push(format!("Moved the limit of {} {direction} by a step.", criterion.variable.name()));
            }
        }
    }
    question.assumptions.extend(notes.into_iter().map(|text| Assumption {
        slot: Slot::Needs,
        text,
        alternatives: Vec::new(),
    }));
    Ok(())
}

fn usual_aggregation(asked: &Asked) -> Aggregation {
    match asked {
        Asked::Amount { aggregation, .. } => *aggregation,
        _ => Aggregation::Mean,
    }
}

fn weather_limit(
    text: &Text<'_>,
    limit: &Threshold,
    heard: &Heard<'_>,
    question: &Question,
    setting: &Setting<'_>,
) -> Result<Option<Criterion>, Fault> {
    let own = match (&limit.measure, question.variables().first()) {
        (None, Some(variable)) if heard.findings.is_empty() => Some(variable.clone()),
        _ => None,
    };
    let mut notes = Vec::new();
    let variable = match own {
        Some(variable) => Some(variable),
        None => weather::variable_of(limit, &heard.findings)?,
    };
    let Some(variable) = variable else { return Ok(None) };
    // Of two variables of one kind, the one the question before was about.
    let variable = question
        .criteria
        .iter()
        .map(|criterion| &criterion.variable)
        .find(|known| known.unit() == variable.unit() && heard.findings.is_empty())
        .cloned()
        .unwrap_or(variable);
    let mut criterion = weather::criterion_of(text, limit, variable, setting.units, &mut notes)?;
    if matches!(question.asked, Asked::Window { .. }) {
        criterion.aggregation = Aggregation::Every;
    }
    Ok(Some(criterion))
}

/// One step stricter: three degrees, a third of the wind, half the rain, a fifth of everything else.
fn tightened(criterion: &mut Criterion, up: bool) {
    let moved = |limit: f64| match (&criterion.variable, up) {
        (Variable::Temperature | Variable::DewPoint, true) => limit + 3.0,
        (Variable::Temperature | Variable::DewPoint, false) => limit - 3.0,
        (Variable::WindSpeed | Variable::WindGust, false) => limit * 2.0 / 3.0,
        (Variable::WindSpeed | Variable::WindGust, true) => limit * 1.5,
        (Variable::Precipitation, false) => limit / 2.0,
        (_, true) => limit * 1.2,
        (_, false) => limit * 0.8,
    };
    criterion.bound = match criterion.bound {
        Bound::AtMost { limit } => Bound::AtMost { limit: moved(limit) },
        Bound::AtLeast { limit } => Bound::AtLeast { limit: moved(limit) },
        Bound::Within { lower, upper } if up => Bound::Within { lower: moved(lower).min(upper), upper },
        Bound::Within { lower, upper } => Bound::Within { lower, upper: moved(upper).max(lower) },
    };
    criterion.source = ThresholdSource::Asked;
}

/// Says the question before in the time and at the place that another subject leaves open.
pub(crate) fn lend(heard: &mut Heard<'_>, previous: &Question, edits: &Edits) -> Edits {
    let mut lent = edits.clone();
    let open = !heard.times_said() && heard.choices.is_empty();
    if open
        && edits.from_date.is_none()
        && let (Some(first), Some(last)) = (previous.spans.first(), previous.spans.last())
    {
        let end = last.end.checked_sub(1.nanosecond()).unwrap_or_else(|_| last.end.clone());
        let night = end.date() > first.start.date()
            && end.hour() < 12
            && last.end.timestamp().as_second() - last.start.timestamp().as_second() < 20 * 3600;
        lent.from_date = Some(first.start.date());
        lent.to_date = Some(if night { first.start.date() } else { end.date() });
    }
    if heard.whereabouts.named.is_empty()
        && !heard.whereabouts.home
        && heard.whereabouts.unknown.is_none()
        && edits.place.is_none()
        && previous.assumed(Slot::Where).is_none()
    {
        lent.place = previous.place.as_ref().map(|place| place.id);
    }
    lent
}
