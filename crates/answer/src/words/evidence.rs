use super::{listed, when::Calendar};
use crate::material::Material;
use domain::{Evidence, Origin, OriginKind, Track};
use jiff::{Timestamp, Zoned};

/// What is said of a source that observes nothing.
const USUAL: &str = "what is usual, no observation";

/// One source at one age, and the variables it speaks of.
struct Line<'a> {
    variables: Vec<String>,
    origin: &'a Origin,
    newest: Option<Timestamp>,
    caveats: Vec<String>,
}

/// What the answer rests on: one line per source and age, what was observed before what is usual.
pub(crate) fn evidence(material: &Material<'_>, calendar: &Calendar) -> Vec<Evidence> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    let observed = asked_tracks(material).map(|track| (track, &track.origin, track.history.newest_time()));
    // The origin of a track without observations is its reference's, which is told already.
    let usual = asked_tracks(material).filter_map(|track| {
        let reference = track.reference_origin.as_ref()?;
        (reference.title != track.origin.title).then_some((track, reference, None))
    });
    for (track, origin, newest) in observed.chain(usual) {
        let name = super::condition::subject_name(material.question, &track.variable).to_owned();
        match lines.iter_mut().find(|line| line.origin.title == origin.title && line.newest == newest) {
            Some(line) => {
                line.variables.push(name);
                let new = origin.caveats.iter().filter(|caveat| !line.caveats.contains(caveat)).cloned();
                let new: Vec<String> = new.collect();
                line.caveats.extend(new);
            }
            None => {
                lines.push(Line { variables: vec![name], origin, newest, caveats: origin.caveats.clone() });
            }
        }
    }
    lines
        .into_iter()
        .map(|Line { variables, origin, newest, caveats }| Evidence {
            variables: listed(&variables),
            kind: origin.kind,
            source: origin.title.clone(),
            newest: newest.map(|time| time.to_zoned(material.issue_time.time_zone().clone())),
            age: newest.map_or_else(|| USUAL.to_owned(), |time| age(time, material.issue_time, calendar)),
            credit: origin.credit.clone(),
            caveats,
        })
        .collect()
}

/// The tracks of the variables the question is about.
pub(crate) fn asked_tracks<'a>(material: &Material<'a>) -> impl Iterator<Item = &'a Track> {
    let wanted = material.question.variables();
    material.context.tracks.iter().filter(move |track| wanted.contains(&track.variable))
}

/// How old something was at the issue time: `12 minutes old`, `3 days old`, `from 31 December 2015, 10 years ago`.
pub(crate) fn age(newest: Timestamp, issue_time: &Zoned, calendar: &Calendar) -> String {
    let minutes = (issue_time.timestamp() - newest).get_seconds().max(0) / 60;
    match minutes {
        0..=1 => "just in".to_owned(),
        2..=119 => format!("{minutes} minutes old"),
        120..=2879 => format!("{} hours old", minutes / 60),
        2880..=86_399 => format!("{} days old", minutes / 1440),
        _ => {
            // The newest value is complete at the end of its step: the day it tells of is the one before that moment.
            let day =
                (newest - jiff::SignedDuration::from_secs(1)).to_zoned(issue_time.time_zone().clone()).date();
            format!("from {}, {}", calendar.date(day), long_ago(minutes / 1440))
        }
    }
}

fn long_ago(days: i64) -> String {
    match days {
        0..=729 => format!("{} months ago", (days as f64 / 30.44).round()),
        _ => format!("{} years ago", (days as f64 / 365.25).floor()),
    }
}

/// Whether a source tells what is usual rather than what happened.
pub(crate) const fn is_climate(kind: OriginKind) -> bool {
    matches!(kind, OriginKind::TypicalYear | OriginKind::RoughClimate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::material::DateStyle;

    #[test]
    fn an_age_is_told_in_the_unit_people_would_use() {
        let issue: Zoned = "2026-11-22T12:00[America/Los_Angeles]".parse().expect("a zoned time");
        let calendar = Calendar::new(DateStyle::DayMonth, &issue, false);
        for (newest, text) in [
            ("2026-11-22T11:48[America/Los_Angeles]", "12 minutes old"),
            ("2026-11-22T09:00[America/Los_Angeles]", "3 hours old"),
            ("2026-11-17T12:00[America/Los_Angeles]", "5 days old"),
            ("2026-06-01T00:00[America/Los_Angeles]", "from 31 May 2026, 6 months ago"),
            ("2016-01-01T00:00[America/Los_Angeles]", "from 31 December 2015, 10 years ago"),
        ] {
            let newest: Zoned = newest.parse().expect("a zoned time");
            assert_eq!(age(newest.timestamp(), &issue, &calendar), text);
        }
    }
}
