//! From all that was found in a text to a question, every gap filled and every filling said.

use crate::{
    Setting,
    asked::{self, Mode},
    comparison, edits as changes, examples,
    follow_up::{self, Follows},
    language, limits, place,
    place_names::Named,
    places::Whereabouts,
    series::{self, Match},
    subject::{self, About, Heard},
    time::{self, Custom, Finest, Options, Routine, Timing},
    tokens::Text,
    unclear::{self, Fault, LONGEST_TEXT},
    watch,
    weather::{self, Request},
};
use domain::{
    Activity, Aggregation, Alternative, Asked, Aspect, Assumption, Edits, Place, Question, SeriesInfo,
    SeriesKind, Slot, Span, Subject, UnitSystem, Variable, Wanted,
};
use jiff::{Zoned, tz::TimeZone};

/// A series is one variable: two years of it are little to work out.
const MOST_DAYS_OF_SERIES: i64 = 731;

/// What a text is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Read {
    Question(Box<Question>),
    /// A word about the answer before.
    Explanation(Aspect),
}

/// Reads a text, or says why it can't be read.
pub(crate) fn read(raw: &str, edits: &Edits, setting: &Setting<'_>) -> Result<Read, Fault> {
    let characters = raw.chars().count();
    if characters > LONGEST_TEXT {
        return Err(unclear::too_long(characters));
    }
    let mut text = language::read(raw);
    if text.len() == 0 {
        return Err(unclear::empty());
    }
    if text.is_wordless() {
        return Err(unclear::wordless());
    }
    let afresh = follow_up::begins_afresh(&mut text);
    let previous = setting.previous.filter(|_| !afresh);
    let watching = watch::take(&mut text);
    if watching.is_some_and(|watching| watching.of_the_last) {
        let previous = previous.ok_or_else(unclear::nothing_to_watch)?;
        return Ok(Read::Question(Box::new(watch::the_last(raw, previous))));
    }
    if let Some(aspect) = asked::aspect(&text) {
        return previous.map(|_| Read::Explanation(aspect)).ok_or_else(unclear::nothing_to_explain);
    }
    let mut heard = subject::listen(&mut text, setting);
    if previous.is_some() && heard.whereabouts.named.is_empty() && heard.rivals.is_empty() {
        heard.whereabouts.named.extend(follow_up::bare_place(&mut text, setting));
    }
    let follows = previous
        .filter(|_| edits.activity.is_none())
        .map(|previous| (previous, follow_up::follows(&text, &heard, previous)));
    let mut question = match follows {
        Some((previous, Follows::Same)) => follow_up::carry_on(&text, &heard, previous, edits, setting)?,
        Some((previous, Follows::Other)) => {
            let lent = follow_up::lend(&mut heard, previous, edits);
            fresh(&mut text, &heard, &lent, setting)?
        }
        _ => fresh(&mut text, &heard, edits, setting)?,
    };
    if let Some(edited) = &edits.criteria {
        (question.asked, question.criteria) =
            changes::apply_criteria(question.asked, &question.criteria, edited, &question.subject)?;
    }
    for (typed, meant) in &heard.slips {
        question.assumptions.push(assumption(Slot::When, format!("Read \"{typed}\" as \"{meant}\".")));
    }
    if watching.is_some() {
        watch::of_its_condition(&text, &heard, &mut question);
    }
    question.assumptions.retain(|assumption| !is_overridden(assumption, edits));
    question.assumptions.sort_by_key(|assumption| match assumption.slot {
        Slot::What => 0,
        Slot::Where => 1,
        Slot::When => 2,
        Slot::Hours => 3,
        Slot::Needs => 4,
    });
    raw.clone_into(&mut question.text);
    question.edits = edits.clone();
    if let Some(choice) = which(&question, other_offered(&text, &heard), setting) {
        return Err(choice);
    }
    Ok(Read::Question(Box::new(question)))
}

/// Another activity right beside an `or`: `beach or hike`, but not `in the park or garden`.
fn other_offered<'a>(text: &Text<'_>, heard: &Heard<'a>) -> Option<&'a Activity> {
    let mention = heard.activity.as_ref()?;
    let beside = text.is_any(mention.tokens.end, &["or"])
        || mention.tokens.start.checked_sub(1).is_some_and(|at| text.is_any(at, &["or"]));
    mention.other.filter(|_| beside)
}

