use super::{refused, rhythm};
use contract::{
    CovariateValues, FEWEST_VALUES, GivenHistory, LONGEST_HORIZON, MOST_COVARIATES, MOST_VALUES, Problem,
};
use domain::{Covariate, Known, Series, Step};
use jiff::{SpanRelativeTo, Timestamp, Unit, tz::TimeZone};

/// The Monday from which steps are counted where the times aren't given.
const MONDAY: &str = "2000-01-03T00:00Z";

/// A history that can be carried on.
#[derive(Debug, Clone)]
pub(super) struct History {
    pub(super) series: Series,
    pub(super) covariates: Vec<Covariate>,
    pub(super) unit: Option<String>,
    /// Whether its times are its own.
    pub(super) timed: bool,
    /// The rhythm by which the step was told, where nobody said it.
    pub(super) told_by: Option<rhythm::Rhythm>,
}

impl History {
    /// Lays what was given on a regular grid.
    pub(super) fn of(given: GivenHistory) -> Result<Self, Problem> {
        let values = values(&given)?;
        let zone = zone(given.time_zone.as_deref())?;
        let step = given.step.as_deref().map(step).transpose()?;
        let (series, told_by) = match &given.timestamps {
            Some(times) => (timed(times, &values, step, &zone)?, None),
            None => {
                let told_by = if step.is_some() { None } else { Some(rhythm::Rhythm::of(&values)) };
                let step = step.or(told_by.map(|rhythm| rhythm.step)).unwrap_or(Step::DAY);
                let start: Timestamp = MONDAY.parse().expect("a constant that is a time");
                let start = start.in_tz("UTC").expect("UTC is always known");
                let series = Series::new(start, step, values).map_err(|error| refused(error.to_string()))?;
                (series, told_by)
            }
        };
        let covariates = given
            .covariates
            .iter()
            .enumerate()
            .map(|(index, values)| {
                covariate(values, given.timestamps.as_deref(), &series)
                    .map_err(|problem| problem.about(format!("covariates[{index}]")))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { series, covariates, unit: given.unit, timed: given.timestamps.is_some(), told_by })
    }

    /// How many values are there.
    pub(super) fn observed(&self) -> usize {
        self.series.observed().count()
    }
}

/// Refuses more covariates than go along with one history, and longer ones than can.
pub(super) fn not_too_much(covariates: &[CovariateValues]) -> Result<(), Problem> {
    let longest = MOST_VALUES + LONGEST_HORIZON as usize;
    let count = covariates.len();
    if count > MOST_COVARIATES {
        return Err(refused(format!(
            "It has {count} covariates; {MOST_COVARIATES} at most go along with a history."
        )));
    }
    match covariates.iter().find(|covariate| covariate.values.len() > longest) {
        None => Ok(()),
        Some(long) => {
            let count = long.values.len();
            Err(refused(format!("A covariate has {count} values; {longest} at most can be used.")))
        }
    }
}

fn values(given: &GivenHistory) -> Result<Vec<f64>, Problem> {
    if given.features.len() > MOST_VALUES {
        return Err(refused(format!(
            "It has {} values; the newest {MOST_VALUES} are enough, so leave the older ones out.",
            given.features.len()
        ))
        .about("features"));
    }
    not_too_much(&given.covariates).map_err(|problem| problem.about("covariates"))?;
    let values: Vec<f64> = given.features.iter().map(|value| value.unwrap_or(f64::NAN)).collect();
    let known = values.iter().filter(|value| value.is_finite()).count();
    if known < FEWEST_VALUES {
        return Err(refused(format!(
            "It has {known} {}; {FEWEST_VALUES} are the fewest that a forecast can be made of. Add more, the oldest first.",
            if known == 1 { "value" } else { "values" }
        ))
        .about("features"));
    }
    // Squares of what is larger are no numbers any more.
    if let Some(index) = values.iter().position(|value| value.abs() > 1e150) {
        return Err(refused("A value is too large to be reckoned with. Give it in a larger unit.")
            .about(format!("features[{index}]")));
    }
    Ok(values)
}

fn zone(name: Option<&str>) -> Result<TimeZone, Problem> {
    name.map_or(Ok(TimeZone::UTC), TimeZone::get).map_err(|_| {
        refused(format!(
            "\u{201c}{}\u{201d} is no time zone. Give an IANA name, such as Europe/Lisbon.",
            name.unwrap_or_default()
        ))
        .about("time_zone")
    })
}

/// `PT1H`, `15m`, `1d`, `1mo`
fn step(text: &str) -> Result<Step, Problem> {
    let wrong = || {
        refused(format!(
            "\u{201c}{text}\u{201d} is no distance between values. Give whole minutes, hours, days, weeks, months or years, such as 15m, PT1H, 1d or 1mo."
        ))
        .about("step")
    };
    let span: jiff::Span = text.trim().parse().map_err(|_| wrong())?;
    let months = i64::from(span.get_years()) * 12 + i64::from(span.get_months());
    let days = i64::from(span.get_weeks()) * 7 + i64::from(span.get_days());
    let rest = span
        .years(0)
        .months(0)
        .weeks(0)
        .days(0)
        .total((Unit::Second, SpanRelativeTo::days_are_24_hours()))
        .map_err(|_| wrong())?;
    let whole = |count: i64, most: i64| u32::try_from(count).ok().filter(|_| (1..=most).contains(&count));
    #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and small before it is used")]
    let minutes = (rest / 60.0) as i64;
    match (months, days) {
        (0, 0) if rest.rem_euclid(60.0) == 0.0 => whole(minutes, 24 * 60).map(|minutes| match minutes {
            1440 => Step::DAY,
            minutes => Step::Minutes(minutes),
        }),
        (0, days) if rest == 0.0 => whole(days, 366).map(Step::Days),
        (months, 0) if rest == 0.0 => whole(months, 120).map(Step::Months),
        _ => None,
    }
    .ok_or_else(wrong)
}

fn timed(
    times: &[Timestamp],
    values: &[f64],
    step: Option<Step>,
    zone: &TimeZone,
) -> Result<Series, Problem> {
    if times.len() != values.len() {
        return Err(refused(format!(
            "There are {} times and {} values; each value needs its own.",
            times.len(),
            values.len()
        ))
        .about("timestamps"));
    }
    if let Some(index) = times.windows(2).position(|pair| pair[0] >= pair[1]) {
        return Err(refused(format!(
            "{} doesn't come after {}. Give the values in order of time, and one of each time.",
            times[index + 1],
            times[index]
        ))
        .about(format!("timestamps[{}]", index + 1)));
    }
    let step = step.or_else(|| context::infer_step(times)).unwrap_or(Step::DAY);
    let series =
        context::on_regular_grid(times, values, step, zone).filter(|series| series.len() <= MOST_VALUES);
    let Some(series) = series else {
        return Err(refused(format!(
            "Between the first time and the last lie more than {MOST_VALUES} steps. Give a longer step, or the newest values alone."
        ))
        .about("step"));
    };
    let laid = series.observed().count();
    let given = values.iter().filter(|value| value.is_finite()).count();
    if 2 * laid < given {
        return Err(refused(format!(
            "Of {given} values only {laid} would be left, because several fall into one step. Give a shorter step."
        ))
        .about("step"));
    }
    Ok(series)
}

/// The covariate over the steps of the history and those after it.
fn covariate(
    given: &CovariateValues,
    times: Option<&[Timestamp]>,
    history: &Series,
) -> Result<Covariate, Problem> {
    let count = times.map_or(history.len(), <[Timestamp]>::len);
    if given.values.len() < count {
        return Err(refused(format!(
            "\u{201c}{}\u{201d} has {} values; it needs one for each of the {count} values of the history, and then those ahead.",
            given.name,
            given.values.len()
        )));
    }
    let mut laid = vec![f64::NAN; history.len()];
    for (index, value) in given.values[..count].iter().enumerate() {
        let position = times.map_or(index, |times| history.index_at(times[index]));
        if let (Some(cell), Some(value)) = (laid.get_mut(position), value) {
            *cell = *value;
        }
    }
    laid.extend(given.values[count..].iter().map(|value| value.unwrap_or(f64::NAN)));
    let start = history.first_time().to_zoned(history.time_zone().clone());
    let series = Series::new(start, history.step(), laid).map_err(|error| refused(error.to_string()))?;
    Ok(Covariate { name: given.name.clone(), series, known: Known::Ahead })
}

/// As an ISO 8601 duration.
pub(super) fn written(step: Step) -> String {
    match step {
        Step::Minutes(minutes) if minutes.is_multiple_of(60) => format!("PT{}H", minutes / 60),
        Step::Minutes(minutes) => format!("PT{minutes}M"),
        Step::Days(days) => format!("P{days}D"),
        Step::Months(months) => format!("P{months}M"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(values: usize) -> GivenHistory {
        GivenHistory {
            features: (0..values).map(|value| Some(value as f64)).collect(),
            ..GivenHistory::default()
        }
    }

    #[test]
    fn steps_are_read_in_both_forms() {
        for (text, expected) in [
            ("PT1H", Some(Step::HOUR)),
            ("15m", Some(Step::Minutes(15))),
            ("1d", Some(Step::DAY)),
            ("PT24H", Some(Step::DAY)),
            ("P1W", Some(Step::Days(7))),
            ("1mo", Some(Step::Months(1))),
            ("P1Y", Some(Step::Months(12))),
            ("30s", None),
            ("0h", None),
            ("-1h", None),
            ("P1M1D", None),
            ("often", None),
        ] {
            let read = step(text);
            assert_eq!(read.clone().ok(), expected, "{text}");
            if let Some(expected) = expected {
                assert_eq!(step(&written(expected)).ok(), Some(expected));
            } else {
                assert_eq!(read.unwrap_err().field.as_deref(), Some("step"));
            }
        }
    }

    #[test]
    fn what_is_wrong_is_told_by_its_field() {
        let times =
            |texts: &[&str]| Some(texts.iter().map(|text| text.parse().unwrap()).collect::<Vec<Timestamp>>());
        let hours: Vec<String> = (0..8).map(|hour| format!("2024-01-01T0{hour}:00Z")).collect();
        let hours: Vec<&str> = hours.iter().map(String::as_str).collect();
        let mut twice = hours.clone();
        twice[3] = twice[2];
        for (request, field) in [
            (given(7), "features"),
            (given(MOST_VALUES + 1), "features"),
            (
                GivenHistory {
                    covariates: vec![CovariateValues::default(); MOST_COVARIATES + 1],
                    ..given(8)
                },
                "covariates",
            ),
            (GivenHistory { features: vec![None; 100], ..GivenHistory::default() }, "features"),
            (GivenHistory { features: vec![Some(1e200); 9], ..GivenHistory::default() }, "features[0]"),
            (GivenHistory { timestamps: times(&hours[..7]), ..given(8) }, "timestamps"),
            (GivenHistory { timestamps: times(&twice), ..given(8) }, "timestamps[3]"),
            (GivenHistory { time_zone: Some("Mars/Olympus".to_owned()), ..given(8) }, "time_zone"),
            (GivenHistory { step: Some("1d".to_owned()), timestamps: times(&hours), ..given(8) }, "step"),
            (
                GivenHistory {
                    covariates: vec![CovariateValues { name: "open".to_owned(), values: vec![Some(1.0); 7] }],
                    ..given(8)
                },
                "covariates[0]",
            ),
        ] {
            let problem = History::of(request).expect_err(field);
            assert_eq!(problem.field.as_deref(), Some(field), "{problem}");
        }
    }

    #[test]
    fn holes_between_times_are_missing_values() {
        let times: Vec<Timestamp> = (0..12)
            .filter(|hour| *hour != 5)
            .map(|hour| format!("2024-01-01T{hour:02}:00Z").parse().unwrap())
            .collect();
        let request = GivenHistory { timestamps: Some(times), ..given(11) };
        let history = History::of(request).unwrap();
        assert_eq!((history.series.len(), history.observed()), (12, 11));
        assert!(history.series.values()[5].is_nan());
        assert_eq!(history.series.step(), Step::HOUR);
    }
}
