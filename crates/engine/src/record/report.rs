//! The record as it is shown: what to look at, and each past question beside its outcome.

use super::verify::catch_up;
use crate::{as_of::AsOf, problems, shared::Shared};
use contract::{
    DrawRecordRequest, Problem, ProblemCode, RecordReport, RecordRequest, RecordedQuestion, TitledTable,
};
use domain::{Asked, Chart, Drawing, Issue, PlaceId, RecordedForecast, Subject, Variable, Went};
use record::{Filter, Report, UseCase};
use std::collections::{BTreeMap, BTreeSet};

/// Past questions that are listed when nothing is said.
const LISTED: u32 = 100;
/// Nobody remembers longer how it went.
const UNTOLD_DAYS: u32 = 30;
/// More are not asked about at once.
const MOST_UNTOLD: u32 = 20;

/// How the forecasts did.
pub(crate) fn report(shared: &Shared, request: &RecordRequest) -> Result<RecordReport, Problem> {
    let (recorded, filter, report) = gathered(shared, request)?;
    let by_id: BTreeMap<i64, &RecordedForecast> = recorded.iter().map(|one| (one.forecast.0, one)).collect();
    let named = |calls: &[record::Call]| {
        calls.iter().filter_map(|call| by_id.get(&call.forecast.0)).map(|one| told(one)).collect()
    };
    let limit = request.limit.unwrap_or(LISTED) as usize;
    let questions = recorded.iter().rev().filter(|one| filter.takes(one)).take(limit).map(told).collect();
    let now = shared.clock.now().timestamp();
    let mut untold =
        shared.store.untold(now, UNTOLD_DAYS, MOST_UNTOLD).map_err(|error| problems::of_store(&error))?;
    untold.retain(|one| !one.repeated && filter.takes(one));
    let choices = Choices::of(&recorded);
    Ok(RecordReport {
        sentences: record::sentences(&report),
        covers: covers(&report, request),
        charts: record::charts(&report),
        tables: record::tables(&report)
            .into_iter()
            .map(|(title, table)| TitledTable { title, table })
            .collect(),
        best: named(&report.best),
        worst: named(&report.worst),
        questions,
        untold: if request.as_of { Vec::new() } else { untold.iter().map(told).collect() },
        forecasts: report.forecasts,
        places: choices.places.into_keys().collect(),
        activities: choices.use_cases.into_keys().collect(),
        variables: choices.variables.into_keys().collect(),
    })
}

/// The charts of the record.
pub(crate) fn charts(shared: &Shared, request: &RecordRequest) -> Result<Vec<Chart>, Problem> {
    let (_, _, report) = gathered(shared, request)?;
    Ok(record::charts(&report))
}

/// The charts of the record, drawn.
pub(crate) fn draw(shared: &Shared, request: &DrawRecordRequest) -> Result<Vec<Drawing>, Problem> {
    Ok(charts(shared, &request.record)?.iter().map(|chart| answer::draw(chart, &request.options)).collect())
}

fn gathered(
    shared: &Shared,
    request: &RecordRequest,
) -> Result<(Vec<RecordedForecast>, Filter, Report), Problem> {
    // What came by now is in it, whoever asks and whenever that was last looked for.
    if let Err(problem) = catch_up(shared) {
        tracing::warn!(%problem, "forecasts were not verified");
    }
    let recorded = shared.store.record().map_err(|error| problems::of_store(&error))?;
    let filter = filter(shared, request, &Choices::of(&recorded))?;
    let report = Report::of(&recorded, &filter);
    Ok((recorded, filter, report))
}

/// What there is to choose from, by name.
#[derive(Default)]
struct Choices {
    places: BTreeMap<String, BTreeSet<PlaceId>>,
    use_cases: BTreeMap<String, (UseCase, String)>,
    variables: BTreeMap<String, Variable>,
}

impl Choices {
    fn of(recorded: &[RecordedForecast]) -> Self {
        let mut choices = Self::default();
        for one in recorded {
            let question = &one.claim.question;
            if let Some(place) = &question.place {
                choices.places.entry(place.name.clone()).or_default().insert(place.id);
            }
            let (title, use_case, key) = match &question.subject {
                Subject::Activity { id, title } => (title.clone(), UseCase::Activity(id.clone()), id.clone()),
                Subject::Weather => ("Weather".to_owned(), UseCase::Weather, "weather".to_owned()),
                Subject::Series { info } => {
                    (info.title.clone(), UseCase::Series(info.id.0.clone()), info.id.0.clone())
                }
            };
            for (variable, ..) in &one.variables {
                let name = match variable {
                    Variable::Series(_) => title.clone(),
                    weather => weather.name().to_owned(),
                };
                choices.variables.insert(name, variable.clone());
            }
            choices.use_cases.insert(title, (use_case, key));
        }
        choices
    }
}