/// Two readings too near to each other to take one without asking, as a question back.
fn which(question: &Question, other: Option<&Activity>, setting: &Setting<'_>) -> Option<Fault> {
    if let (Some(other), Subject::Activity { id, title }, None) =
        (other, &question.subject, &question.edits.activity)
    {
        let readings = [(id, title), (&other.id, &other.title)].map(|(id, title)| Alternative {
            label: title.clone(),
            edits: Edits { activity: Some(id.clone()), ..question.edits.clone() },
        });
        let message =
            format!("{title} and {} take different weather. Choose the one to ask about.", other.title);
        return Some(Fault::new(Some(Slot::What), message).choose(readings.into()));
    }
    let taken = question.place.as_ref()?;
    let assumed = question.assumed(Slot::Where)?;
    let near_home = setting
        .home
        .into_iter()
        .chain(setting.saved)
        .any(|own| own.distance_to(taken.latitude, taken.longitude) < NEAR_HOME);
    if question.edits.place.is_some() || near_home || question.compares_places() {
        return None;
    }
    let from_home =
        |place: &Place| setting.home.map_or(0.0, |home| home.distance_to(place.latitude, place.longitude));
    let alike = |alternative: &&Alternative| {
        let place = alternative.edits.place.and_then(|id| setting.gazetteer.place(id));
        place.is_some_and(|place| {
            place.name == taken.name
                && f64::from(place.population) * NAMESAKE > f64::from(taken.population)
                && from_home(&place) <= FARTHER * from_home(taken)
        })
    };
    let others: Vec<Alternative> = assumed.alternatives.iter().filter(alike).take(2).cloned().collect();
    if others.is_empty() {
        return None;
    }
    let mut readings = vec![Alternative {
        label: taken.full_name(),
        edits: Edits { place: Some(taken.id), ..question.edits.clone() },
    }];
    readings.extend(others);
    let message =
        format!("There is more than one {}, and their weather differs. Choose the one you mean.", taken.name);
    Some(Fault::new(Some(Slot::Where), message).choose(readings))
}

/// A namesake this many times smaller than the place taken is named in full by those who mean it.
const NAMESAKE: f64 = 3.0;
/// Nor is one meant that lies so many times as far from home.
const FARTHER: f64 = 2.0;
/// Within so many kilometres of home or a place of the user's own, a name is that of the place nearby.
const NEAR_HOME: f64 = 300.0;

/// Reads a question that stands by itself; what it sets side by side is read once for each choice.
fn fresh(
    text: &mut Text<'_>,
    heard: &Heard<'_>,
    edits: &Edits,
    setting: &Setting<'_>,
) -> Result<Question, Fault> {
    let about = subject::decide(text, heard, edits, setting)?;
    let time_by_hand = edits.from_date.is_some() || edits.from_hour.is_some();
    let places_compared = heard.rivals.len() > 1 && !matches!(about, About::Series(_));
    let each: Vec<Heard<'_>> = if time_by_hand || (places_compared && edits.place.is_some()) {
        Vec::new()
    } else if places_compared {
        let there = |named: &Named| Heard {
            whereabouts: Whereabouts { named: vec![named.clone()], ..Whereabouts::default() },
            ..heard.clone()
        };
        heard.rivals.iter().map(there).collect()
    } else {
        heard.choices.iter().map(|said| Heard { said: said.clone(), ..heard.clone() }).collect()
    };
    let Some(first) = each.first() else { return one(text, heard, &about, edits, setting) };
    let mut question = one(text, first, &about, edits, setting)?;
    let mut choices = vec![follow_up::choice_of(&question)];
    for other in &each[1..] {
        choices.push(follow_up::choice_of(&one(text, other, &about, edits, setting)?));
    }
    choices.dedup();
    if choices.len() > 1
        && matches!(question.asked, Asked::Window { .. } | Asked::Event { .. } | Asked::Amount { .. })
    {
        for choice in &mut choices {
            if let (true, Some(place)) = (heard.rivals.len() > 1, &choice.place) {
                choice.label.clone_from(&place.name);
            }
        }
        let graded = heard.findings.iter().find(|finding| asked::is_comparative(text, finding));
        let less = text.has_any(&["less", "fewer", "lower", "lowest", "quieter", "cheaper", "lighter"]);
        let wanted = match graded {
            Some(finding) => asked::wanted(text, finding),
            None if less => Wanted::Less,
            None => Wanted::More,
        };
        comparison::set(&mut question, choices, wanted);
    }
    Ok(question)
}

