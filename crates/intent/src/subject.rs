//! What a text is about, from all that was found in it.

use crate::{
    Setting,
    activities::{self, Activity, Mention},
    conditions::{self, Finding, Outlook},
    places::{self, Whereabouts},
    series::{self, Match},
    thresholds::{self, Pass, Threshold},
    time::{self, Said},
    tokens::Text,
    unclear::{self, Fault},
    words,
};
use domain::{Dimension, Edits};

/// All that was found in a text.
pub(crate) struct Heard<'a> {
    pub(crate) series: Option<Match<'a>>,
    pub(crate) limits: Vec<Threshold>,
    pub(crate) said: Said,
    pub(crate) whereabouts: Whereabouts,
    pub(crate) activity: Option<Mention>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) outlook: Outlook,
}

/// Reads every part of the text once, the surest first.
pub(crate) fn listen<'a>(text: &mut Text<'_>, setting: &Setting<'a>) -> Heard<'a> {
    let mut series = series::named(text, setting.series);
    let mut limits = thresholds::recognise(text, Pass::Measured);
    let said = time::recognise(text, setting);
    limits.extend(thresholds::recognise(text, Pass::Bare));
    let mut whereabouts = places::led(text, setting.gazetteer);
    let activity = activities::recognise(text);
    let (findings, outlook) = conditions::recognise(text);
    let commutes = activity.as_ref().is_some_and(|mention| mention.activity.key == "commute");
    if series.is_none() && (activity.is_none() || commutes) && findings.is_empty() && !text.has("weather") {
        let anchored = !said.days.is_empty() || !said.hours.is_empty() || !limits.is_empty();
        series = series::likely(text, setting.series, anchored);
    }
    let rest = places::left_over(text, setting.gazetteer);
    whereabouts.named.extend(rest.named);
    if whereabouts.named.is_empty() {
        whereabouts.unknown = whereabouts.unknown.or(rest.unknown);
    }
    Heard { series, limits, said, whereabouts, activity, findings, outlook }
}

/// What the question is about.
#[derive(Debug, Clone)]
pub(crate) enum About<'a> {
    Activity {
        activity: &'static Activity,
        /// The words say so themselves; otherwise it was put in by hand.
        said: bool,
        /// What was typed for it, when it was misspelt, and the name meant.
        slip: Option<(String, &'static str)>,
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

/// Decides what the question is about, or why that can't be told.
pub(crate) fn decide<'a>(
    text: &mut Text<'_>,
    heard: &Heard<'a>,
    edits: &Edits,
    setting: &Setting<'a>,
) -> Result<About<'a>, Fault> {
    if let Some(key) = &edits.activity {
        let activity = activities::by_key(key).ok_or_else(|| unclear::unknown_activity(key))?;
        return Ok(About::Activity { activity, said: heard.activity.is_some(), slip: None });
    }
    let command = leading(text, &COMMANDS);
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
    if let Some(mention) = &heard.activity {
        // `Watch the stars` is an activity as a whole; `play running up that hill` isn't.
        let commanded = command.or(question).is_some_and(|length| mention.tokens.start >= length);
        if commanded && heard.findings.is_empty() {
            return Err(unclear::not_a_forecast().near(near(text, setting)));
        }
        return Ok(About::Activity { activity: mention.activity, said: true, slip: None });
    }
    if let Some(word) = conditions::NOT_FORECAST.into_iter().find(|word| text.has(word))
        && heard.findings.iter().all(|finding| finding.ambiguous)
    {
        return Err(unclear::no_forecast_of(word));
    }
    let compares = text.has("than") && heard.limits.is_empty() && !heard.findings.is_empty();
    if compares || text.is_any(0, &["compare"]) {
        let near =
            heard.findings.iter().map(|finding| crate::examples::of_condition(finding.condition, None));
        return Err(unclear::no_comparison().near(near));
    }
    if is_about_weather(text, heard, command) {
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
        && let Some((mention, name)) = activities::nearest(text)
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
    let fault = if timed && placed || text.len() <= 3 && (timed || placed) {
        unclear::nothing_to_forecast()
    } else {
        unclear::not_a_forecast()
    };
    Err(fault.near(near(text, setting)))
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
    limits.iter().any(|limit| match &limit.measure {
        Some(measure) => crate::limits::weather_variable(measure).is_some_and(|variable| {
            matches!(variable, Temperature | WindSpeed | Precipitation) && (limit.compared || text.has("it"))
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