fn filter(shared: &Shared, request: &RecordRequest, choices: &Choices) -> Result<Filter, Problem> {
    let said = |text: &Option<String>| {
        text.as_deref().map(|text| text.trim().to_lowercase()).filter(|text| !text.is_empty())
    };
    let place = said(&request.place).map(|wanted| {
        let found = choices.places.iter().find(|(name, _)| name.to_lowercase() == wanted);
        let found = found.and_then(|(_, ids)| ids.first().copied());
        found.ok_or_else(|| nothing("place", &wanted, choices.places.keys()))
    });
    let use_case = said(&request.activity).map(|wanted| {
        let found = choices
            .use_cases
            .iter()
            .find(|(title, (_, key))| title.to_lowercase() == wanted || key.to_lowercase() == wanted);
        let found = found.map(|(_, (use_case, _))| use_case.clone());
        found.ok_or_else(|| nothing("activity", &wanted, choices.use_cases.keys()))
    });
    let variable = said(&request.variable).map(|wanted| {
        let found = choices.variables.iter().find(|(name, _)| name.to_lowercase() == wanted);
        let found = found.map(|(_, variable)| variable.clone());
        found.ok_or_else(|| nothing("variable", &wanted, choices.variables.keys()))
    });
    let zone = shared.clock.now().time_zone().clone();
    let since = request.since.as_deref().filter(|text| !text.trim().is_empty());
    let since = since.map(|text| AsOf::parse(text)?.in_zone(&zone).map(|moment| moment.timestamp()));
    Ok(Filter {
        place: place.transpose()?,
        use_case: use_case.transpose()?,
        variable: variable.transpose()?,
        since: since.transpose().map_err(|problem: Problem| problem.about("since"))?,
        as_of: request.as_of,
    })
}

fn nothing<'a>(field: &str, wanted: &str, known: impl Iterator<Item = &'a String>) -> Problem {
    let known: Vec<&str> = known.map(String::as_str).collect();
    let detail = if known.is_empty() {
        "No forecast has come due yet.".to_owned()
    } else {
        format!("Nothing on the record goes by \u{201c}{wanted}\u{201d}. There is {}.", known.join(", "))
    };
    Problem::new(ProblemCode::NotFound, "Nothing on the record goes by that name", detail).about(field)
}

fn covers(report: &Report, request: &RecordRequest) -> String {
    let what = if request.as_of {
        "asked as of moments of the past, with what was known then; not part of the record of what was issued live"
    } else {
        "issued before it was known what would come"
    };
    let day = |day: i32| {
        jiff::civil::date(1970, 1, 1)
            .checked_add(jiff::Span::new().days(day))
            .map_or_else(|_| String::new(), |date| date.strftime("%-d %B %Y").to_string())
    };
    let when = match report.days {
        None => String::new(),
        Some((first, last)) if first == last => format!(" for {}", day(first)),
        Some((first, last)) => format!(" for {} to {}", day(first), day(last)),
    };
    match report.forecasts {
        0 if request.as_of => "Nothing was asked as of a moment of the past.".to_owned(),
        0 => "Ask about what is to come: each forecast is held against what came, once that is known."
            .to_owned(),
        1 => format!("One forecast{when}, {what}."),
        count => format!("{count} forecasts{when}, {what}."),
    }
}

/// A past question beside its outcome.
fn told(one: &RecordedForecast) -> RecordedQuestion {
    let happened = record::happened(one);
    let value = |value: f64| {
        let digits = if value.abs() >= 100.0 {
            0
        } else if value.abs() >= 10.0 {
            1
        } else {
            2
        };
        format!("{value:.digits$} {}", one.claim.unit).trim_end().to_owned()
    };
    let amount = one.amount.or(match one.went {
        Some(Went::Value { value }) => Some(value),
        Some(Went::Fine | Went::Badly) | None => None,
    });
    let outcome = match (&one.claim.question.asked, happened, amount) {
        (Asked::Window { negated, .. }, Some(happened), _) => {
            if happened != *negated { "It worked out" } else { "It did not work out" }.to_owned()
        }
        (_, Some(true), _) => "It happened".to_owned(),
        (_, Some(false), _) => "It did not happen".to_owned(),
        (_, None, Some(amount)) => match one.claim.range {
            Some((low, high)) if (low..=high).contains(&amount) => {
                format!("It was {}, within the range", value(amount))
            }
            Some((low, _)) if amount < low => format!("It was {}, below the range", value(amount)),
            Some(_) => format!("It was {}, above the range", value(amount)),
            None => format!("It was {}", value(amount)),
        },
        (_, None, None) => "Not known yet".to_owned(),
    };
    let measured = one.happened.is_some() || one.amount.is_some();
    let by = match (measured, happened.is_some() || amount.is_some()) {
        (true, _) => "measured",
        (false, true) => "your word",
        (false, false) => "",
    };
    RecordedQuestion {
        id: one.forecast,
        text: one.text.clone(),
        asked_at: one.asked_at,
        short: one.short.clone(),
        chance: one.claim.probability.map(domain::Probability::value),
        outing: matches!(one.claim.question.asked, Asked::Window { .. }),
        happened,
        outcome,
        by: by.to_owned(),
        went: one.went,
        as_of: one.issue == Issue::AsOf,
        counts: !one.repeated,
    }
}