/// Reads one question, of one place and one time.
fn one(
    text: &Text<'_>,
    heard: &Heard<'_>,
    about: &About<'_>,
    edits: &Edits,
    setting: &Setting<'_>,
) -> Result<Question, Fault> {
    match about {
        About::Series(found) => of_series(text, heard, found, edits, setting),
        About::Weather => of_weather(text, heard, edits, setting),
        About::Activity { activity, said, slip } => {
            let mut question = of_activity(text, heard, (activity, *said), edits, setting)?;
            if let Some((typed, meant)) = slip {
                let text = format!("Read \"{typed}\" as \"{meant}\".");
                question.assumptions.push(Assumption { slot: Slot::What, text, alternatives: Vec::new() });
            }
            Ok(question)
        }
    }
}

/// A part set by hand is no assumption any more.
fn is_overridden(assumption: &Assumption, edits: &Edits) -> bool {
    match assumption.slot {
        Slot::What => edits.activity.is_some(),
        Slot::Where => edits.place.is_some(),
        Slot::When => edits.from_date.is_some(),
        Slot::Hours => edits.from_hour.is_some() || edits.to_hour.is_some() || edits.length_hours.is_some(),
        Slot::Needs => edits.criteria.is_some(),
    }
}

fn assumption(slot: Slot, text: impl Into<String>) -> Assumption {
    Assumption { slot, text: text.into(), alternatives: Vec::new() }
}

/// The moment of asking on the clock of another zone; on the same clock when there is no such zone.
pub(crate) fn now_in(setting: &Setting<'_>, zone: &str) -> Zoned {
    TimeZone::get(zone).map_or_else(|_| setting.now.clone(), |zone| setting.now.with_time_zone(zone))
}

pub(crate) fn custom(setting: &Setting<'_>, place: Option<&Place>) -> Custom {
    let southern = place.or(setting.home).is_some_and(|place| place.latitude < 0.0);
    let options = Options::of(setting).at(place);
    Custom { day_first: setting.units == UnitSystem::Metric, southern, options }
}

/// Lays what was said on the clock of `now`; `again` asks the same of tomorrow.
fn lay(
    heard: &Heard<'_>,
    edits: &Edits,
    routine: &Routine,
    now: &Zoned,
    custom: Custom,
    again: impl Fn() -> String,
) -> Result<Timing, Fault> {
    time::lay(&heard.said, edits, routine, now, custom)
        .map_err(|fault| unclear::time(&fault, now.date(), Some(again())))
}

/// Everything but the asked amount or event: where, when, and what was assumed about both.
fn placed(
    request: Request,
    subject: Subject,
    place: (Option<Place>, Option<Assumption>),
    timing: Timing,
    edits: &Edits,
) -> Question {
    let (place, about_place) = place;
    let mut assumptions: Vec<Assumption> = Vec::new();
    let notes = request.notes.into_iter().map(|(slot, text)| assumption(slot, text));
    assumptions.extend(notes);
    assumptions.extend(about_place);
    assumptions.extend(timing.assumptions);
    Question {
        text: String::new(),
        subject,
        asked: request.asked,
        place,
        spans: timing.spans,
        criteria: request.criteria,
        assumptions,
        edits: edits.clone(),
    }
}

