//! What is asked beyond whether, how much and when best: a trend, a first time, the usual, or a word about the last answer.

use crate::{
    conditions::Finding,
    subject::Heard,
    tokens::{Kind, Role, Text},
};
use domain::{Aspect, Wanted};

/// What is asked of the subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Whether, how much, or the best hours.
    Plain,
    /// Whether it rises or falls.
    Trend(Wanted),
    /// When it happens first, or, with `over`, when it is over.
    FirstTime { over: bool },
    /// What is usual.
    Typical,
}

const RISING: [&str; 31] = [
    "rising",
    "rise",
    "increasing",
    "increase",
    "going up",
    "go up",
    "climbing",
    "climb",
    "growing",
    "grow",
    "picking up",
    "pick up",
    "warming up",
    "warm up",
    "heating up",
    "heat up",
    "clouding over",
    "cloud over",
    "getting up",
    "trending up",
    "on the rise",
    "building up",
    "get worse",
    "getting worse",
    "getting stronger",
    "get stronger",
    "upward",
    "upwards",
    "uptrend",
    "pick up again",
    "strengthening",
];

const FALLING: [&str; 30] = [
    "falling",
    "decreasing",
    "decrease",
    "going down",
    "go down",
    "dropping",
    "declining",
    "decline",
    "shrinking",
    "shrink",
    "cooling down",
    "cool down",
    "cooling off",
    "cool off",
    "dying down",
    "die down",
    "easing",
    "ease off",
    "calming down",
    "calm down",
    "clearing up",
    "clear up",
    "brightening up",
    "brighten up",
    "drying out",
    "dry out",
    "trending down",
    "downward",
    "downwards",
    "weakening",
];

/// Behind these a comparative tells of a change: `getting warmer`.
const BECOMING: [&str; 12] = [
    "getting",
    "get",
    "gets",
    "becoming",
    "become",
    "becomes",
    "turning",
    "turn",
    "turns",
    "growing",
    "grow",
    "be getting",
];

/// What asks for the first time of something.
const FIRST_TIME: [&str; 38] = [
    "when will",
    "when does",
    "when do",
    "when is the first",
    "when is the next",
    "when's the first",
    "when's the next",
    "when are we",
    "when is it going to",
    "when is it next",
    "when will it next",
    "how long until",
    "how long till",
    "how long before",
    "how soon",
    "how many days until",
    "how many days till",
    "how many weeks until",
    "what day will",
    "which day will",
    "on what day will",
    "on which day will",
    "what date will",
    "by when",
    "next time",
    "first time",
    "first day",
    "first frost",
    "next frost",
    "next dry day",
    "next rain",
    "when are",
    "when am i",
    "when can i expect",
    "when is my",
    "when should i expect",
    "when's it going to",
    "when is the rain",
];

/// What asks for the best time instead.
const BEST_TIME: [&str; 16] = [
    "when should",
    "when can",
    "when could",
    "when is the best",
    "when's the best",
    "when is a good",
    "when's a good",
    "best time",
    "good time",
    "best day",
    "best hour",
    "when is it best",
    "when would",
    "when to",
    "when is good",
    "ideal time",
];

const USUAL: [&str; 15] = [
    "usually",
    "usual",
    "normal",
    "normally",
    "typical",
    "typically",
    "as a rule",
    "climate",
    "how often does",
    "how often",
    "on average",
    "tends to",
    "generally",
    "historically",
    "average for",
];

/// What is asked of what was found.
pub(crate) fn mode(text: &Text<'_>, heard: &Heard<'_>) -> Mode {
    let series = heard.series.is_some();
    let monthly = !series && text.has("average") && (0..text.len()).any(|at| is_month(text.word(at)));
    if monthly && heard.limits.is_empty() {
        return Mode::Typical;
    }
    if text.has_any(&USUAL) && !(series && text.has("on average")) && !text.has("than usual") {
        return Mode::Typical;
    }
    if heard.activity.is_some() && heard.limits.is_empty() && heard.findings.is_empty() {
        return Mode::Plain;
    }
    if text.has_any(&FIRST_TIME) && !text.has_any(&BEST_TIME) && !heard.superlative {
        let over = heard.limits.is_empty()
            && text.has_any(&["stop", "stops", "be over", "end", "ends", "ease", "clear up", "let up"]);
        let happens = !heard.limits.is_empty()
            || heard.findings.iter().any(|finding| !finding.condition.event.is_empty() && !finding.how);
        if happens && heard.activity.is_none() {
            return Mode::FirstTime { over };
        }
    }
    let compares = heard.choices.len() > 1 || heard.rivals.len() > 1;
    if heard.activity.is_none()
        && heard.limits.is_empty()
        && !text.has("than")
        && !compares
        && let Some(wanted) = trend(text, heard)
    {
        return Mode::Trend(wanted);
    }
    Mode::Plain
}

fn is_month(word: &str) -> bool {
    const MONTHS: [&str; 16] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "spring",
        "summer",
        "autumn",
        "winter",
    ];
    MONTHS.contains(&word)
}

