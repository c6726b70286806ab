//! What a text is about, from all that was found in it.

use crate::{
    Setting,
    activities::{self, Mention},
    asked, comparison,
    conditions::{self, Finding, Outlook},
    learnt,
    place_names::Named,
    places::{self, Whereabouts},
    read::Domain,
    series::{self, Match},
    stretch,
    thresholds::{self, Pass, Threshold},
    time::{self, Said},
    tokens::{Role, Text},
    unclear::{self, Fault},
    words,
};
use domain::{Activity, Dimension, Edits};

/// All that was found in a text.
#[derive(Debug, Clone)]
pub(crate) struct Heard<'a> {
    pub(crate) series: Option<Match<'a>>,
    pub(crate) limits: Vec<Threshold>,
    pub(crate) said: Said,
    /// Words of time typed with a slip, and what was read for them.
    pub(crate) slips: Vec<(String, String)>,
    pub(crate) whereabouts: Whereabouts,
    pub(crate) activity: Option<Mention<'a>>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) outlook: Outlook,
    /// Times set side by side: none, or at least two.
    pub(crate) choices: Vec<Said>,
    /// Places set side by side: none, or at least two.
    pub(crate) rivals: Vec<Named>,
    /// How many hours in a row, said in terms of the weather: `3 dry hours`.
    pub(crate) stretch: Option<i32>,
    /// `When is it driest`: the best of its hours is asked for.
    pub(crate) superlative: bool,
}

impl Heard<'_> {
    /// Whether a day or an hour was named.
    pub(crate) fn times_said(&self) -> bool {
        !self.said.days.is_empty() || !self.said.hours.is_empty()
    }
}

/// Reads every part of the text once, the surest first.
pub(crate) fn listen<'a>(text: &mut Text<'_>, setting: &Setting<'a>) -> Heard<'a> {
    let mut whereabouts = places::surest(text, setting);
    let mut series = series::named(text, setting.series);
    let mut limits = thresholds::recognise(text, Pass::Measured);
    let stretch = stretch::recognise(text);
    let slips = time::correct(text);
    let choices = comparison::times(text, setting);
    let mut said = time::recognise(text, setting);
    said.length = said.length.or(stretch);
    limits.extend(thresholds::recognise(text, Pass::Bare));
    let rivals = comparison::places(text, setting);
    whereabouts.add(places::led(text, setting));
    let activity = activities::recognise(text, setting.activities);
    let (mut findings, mut outlook) = conditions::recognise(text);
    let commutes = activity.as_ref().is_some_and(|mention| mention.activity.id == "commute");
    if series.is_none() && (activity.is_none() || commutes) && findings.is_empty() && !text.has("weather") {
        let anchored = !said.days.is_empty() || !said.hours.is_empty() || !limits.is_empty();
        series = series::likely(text, setting.series, anchored);
    }
    whereabouts.add(places::left_over(text, setting));
    not_places(text, &mut whereabouts);
    // Short and with a time in it: perhaps about the weather, with a slip in its word.
    let timed = !said.days.is_empty() || !said.hours.is_empty();
    if series.is_none()
        && activity.is_none()
        && findings.is_empty()
        && !outlook.said
        && limits.is_empty()
        && (timed && text.len() <= 8 || text.len() <= 3)
        && let Some((finding, slip)) = conditions::nearest(text)
    {
        findings.push(finding);
        outlook.slip = Some(slip);
    }
    let superlative = findings.iter().any(|finding| asked::is_superlative(text, finding));
    Heard {
        series,
        limits,
        said,
        slips,
        whereabouts,
        activity,
        findings,
        outlook,
        choices,
        rivals,
        stretch,
        superlative,
    }
}

/// Takes back what was read as a place where the sentence as a whole says that it tells a time or a kind of weather.
fn not_places(text: &Text<'_>, whereabouts: &mut Whereabouts) {
    const SURE: f64 = 0.9;
    if whereabouts.named.is_empty() && whereabouts.unknown.is_none() {
        return;
    }
    let spans = learnt::spans_of(text);
    let others: Vec<&str> = spans
        .iter()
        .filter(|span| !span.slot.is_place() && span.probability >= SURE)
        .map(|span| &text.raw[span.bytes.clone()])
        .collect();
    whereabouts.named.retain(|named| !others.contains(&named.name.as_str()));
    whereabouts.unknown = whereabouts.unknown.take().filter(|name| !others.contains(&name.as_str()));
}