fn of_activity(
    text: &Text<'_>,
    heard: &Heard<'_>,
    (activity, said): (&Activity, bool),
    edits: &Edits,
    setting: &Setting<'_>,
) -> Result<Question, Fault> {
    let (place, about_place) = place::resolve(&heard.whereabouts, edits, setting, |place| {
        examples::of_activity(activity, Some(place))
    })?;
    // Without an activity in the words, what else they say was said of something else.
    let (findings, limits) = if said { (&heard.findings[..], &heard.limits[..]) } else { (&[][..], &[][..]) };
    let about_weather = said && edits.activity.is_none() && asks_weather_for_activity(text, heard);
    let mut request = if about_weather {
        weather::request(text, findings, limits, &heard.said, setting.units)?
    } else {
        weather::window(text, activity, findings, limits, setting.units)?
    };
    let window = matches!(request.asked, Asked::Window { .. });
    let length = window.then_some(activity.length_hours);
    let routine = Routine { usual: activity.usual_hours, length, ..Routine::WHOLE_DAY };
    let now = now_in(setting, &place.time_zone);
    let mut timing = lay(heard, edits, &routine, &now, custom(setting, Some(&place)), || {
        examples::of_activity(activity, Some(&place))
    })?;
    if let Asked::Window { hours, .. } = &mut request.asked {
        *hours = timing.length.unwrap_or(*hours);
    }
    if let Some(other) = heard.activity.as_ref().and_then(|mention| mention.other).filter(|_| said) {
        timing.assumptions.push(Assumption {
            slot: Slot::What,
            text: format!("One thing at a time: took {}.", activity.title),
            alternatives: vec![Alternative {
                label: other.title.clone(),
                edits: Edits { activity: Some(other.id.clone()), ..edits.clone() },
            }],
        });
    }
    if let Some(text) = usual_hours(activity, &timing, heard.said.length.is_some(), window) {
        timing.assumptions.push(assumption(Slot::Hours, text));
    }
    let subject = if window {
        Subject::Activity { id: activity.id.clone(), title: activity.title.clone() }
    } else {
        Subject::Weather
    };
    Ok(placed(request, subject, (Some(place), about_place), timing, edits))
}

/// What was filled in of the hours of an activity.
fn usual_hours(activity: &Activity, timing: &Timing, length_said: bool, window: bool) -> Option<String> {
    let (from, to) = (time::hour_words(timing.hours.0), time::hour_words(timing.hours.1));
    let lasting = timing.length.map(time::hours_words).filter(|_| window && !length_said);
    let title = &activity.title;
    match (lasting, timing.hours_said) {
        (Some(lasting), false) => {
            Some(format!("{title} is taken to last {lasting}, between {from} and {to}."))
        }
        (Some(lasting), true) if timing.length == Some(activity.length_hours) => {
            Some(format!("{title} is taken to last {lasting}."))
        }
        (None, false) => Some(format!("{title} is taken to be between {from} and {to}.")),
        _ => None,
    }
}

/// `Will it rain during the picnic?` asks about the rain; `is it dry enough to paint?` about painting.
fn asks_weather_for_activity(text: &Text<'_>, heard: &Heard<'_>) -> bool {
    let Some(mention) = &heard.activity else { return false };
    let asks = text.is_any(0, &["will", "is", "does", "do", "are", "how", "what"]) || text.has("chance of");
    let first = heard.findings.iter().find(|finding| finding.condition.key != "pleasant");
    // `Foggy on my way to work tomorrow?`
    let leads = first.is_some_and(|finding| {
        finding.tokens.start == 0 && text.is_any(finding.tokens.end, &["on", "during"])
    });
    (asks || leads)
        && first.is_some_and(|finding| {
            finding.tokens.start < mention.tokens.start
                && !finding.too
                && !finding.enough
                && !is_attribute(text, finding.tokens.end)
        })
}

/// Whether an adjective belongs to the word behind it: `a dry day for a run`.
fn is_attribute(text: &Text<'_>, index: usize) -> bool {
    text.is_any(index, &["day", "days", "weather", "spell", "hours", "hour", "window"])
}