fn trend(text: &Text<'_>, heard: &Heard<'_>) -> Option<Wanted> {
    let about_something = heard.series.is_some() || !heard.findings.is_empty() || heard.outlook.said;
    if !about_something {
        return None;
    }
    let comparative = heard.findings.iter().find(|finding| is_comparative(text, finding));
    if let Some(finding) = comparative {
        let start = finding.tokens.start;
        let becoming = (start.saturating_sub(6)..start).any(|at| text.is_any(at, &BECOMING));
        return becoming.then(|| wanted(text, finding));
    }
    if text.has_any(&["trend", "trends", "trending"]) {
        return Some(Wanted::More);
    }
    let up = text.has_any(&RISING);
    let down = text.has_any(&FALLING);
    match (up, down) {
        (true, false) => Some(Wanted::More),
        (false, true) => Some(Wanted::Less),
        _ => None,
    }
}

/// `warmer`, `more rain`, `driest`.
pub(crate) fn is_comparative(text: &Text<'_>, finding: &Finding) -> bool {
    let word = text.word(finding.tokens.end.saturating_sub(1));
    let before = finding.tokens.start.checked_sub(1).map_or("", |at| text.word(at));
    let graded = word.len() > 5 && (word.ends_with("er") || word.ends_with("est"))
        || matches!(word, "drier" | "dryer" | "wetter" | "hotter");
    graded && !matches!(word, "shower" | "weather" | "temper")
        || matches!(before, "more" | "less" | "most" | "least" | "higher" | "lower" | "stronger" | "fewer")
}

/// `driest`, `warmest`.
pub(crate) fn is_superlative(text: &Text<'_>, finding: &Finding) -> bool {
    text.word(finding.tokens.end.saturating_sub(1)).ends_with("est")
}

/// Which way of its amount a comparative points: `drier` is less rain.
pub(crate) fn wanted(text: &Text<'_>, finding: &Finding) -> Wanted {
    let before = finding.tokens.start.checked_sub(1).map_or("", |at| text.word(at));
    let more = finding.condition.about.1;
    let flipped = matches!(before, "less" | "least" | "lower" | "fewer");
    if more == flipped { Wanted::Less } else { Wanted::More }
}

/// What is asked about the answer before, when the text asks nothing else.
pub(crate) fn aspect(text: &Text<'_>) -> Option<Aspect> {
    const ASPECTS: [(Aspect, &[&str]); 4] = [
        (
            Aspect::Risk,
            &[
                "what could spoil it",
                "what could go wrong",
                "what might spoil it",
                "what could ruin it",
                "what is the risk",
                "what's the risk",
                "what are the risks",
                "what is the main risk",
            ],
        ),
        (
            Aspect::Evidence,
            &[
                "what is that based on",
                "what is this based on",
                "what's that based on",
                "what's this based on",
                "based on what",
                "where does that come from",
                "where does this come from",
                "where is that from",
                "how do you know",
                "how do you know that",
                "which data",
                "what data",
                "what are your sources",
                "sources",
                "which models",
                "says who",
                "where do you get that from",
                "how did you work that out",
            ],
        ),
        (
            Aspect::Confidence,
            &[
                "how sure are you",
                "how sure",
                "how certain are you",
                "how certain is that",
                "how certain",
                "how confident are you",
                "how confident",
                "how reliable is this",
                "how reliable is that",
                "how reliable",
                "how accurate is that",
                "how accurate is this",
                "how accurate",
                "are you sure",
                "really",
                "is that certain",
                "is that reliable",
                "can i trust that",
                "can i rely on that",
                "how good is that",
            ],
        ),
        (
            Aspect::Reason,
            &[
                "why",
                "why not",
                "why so",
                "how come",
                "explain",
                "explain that",
                "explain this",
                "please explain",
                "why that",
                "tell me why",
                "what makes you say that",
                "how so",
                "why is that",
                "give me the reason",
                "what is the reason",
                "explain yourself",
                "why do you say that",
                "why do you think so",
            ],
        ),
    ];
    let words: Vec<&str> = text
        .tokens
        .iter()
        .filter(|token| {
            !matches!(token.kind, Kind::Symbol(_))
                && !matches!(token.lower.as_str(), "and" | "but" | "so" | "please")
        })
        .map(|token| token.lower.as_str())
        .collect();
    if words.is_empty() || words.len() > 8 {
        return None;
    }
    let said = words.join(" ");
    let exact = ASPECTS
        .iter()
        .find(|(_, phrases)| phrases.iter().any(|phrase| *phrase == said || said == format!("so {phrase}")));
    if let Some((aspect, _)) = exact {
        return Some(*aspect);
    }
    // `Why is that so low`: of the answer, since it names nothing else.
    let refers = matches!(words[0], "why" | "how")
        && words.iter().any(|word| matches!(*word, "that" | "this" | "so"))
        && (0..text.len()).all(|index| text.role(index).is_none_or(|role| role == Role::Condition))
        && words.iter().all(|word| {
            crate::words::is_function(word)
                || matches!(
                    *word,
                    "low"
                        | "high"
                        | "sure"
                        | "certain"
                        | "unlikely"
                        | "likely"
                        | "bad"
                        | "uncertain"
                        | "wide"
                )
        });
    refers.then_some(Aspect::Reason)
}
