use super::words::at;
use crate::{material::DateStyle, words::when::Calendar};
use domain::{Look, Probability};
use jiff::Zoned;

/// A change of the chance of a need that is worth telling, in per cent.
const NOTABLE: u8 = 5;

/// What changed, as far as is known: which need, where the best window went, what became known. `last` is what was seen last, `told` what
/// the user knows of.
pub(super) fn reasons(
    last: Option<&Look>,
    told: Option<&Look>,
    seen: &Look,
    now: &Zoned,
    dates: DateStyle,
) -> Vec<String> {
    let calendar = Calendar::new(dates, now, false);
    let mut sentences = Vec::new();
    if let Some(told) = told {
        sentences.extend(need(told, seen));
        sentences.extend(window(told, seen, &calendar));
    }
    if let Some(last) = last {
        let news: Vec<String> =
            seen.evidence.iter().filter_map(|line| became_known(last, line, now)).collect();
        if news.is_empty() {
            sentences.push(
                "Nothing newer came in: the time is nearer, or earlier values were corrected.".to_owned(),
            );
        }
        sentences.extend(news);
    }
    sentences
}

/// The need whose chance changed most: `Dry: 85 % before, 60 % now.`
fn need(told: &Look, seen: &Look) -> Option<String> {
    let difference = |before: Probability, now: Probability| before.percent().abs_diff(now.percent());
    seen.needs
        .iter()
        .filter_map(|(label, now)| {
            let (_, before) = told.needs.iter().find(|(known, _)| known == label)?;
            Some((label, *before, *now))
        })
        .max_by_key(|(_, before, now)| difference(*before, *now))
        .filter(|(_, before, now)| seen.needs.len() > 1 && difference(*before, *now) >= NOTABLE)
        .map(|(label, before, now)| {
            format!("{label}: {} % before, {} % now.", before.percent(), now.percent())
        })
}

/// Where the best window went.
fn window(told: &Look, seen: &Look, calendar: &Calendar) -> Option<String> {
    let (before, now) = (told.window.as_ref()?, seen.window.as_ref()?);
    let moved = before.start.timestamp() != now.start.timestamp();
    moved.then(|| {
        format!(
            "The best time is now {}, no longer {}.",
            calendar.stretch(&now.start, &now.end),
            calendar.stretch(&before.start, &before.end)
        )
    })
}

/// What came in of a source since the last look.
fn became_known(last: &Look, (source, newest): &(String, Option<Zoned>), now: &Zoned) -> Option<String> {
    let newest = newest.as_ref()?;
    let before =
        last.evidence.iter().filter(|(known, _)| known == source).filter_map(|(_, at)| at.as_ref()).max();
    match before {
        Some(before) if before.timestamp() >= newest.timestamp() => None,
        Some(_) => Some(format!("New from {source}, up to {}.", at(newest.timestamp(), now))),
        None => Some(format!("{source} was not there before.")),
    }
}