fn of_weather(
    text: &Text<'_>,
    heard: &Heard<'_>,
    edits: &Edits,
    setting: &Setting<'_>,
) -> Result<Question, Fault> {
    let first = heard.findings.first();
    let again = |place: Option<&Place>| match first {
        Some(finding) => examples::of_condition(finding.condition, place),
        None => format!(
            "What will the weather be tomorrow{}?",
            place.map(|place| format!(" in {}", examples::short_name(place))).unwrap_or_default()
        ),
    };
    let (place, about_place) =
        place::resolve(&heard.whereabouts, edits, setting, |place| again(Some(place)))?;
    let mode = asked::mode(text, heard);
    let mut request = weather::asked(text, heard, mode, setting.units)?;
    let hours = heard.findings.iter().find_map(|finding| finding.condition.hours);
    let mut length = None;
    if let Asked::Window { hours, .. } = request.asked {
        length = Some(hours);
    }
    let whole = mode == Mode::Typical;
    let routine = Routine { usual: hours.unwrap_or((0, 24)), length, whole, ..Routine::WHOLE_DAY };
    let now = now_in(setting, &place.time_zone);
    let mut timing = match ahead(heard, edits, mode, (WEATHER_AHEAD, Finest::Hour), &now) {
        Some(timing) => timing,
        None => lay(heard, edits, &routine, &now, custom(setting, Some(&place)), || again(Some(&place)))?,
    };
    if let (Asked::Window { hours, .. }, Some(length)) = (&mut request.asked, timing.length) {
        *hours = length;
    }
    if hours.is_some() && !timing.hours_said {
        let (from, to) = (time::hour_words(timing.hours.0), time::hour_words(timing.hours.1));
        timing.assumptions.push(assumption(Slot::Hours, format!("Only the day counts, {from} to {to}.")));
    }
    let bare = heard.findings.is_empty()
        && request.criteria.is_empty()
        && matches!(request.asked, Asked::Amount { .. });
    if let Some((typed, meant)) = &heard.outlook.slip {
        timing.assumptions.push(assumption(Slot::What, format!("Read \"{typed}\" as \"{meant}\".")));
    }
    let mut question = placed(request, Subject::Weather, (Some(place), about_place), timing, edits);
    if bare {
        offer_events(&mut question, edits);
    }
    Ok(question)
}

/// The weather as a whole could also mean whether it rains or blows.
fn offer_events(question: &mut Question, edits: &Edits) {
    let offers = [("Will it rain?", "rain"), ("Will it be windy?", "windy")];
    let alternatives = offers.iter().filter_map(|(label, key)| {
        let criteria = crate::conditions::criteria_of(key)?;
        Some(Alternative {
            label: (*label).to_owned(),
            edits: Edits { criteria: Some(criteria), ..edits.clone() },
        })
    });
    if let Some(first) = question.assumptions.iter_mut().find(|assumption| assumption.slot == Slot::What) {
        first.alternatives.extend(alternatives);
    }
}

fn of_series(
    text: &Text<'_>,
    heard: &Heard<'_>,
    found: &Match<'_>,
    edits: &Edits,
    setting: &Setting<'_>,
) -> Result<Question, Fault> {
    let info = found.info;
    let (stated, usual) = aggregation(text, info);
    let mut notes = Vec::new();
    let mut criteria = Vec::new();
    for limit in &heard.limits {
        let written = text.slice(limit.tokens.clone());
        let aggregation = if stated {
            usual
        } else {
            crossing(text, info, usual, limit.side == crate::thresholds::Side::AtMost)
        };
        match limits::of_series(limit, info, aggregation, setting.units, written) {
            Ok((criterion, note)) => {
                notes.extend(note.map(|note| (Slot::Needs, note)));
                criteria.push(criterion);
            }
            Err(fault) if limit.compared => return Err(fault.near([examples::of_series(info)])),
            Err(_) => {}
        }
    }
    if !found.by_name {
        let mut text = format!("Took the series \"{}\".", info.title);
        if !found.rivals.is_empty() {
            let rivals: Vec<String> =
                found.rivals.iter().map(|rival| format!("\"{}\"", rival.title)).collect();
            text.push_str(&format!(" Others fit as well: {}. Name one to ask about it.", rivals.join(", ")));
        }
        notes.push((Slot::What, text));
    }
    let mode = asked::mode(text, heard);
    let variable = Variable::Series(info.id.clone());
    let asked = if let Mode::Trend(wanted) = mode {
        Asked::Trend { variable, aggregation: usual, wanted }
    } else if matches!(mode, Mode::FirstTime { .. }) && !criteria.is_empty() {
        Asked::FirstTime
    } else if mode == Mode::Typical {
        let of = if criteria.is_empty() {
            Asked::Amount { variable, aggregation: usual }
        } else {
            Asked::Event { negated: false }
        };
        Asked::Typical { of: Box::new(of) }
    } else if criteria.is_empty() {
        Asked::Amount { variable, aggregation: usual }
    } else {
        let negated = heard.limits.iter().any(|limit| weather::is_denied(text, limit.tokens.start));
        Asked::Event { negated }
    };
    if criteria.is_empty() && !stated && info.kind == SeriesKind::Level {
        notes.push((Slot::What, "Took the average.".to_owned()));
    }
    let routine = Routine {
        finest: finest(info),
        tomorrow: true,
        whole: mode == Mode::Typical,
        most_days: MOST_DAYS_OF_SERIES,
        ..Routine::WHOLE_DAY
    };
    let now = now_in(setting, &info.time_zone);
    let days = match info.step_minutes {
        0..1440 => 30,
        1440..10_080 => 365,
        _ => 1095,
    };
    let timing = match ahead(heard, edits, mode, (days, finest(info)), &now) {
        Some(timing) => timing,
        None => lay(heard, edits, &routine, &now, custom(setting, None), || examples::of_series(info))?,
    };
    let request = Request { asked, criteria, notes };
    let subject = Subject::Series { info: info.clone() };
    Ok(placed(request, subject, (None, None), timing, edits))
}