/// What the question is about.
#[derive(Debug, Clone)]
pub(crate) enum About<'a> {
    Activity {
        activity: &'a Activity,
        /// The words say so themselves; otherwise it was put in by hand.
        said: bool,
        /// What was typed for it, when it was misspelt, and the name meant.
        slip: Option<(String, &'a str)>,
    },
    Weather,
    Series(Match<'a>),
}

/// First words of commands: nothing of the kind is a forecast, unless the weather is what it asks to be told.
const COMMANDS: [&str; 46] = [
    "play",
    "add",
    "book",
    "set",
    "remind",
    "order",
    "call",
    "buy",
    "rate",
    "turn",
    "create",
    "delete",
    "send",
    "remove",
    "translate",
    "define",
    "spell",
    "email",
    "text",
    "message",
    "cancel",
    "schedule",
    "wake",
    "open",
    "close",
    "search",
    "watch",
    "listen",
    "pay",
    "transfer",
    "resume",
    "start",
    "stop",
    "post",
    "compile",
    "look up",
    "freeze my",
    "make",
    "put",
    "allow",
    "list",
    "i hate",
    "clear my",
    "clear the",
    "power off",
    "power on",
];

/// First words of questions that no forecast answers, unless they are about the weather.
const OTHER_QUESTIONS: [&str; 18] = [
    "who",
    "whose",
    "where",
    "why",
    "how do",
    "how to",
    "how did",
    "how far",
    "how long does",
    "how old",
    "what is a",
    "what are",
    "what does",
    "what was",
    "what did",
    "what rating",
    "tell me a joke",
    "did i",
];

/// A text that so likely asks about nothing here isn't read as a forecast for a word in it; one that so likely asks about the
/// weather is, though no condition is named: `do I need gloves?`
const FOREIGN: f64 = 0.98;
const WEATHER: f64 = 0.9;

/// Decides what the question is about, or why that can't be told.
pub(crate) fn decide<'a>(
    text: &mut Text<'_>,
    heard: &Heard<'a>,
    edits: &Edits,
    setting: &Setting<'a>,
) -> Result<About<'a>, Fault> {
    if let Some(key) = &edits.activity {
        let activity =
            setting.activities.find(key).ok_or_else(|| unclear::unknown_activity(key, setting.activities))?;
        return Ok(About::Activity { activity, said: heard.activity.is_some(), slip: None });
    }
    // `Close and sticky tomorrow?` closes nothing.
    let command = leading(text, &COMMANDS).filter(|end| text.role(end - 1) != Some(Role::Condition));
    let question = leading(text, &OTHER_QUESTIONS);
    let of_series = |found: &Match<'a>| {
        if series::asks_for_a_bill(text) && !series::is_money(found.info) {
            return Err(bill(found, setting));
        }
        Ok(About::Series(found.clone()))
    };
    if let Some(found) = &heard.series {
        return of_series(found);
    }
    let chances = learnt::chances_of(text);
    let foreign = chances.of(Domain::Other) >= FOREIGN;
    if let Some(mention) = &heard.activity {
        // `Watch the stars` is an activity as a whole; `play running up that hill` isn't.
        let commanded = command.or(question).is_some_and(|length| mention.tokens.start >= length);
        let bare =
            heard.said.days.is_empty() && heard.said.hours.is_empty() && heard.whereabouts.named.is_empty();
        if (commanded || foreign && bare) && heard.findings.is_empty() {
            return Err(unclear::not_a_forecast().near(near(text, setting)));
        }
        if heard.findings.is_empty() && is_talk_of_something_else(text, heard) {
            return Err(unclear::not_a_forecast().near(near(text, setting)));
        }
        return Ok(About::Activity { activity: mention.activity, said: true, slip: None });
    }
    // `How warm at sunset` asks for no sunset.
    let tells_time = |word: &str| {
        !heard.findings.is_empty()
            && (0..text.len())
                .filter_map(|at| Some((at, text.phrase(at, word)?)))
                .all(|(at, length)| (at..at + length).all(|at| text.role(at) == Some(Role::Time)))
    };
    if let Some(word) = conditions::NOT_FORECAST.into_iter().find(|word| text.has(word) && !tells_time(word))
        && heard.findings.iter().all(|finding| finding.ambiguous)
    {
        return Err(unclear::no_forecast_of(word));
    }
    let compares = heard.choices.len() > 1 || heard.rivals.len() > 1;
    let half = text.has("than") && heard.limits.is_empty() && !heard.findings.is_empty()
        || text.is_any(0, &["compare"]);
    if half && !compares && !text.has_any(&["than usual", "than normal"]) {
        let near =
            heard.findings.iter().map(|finding| crate::examples::of_condition(finding.condition, None));
        return Err(unclear::no_comparison().near(near));
    }
    // `Porto or Lisbon on Saturday?`
    if heard.rivals.len() > 1 && command.is_none() {
        return Ok(About::Weather);
    }
    if is_about_weather(text, heard, command) && (!foreign || speaks_plainly(heard)) {
        return Ok(About::Weather);
    }
    if command.is_none() && chances.of(Domain::Weather) >= WEATHER && learnt::names_weather(text) {
        return Ok(About::Weather);
    }
    if command.or(question).is_some() {
        return Err(unclear::not_a_forecast().near(near(text, setting)));
    }
    if series::asks_for_a_bill(text) && text.has_any(&["electricity", "power", "energy", "gas", "heating"]) {
        return Err(unclear::bill().near(near(text, setting)));
    }
    let timed = !heard.said.days.is_empty() || !heard.said.hours.is_empty();
    if (timed || text.len() <= 4)
        && text.len() <= 8
        && let Some((mention, name)) = activities::nearest(text, setting.activities)
    {
        let typed = text.slice(mention.tokens.clone()).to_owned();
        text.take(mention.tokens.clone(), crate::tokens::Role::Activity);
        return Ok(About::Activity { activity: mention.activity, said: true, slip: Some((typed, name)) });
    }
    if let Some(info) = series::hinted(text, setting.series) {
        return Err(unclear::nothing_to_forecast().near([crate::examples::of_series(info)]));
    }
    if let Some(word) = series::unmet(text) {
        return Err(unclear::no_such_series(word).near(near(text, setting)));
    }
    let placed = !heard.whereabouts.named.is_empty() || heard.whereabouts.home;
    // `Saturday or Sunday?`, `and in Porto?`: when and where, and nothing else.
    let nothing_else = (0..text.len()).all(|index| {
        let word = text.word(index);
        text.role(index).is_some() || word.is_empty() || words::is_function(word)
    });
    let fault = if timed && placed || (nothing_else || text.len() <= 3) && (timed || placed) {
        unclear::nothing_to_forecast()
    } else {
        unclear::not_a_forecast()
    };
    Err(fault.near(near(text, setting)))
}

