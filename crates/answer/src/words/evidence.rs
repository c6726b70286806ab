use super::{listed, when::Calendar};
use crate::material::Material;
use domain::{Evidence, Guidance, Origin, OriginKind, Track};
use jiff::{Timestamp, Zoned};

/// What is said of a source that observes nothing.
const USUAL: &str = "what is usual, no observation";

/// One source at one age, and the variables it speaks of.
struct Line<'a> {
    variables: Vec<String>,
    origin: &'a Origin,
    /// Its title, with the models behind it.
    source: String,
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
    let guided = asked_tracks(material).filter_map(|track| {
        let guidance = track.guidance.as_deref()?;
        Some((track, &guidance.origin, Some(newest_run(guidance, material.issue_time.timestamp())?)))
    });
    for (track, origin, newest) in observed.chain(guided).chain(usual) {
        let source = match track.guidance.as_deref().filter(|_| origin.kind == OriginKind::Guidance) {
            Some(guidance) => with_models(guidance, material.issue_time.timestamp()),
            None => origin.title.clone(),
        };
        let name = super::condition::subject_name(material.question, &track.variable).to_owned();
        match lines.iter_mut().find(|line| line.source == source && line.newest == newest) {
            Some(line) => {
                line.variables.push(name);
                let new = origin.caveats.iter().filter(|caveat| !line.caveats.contains(caveat)).cloned();
                let new: Vec<String> = new.collect();
                line.caveats.extend(new);
            }
            None => {
                let caveats = origin.caveats.clone();
                lines.push(Line { variables: vec![name], origin, source, newest, caveats });
            }
        }
    }
    lines
        .into_iter()
        .map(|Line { variables, origin, source, newest, caveats }| Evidence {
            variables: listed(&variables),
            kind: origin.kind,
            source,
            newest: newest.map(|time| time.to_zoned(material.issue_time.time_zone().clone())),
            age: newest.map_or_else(|| USUAL.to_owned(), |time| age(time, material.issue_time, calendar)),
            credit: origin.credit.clone(),
            caveats,
        })
        .collect()
}

/// When the newest run known at `issue_time` was received; of guidance told by leads only, the last moment at which something was said.
pub(crate) fn newest_run(guidance: &Guidance, issue_time: Timestamp) -> Option<Timestamp> {
    let known = guidance.known_at(issue_time);
    let runs = known.runs.iter().map(|run| run.known_since).max();
    runs.or_else(|| {
        let said = known.at_leads.iter().filter_map(|past| {
            let last = past.said.time(past.said.newest_index()?);
            last.checked_sub(past.lead).ok()
        });
        Some(said.max()?.min(issue_time))
    })
}

/// Who delivered guidance, and of which models: `Open-Meteo (ecmwf_ifs025 and gfs025)`.
pub(crate) fn with_models(guidance: &Guidance, issue_time: Timestamp) -> String {
    let known = guidance.known_at(issue_time);
    let runs = known.runs.iter().map(|run| run.model.clone());
    let mut models: Vec<String> = if known.runs.is_empty() {
        known.at_leads.iter().map(|past| past.model.clone()).collect()
    } else {
        runs.collect()
    };
    models.sort_unstable();
    models.dedup();
    if models.is_empty() {
        guidance.origin.title.clone()
    } else {
        format!("{} ({})", guidance.origin.title, listed(&models))
    }
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
    fn guidance_is_told_with_its_models_and_its_newest_known_run() {
        let run = |model: &str, known: &str| domain::GuidanceRun {
            model: model.to_owned(),
            known_since: known.parse().expect("a moment"),
            members: Vec::new(),
        };
        let guidance = Guidance {
            runs: vec![
                run("icon_eu", "2026-11-22T04:00Z"),
                run("gfs025", "2026-11-22T06:00Z"),
                run("icon_eu", "2026-11-22T10:00Z"),
            ],
            at_leads: Vec::new(),
            origin: Origin::new(OriginKind::Guidance, "Open-Meteo"),
        };
        for (issue, newest, source) in [
            ("2026-11-22T12:00Z", Some("2026-11-22T10:00Z"), "Open-Meteo (gfs025 and icon_eu)"),
            ("2026-11-22T05:00Z", Some("2026-11-22T04:00Z"), "Open-Meteo (icon_eu)"),
            ("2026-11-22T00:00Z", None, "Open-Meteo"),
        ] {
            let issue: Timestamp = issue.parse().expect("a moment");
            let newest: Option<Timestamp> = newest.map(|newest| newest.parse().expect("a moment"));
            assert_eq!(newest_run(&guidance, issue), newest, "{issue}");
            assert_eq!(with_models(&guidance, issue), source, "{issue}");
        }
    }

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