/// The finest stretch of the calendar that a series tells apart.
pub(crate) fn finest(info: &SeriesInfo) -> Finest {
    match info.step_minutes {
        0..1440 => Finest::Hour,
        1440..10_080 => Finest::Day,
        10_080..40_000 => Finest::Week,
        _ => Finest::Month,
    }
}

/// A first time is looked for this many days ahead, and a trend of the weather over so many.
const WEATHER_AHEAD: i64 = 200;
const TREND_AHEAD: i64 = 7;

/// The days ahead that a first time or a trend is about when no time is said; none for everything else.
fn ahead(
    heard: &Heard<'_>,
    edits: &Edits,
    mode: Mode,
    (days, finest): (i64, Finest),
    now: &Zoned,
) -> Option<Timing> {
    if heard.times_said() || edits.from_date.is_some() || edits.from_hour.is_some() {
        return None;
    }
    let days = match mode {
        // What is under way is over soon, and by the hour.
        Mode::FirstTime { over: true } => days.min(2),
        Mode::FirstTime { over: false } => days,
        Mode::Trend(_) if days == WEATHER_AHEAD => TREND_AHEAD,
        Mode::Trend(_) => 30,
        _ => return None,
    };
    // Weather and what is known by the hour from the next full hour on, all else from the next day on.
    let start = if finest == Finest::Hour {
        now.round(jiff::ZonedRound::new().smallest(jiff::Unit::Hour).mode(jiff::RoundMode::Ceil)).ok()?
    } else {
        now.date().tomorrow().ok()?.to_zoned(now.time_zone().clone()).ok()?
    };
    let last = now.date().checked_add(jiff::Span::new().days(days)).ok()?;
    let end = last.to_zoned(now.time_zone().clone()).ok()?;
    let text = format!("No time was said: took the next {days} days.");
    Some(Timing {
        spans: vec![Span { start, end }],
        length: None,
        hours_said: false,
        hours: (0, 24),
        assumptions: vec![assumption(Slot::When, text)],
    })
}

/// How values of the series become one, and whether the words say so.
fn aggregation(text: &Text<'_>, info: &SeriesInfo) -> (bool, Aggregation) {
    if text.has_any(&["peak", "highest", "maximum", "busiest", "at most busy", "worst"]) {
        (true, Aggregation::Maximum)
    } else if text.has_any(&["lowest", "minimum", "quietest"]) {
        (true, Aggregation::Minimum)
    } else if text.has_any(&["average", "mean", "typical", "on average"]) {
        (true, Aggregation::Mean)
    } else if series::adds_up(info) {
        (text.has_any(&["total", "sum", "altogether"]), Aggregation::Sum)
    } else if info.kind == SeriesKind::Price {
        (false, Aggregation::Last)
    } else {
        (false, Aggregation::Mean)
    }
}

/// What reaches a limit does so once: `will oil pass 120 next month?`
fn crossing(text: &Text<'_>, info: &SeriesInfo, usual: Aggregation, downwards: bool) -> Aggregation {
    let crosses =
        text.has_any(&["pass", "reach", "hit", "ever", "exceed", "top", "beat", "at some point", "any time"])
            || text.has_any(&["fall", "drop", "fall below", "drop below", "go below", "go above", "go over"]);
    if !crosses || series::adds_up(info) {
        usual
    } else if downwards {
        Aggregation::Minimum
    } else {
        Aggregation::Maximum
    }
}