/// `What brush can I use to wash my car`: an activity among words that nothing else here understands, with no time, place
/// or limit, and not asked whether or when it is good.
fn is_talk_of_something_else(text: &Text<'_>, heard: &Heard<'_>) -> bool {
    const ASKS_OF_IT: [&str; 18] = [
        "weather",
        "when should",
        "when can",
        "when could",
        "best",
        "good day",
        "good time",
        "good for",
        "should i",
        "should we",
        "can i",
        "can we",
        "could we",
        "is it ok",
        "okay for",
        "ideal",
        "suitable",
        "wise",
    ];
    let anchored = heard.times_said()
        || !heard.choices.is_empty()
        || !heard.rivals.is_empty()
        || !heard.whereabouts.named.is_empty()
        || heard.whereabouts.home
        || !heard.limits.is_empty();
    let unknown = (0..text.len())
        .filter(|&index| {
            let word = text.word(index);
            text.role(index).is_none() && !word.is_empty() && !words::is_function(word)
        })
        .count();
    let asked = text.has_any(&ASKS_OF_IT);
    if anchored { unknown >= 4 && !asked } else { unknown >= 2 && !(asked && unknown < 4) }
}

/// Whether a phrase of several words is said of the weather and of nothing else: `clouding over`.
fn speaks_plainly(heard: &Heard<'_>) -> bool {
    heard.findings.iter().any(|finding| {
        let named = !finding.condition.event.is_empty() && finding.condition.key != "pleasant";
        named && !finding.ambiguous && finding.tokens.len() > 1
    })
}

/// How many tokens one of these beginnings of a text covers, courtesies aside.
fn leading(text: &Text<'_>, beginnings: &[&'static str]) -> Option<usize> {
    const COURTESIES: [&str; 12] = [
        "please",
        "can you",
        "could you",
        "would you",
        "will you",
        "hey",
        "ok",
        "i want you to",
        "i need you to",
        "i want to",
        "i'd like to",
        "kindly",
    ];
    let mut start = 0;
    while let Some((_, length)) = text.longest(start, COURTESIES) {
        start += length;
    }
    text.longest(start, beginnings.iter().copied()).map(|(_, length)| start + length)
}

/// Whether the words for the weather are meant as such: `clear my calendar` and `a hot topic` aren't.
fn is_about_weather(text: &Text<'_>, heard: &Heard<'_>, command: Option<usize>) -> bool {
    let plain = heard.findings.iter().any(|finding| !finding.ambiguous)
        || heard.outlook.said && !heard.outlook.ambiguous;
    let asks_for_it = text.has_any(&["weather", "forecast"]) || heard.outlook.slip.is_some();
    if command.is_some() {
        return asks_for_it && (heard.outlook.said || !heard.findings.is_empty());
    }
    if plain || speaks_of_weather(text, &heard.limits) {
        return true;
    }
    if heard.findings.is_empty() && !heard.outlook.said {
        return false;
    }
    // `Clear my calendar for tomorrow` orders something.
    let ordered = heard.findings.iter().any(|finding| {
        finding.tokens.start == 0
            && text.is_any(
                finding.tokens.end,
                &["my", "the", "all", "everything", "this", "that", "out", "event", "off", "up"],
            )
    });
    let anchored = !heard.said.days.is_empty()
        || !heard.said.hours.is_empty()
        || !heard.whereabouts.named.is_empty()
        || heard.whereabouts.unknown.is_some();
    let unknown = (0..text.len()).any(|index| {
        let word = text.word(index);
        text.role(index).is_none() && !word.is_empty() && !words::is_function(word)
    });
    !ordered && (anchored || !unknown)
}

fn near(text: &Text<'_>, setting: &Setting<'_>) -> Vec<String> {
    unclear::near_to(text, setting)
}

/// A bill is out of reach, but the energy behind it isn't.
fn bill(found: &Match<'_>, setting: &Setting<'_>) -> Fault {
    let name = crate::examples::spoken_name(found.info);
    let mut questions = vec![format!("What will the {name} be next month?")];
    if found.info.unit.dimension() == Dimension::Energy {
        questions.push(format!("Will the {name} be over 300 kWh next month?"));
    }
    questions
        .extend(setting.series.iter().filter(|info| series::is_money(info)).map(crate::examples::of_series));
    unclear::bill().near(questions)
}

/// Whether a limit alone makes it a question about the weather: `will it be above 25?`
fn speaks_of_weather(text: &Text<'_>, limits: &[Threshold]) -> bool {
    use domain::Variable::{Precipitation, Temperature, WindSpeed};
    let first = text.has_any(&["first", "next", "when will", "how soon", "how many days until"]);
    limits.iter().any(|limit| match &limit.measure {
        Some(measure) => crate::limits::weather_variable(measure).is_some_and(|variable| {
            matches!(variable, Temperature | WindSpeed | Precipitation)
                && (limit.compared || first || text.has("it"))
        }),
        None => text.has_any(&[
            "it be",
            "it get",
            "it reach",
            "it hit",
            "it go",
            "it stay",
            "it drop",
            "it fall",
            "it is",
            "warmer than",
            "colder than",
            "hotter than",
            "cooler than",
        ]),
    })
}
