//! What the record shows that is worth knowing: at most one quiet sentence.

use crate::significance::{Daily, MeanTest};
use blend::scores;
use domain::{LeadBucket, PlaceId, Season, Unit, UnitSystem, Variable, Verified, reference};
use std::collections::BTreeMap;

/// The chance that a record in which there is nothing to see shows something all the same. It is looked at again and again, so this
/// is well below one in twenty.
const FALSE_ALARMS: f64 = 0.01;
/// Days without which nothing is said.
const FEWEST_DAYS: usize = 30;
/// How far off the mean of the probability integral transform has to be; 0.5 is perfect.
const WORTH_BIAS: f64 = 0.06;
/// How far below 80 % the coverage of the 80 % interval has to be.
const WORTH_COVERAGE: f64 = 0.08;
/// By how much the skill of a use case has to differ from that of the others.
const WORTH_SKILL: f64 = 0.15;
const LOW: f64 = 0.1;
const HIGH: f64 = 0.9;
/// The variance of whether a calibrated 80 % interval holds.
const HELD_VARIANCE: f64 = 0.16;

/// Valid times of a forecast held against what came, as far as it takes to see what they have in common.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// Where, with its name; `None` for series.
    pub place: Option<(PlaceId, String)>,
    /// Of what.
    pub variable: Variable,
    /// As named in a sentence: of a series its title.
    pub variable_name: String,
    /// The unit of its values.
    pub unit: Unit,
    /// What for, as shown to a person.
    pub use_case: String,
    /// The day, on the clock of the place, counted from 1970.
    pub day: i32,
    /// The hour of the day there, 0 to 23.
    pub hour: u8,
    /// The season there.
    pub season: Season,
    /// How far ahead.
    pub lead: LeadBucket,
    /// Observed less the mean of the distribution, in the canonical unit.
    pub error: f64,
    /// The probability integral transform, 0 to 1.
    pub transform: f64,
    /// The probability of the very value that was observed: of no rain on a dry hour, 0 where no value is likelier than its neighbours.
    pub tied: f64,
    /// Whether the 80 % interval held it.
    pub held: bool,
    /// The CRPS, and that of what is usual.
    pub scores: (f64, Option<f64>),
}

/// All valid times of a verified forecast whose outcome is known.
#[must_use]
pub fn checked(
    verified: &Verified,
    place: Option<&(PlaceId, String)>,
    (variable_name, unit): (&str, &Unit),
    use_case: &str,
) -> Vec<Checked> {
    let levels = verified.blend.levels().as_slice();
    let usual = verified.experts.iter().find(|expert| expert.model == reference::CLIMATOLOGY);
    let times = verified.blend.valid_times();
    let known = verified.outcomes.iter().enumerate().take(times.len());
    known
        .filter_map(|(at, outcome)| Some((at, (*outcome)?)))
        .map(|(at, outcome)| {
            let quantiles = verified.blend.at(at);
            let local = verified.situation.time_zone.to_datetime(times[at]);
            let since = local.date().since((jiff::Unit::Day, jiff::civil::date(1970, 1, 1)));
            let (from, to) = scores::pit_range(levels, quantiles, outcome);
            let range = verified.blend.quantile(at, level(LOW))..=verified.blend.quantile(at, level(HIGH));
            Checked {
                place: place.cloned(),
                variable: verified.situation.variable.clone(),
                variable_name: variable_name.to_owned(),
                unit: unit.clone(),
                use_case: use_case.to_owned(),
                day: since.map_or(0, |span| span.get_days()),
                hour: verified.situation.hour(times[at]),
                season: verified.situation.season(times[at]),
                lead: LeadBucket::of(verified.lead(at)),
                error: outcome - mean(levels, quantiles),
                transform: f64::midpoint(from, to),
                tied: to - from,
                held: range.contains(&outcome),
                scores: (
                    scores::crps_of_quantiles(levels, quantiles, outcome),
                    usual.map(|usual| scores::crps_of_quantiles(levels, usual.forecast.at(at), outcome)),
                ),
            }
        })
        .collect()
}

fn level(level: f64) -> domain::QuantileLevel {
    domain::QuantileLevel::new(level).expect("between 0 and 1")
}

/// Of a distribution given by quantiles, each standing for the levels nearest to it.
fn mean(levels: &[f64], quantiles: &[f64]) -> f64 {
    let edge = |index: usize| match index {
        0 => 0.0,
        index if index == levels.len() => 1.0,
        index => f64::midpoint(levels[index - 1], levels[index]),
    };
    quantiles.iter().enumerate().map(|(index, quantile)| (edge(index + 1) - edge(index)) * quantile).sum()
}

/// Something worth knowing.
#[derive(Debug, Clone, PartialEq)]
pub struct Insight {
    /// Names what it is about, without its numbers: one that was dismissed isn't shown again.
    pub id: String,
    /// The sentence.
    pub sentence: String,
    /// What became of it: whether the newest forecasts still show it.
    pub since: String,
}

/// What can be worth knowing of one part of the record.
enum Finding {
    /// Transforms off the middle, with the mean error.
    Bias { place: String, when: When, error: f64 },
    /// The 80 % interval holds too little.
    Coverage { place: String },
    /// Skill other than that of the rest.
    Skill { title: String, others: f64 },
}

/// Which valid times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum When {
    Always,
    Hours(usize),
    Season(Season),
    Lead(LeadBucket),
}

const PARTS: [&str; 4] = ["Nights", "Mornings", "Afternoons", "Evenings"];

impl When {
    fn of(checked: &Checked) -> [Self; 4] {
        [
            Self::Always,
            Self::Hours(usize::from(checked.hour / 6).min(PARTS.len() - 1)),
            Self::Season(checked.season),
            Self::Lead(checked.lead),
        ]
    }

    fn key(self) -> String {
        match self {
            Self::Always => "always".to_owned(),
            Self::Hours(part) => PARTS[part].to_lowercase(),
            Self::Season(season) => season.name().to_owned(),
            Self::Lead(lead) => format!("lead-{}", lead.index()),
        }
    }
}

struct Candidate {
    id: String,
    variable: Option<(String, Variable, Unit)>,
    test: MeanTest,
    p: f64,
    daily: Daily,
    least_variance: f64,
    finding: Finding,
}

/// The one thing that the record shows most surely and that isn't among the dismissed; `None` where all that shows may be chance.
/// Every part of the record that is looked at counts as a test (Bonferroni). Bias is seen in the probability integral transform, which has
/// a mean of one half of whatever distribution, and told in the variable's unit.
#[must_use]
pub fn insight(checked: &[Checked], dismissed: &[String], units: UnitSystem) -> Option<Insight> {
    let mut candidates = Vec::new();
    let mut tests = 0_u32;
    for candidate in biases(checked).into_iter().chain(coverages(checked)).chain(skills(checked)) {
        tests += 1;
        candidates.extend(candidate);
    }
    let level = FALSE_ALARMS / f64::from(tests.max(1));
    candidates.retain(|one: &Candidate| one.p < level);
    candidates.sort_by(|a, b| a.p.total_cmp(&b.p).then_with(|| a.id.cmp(&b.id)));
    let mut told = candidates.iter().filter_map(|one| told(one, units));
    told.find(|insight| !dismissed.contains(&insight.id))
}

/// A place and a variable at some valid times.
struct Part<'a> {
    transforms: Daily,
    errors: Daily,
    /// The sum of the variances that the transforms have if nothing is amiss: (1 - tied³) / 12.
    variance: f64,
    count: f64,
    first: &'a Checked,
}

/// By place and variable and part of the time: `None` for what was looked at and isn't worth telling.
fn biases(checked: &[Checked]) -> Vec<Option<Candidate>> {
    let mut parts: BTreeMap<(Option<PlaceId>, &Variable, When), Part<'_>> = BTreeMap::new();
    for one in checked {
        for when in When::of(one) {
            let place = one.place.as_ref().map(|(id, _)| *id);
            let part = parts.entry((place, &one.variable, when)).or_insert_with(|| Part {
                transforms: Daily::default(),
                errors: Daily::default(),
                variance: 0.0,
                count: 0.0,
                first: one,
            });
            part.transforms.add(one.day, one.transform - 0.5);
            part.errors.add(one.day, one.error);
            part.variance += (1.0 - one.tied.powi(3)) / 12.0;
            part.count += 1.0;
        }
    }
    let worth = parts.into_iter().filter_map(|((place, variable, when), part)| {
        let least_variance = part.variance / part.count;
        let test = tested(&part.transforms, least_variance)?;
        let p = test.p_value()?;
        let error = part.errors.mean()?;
        let is_worth = test.mean.abs() >= WORTH_BIAS && error.signum() == test.mean.signum();
        Some(is_worth.then(|| Candidate {
            id: format!("bias/{}/{}/{}", number_of(place), variable.name(), when.key()),
            variable: Some((part.first.variable_name.clone(), variable.clone(), part.first.unit.clone())),
            test,
            p,
            daily: part.transforms,
            least_variance,
            finding: Finding::Bias { place: name_of(part.first), when, error },
        }))
    });
    worth.collect()
}

/// By place and variable: intervals that are too narrow. Those of rain hold more than their share where most hours are dry, so
/// only too little is worth telling.
fn coverages(checked: &[Checked]) -> Vec<Option<Candidate>> {
    let mut groups: BTreeMap<(Option<PlaceId>, &Variable), (Daily, &Checked)> = BTreeMap::new();
    for one in checked {
        let place = one.place.as_ref().map(|(id, _)| *id);
        let group = groups.entry((place, &one.variable)).or_insert_with(|| (Daily::default(), one));
        group.0.add(one.day, f64::from(u8::from(one.held)) - (HIGH - LOW));
    }
    let worth = groups.into_iter().filter_map(|((place, variable), (daily, one))| {
        let test = tested(&daily, HELD_VARIANCE)?;
        let p = test.p_value()?;
        Some((test.mean <= -WORTH_COVERAGE).then(|| Candidate {
            id: format!("coverage/{}/{}", number_of(place), variable.name()),
            variable: Some((one.variable_name.clone(), variable.clone(), one.unit.clone())),
            test,
            p,
            daily,
            least_variance: HELD_VARIANCE,
            finding: Finding::Coverage { place: name_of(one) },
        }))
    });
    worth.collect()
}

/// By use case: what is gained on what is usual, in shares of the usual score of the variable, against all other use cases.
fn skills(checked: &[Checked]) -> Vec<Option<Candidate>> {
    let mut usual: BTreeMap<&Variable, (f64, f64)> = BTreeMap::new();
    for one in checked {
        if let (_, Some(score)) = one.scores {
            let sums = usual.entry(&one.variable).or_default();
            *sums = (sums.0 + score, sums.1 + 1.0);
        }
    }
    let gains: Vec<(&Checked, f64)> = checked
        .iter()
        .filter_map(|one| {
            let (sum, count) = usual.get(&one.variable)?;
            (*sum > 0.0).then_some((one, (one.scores.1? - one.scores.0) * count / sum))
        })
        .collect();
    let mut titles: Vec<&str> = gains.iter().map(|(one, _)| one.use_case.as_str()).collect();
    titles.sort_unstable();
    titles.dedup();
    if titles.len() < 2 {
        return Vec::new();
    }
    let worth = titles.into_iter().filter_map(|title| {
        let (mut own, mut rest) = (Daily::default(), Daily::default());
        for (one, gain) in &gains {
            if one.use_case == title { &mut own } else { &mut rest }.add(one.day, *gain);
        }
        let (test, others) = (tested(&own, 0.0)?, tested(&rest, 0.0)?);
        let p = test.p_value_against(&others)?;
        Some(((test.mean - others.mean).abs() >= WORTH_SKILL).then(|| Candidate {
            id: format!("skill/{}", title.to_lowercase()),
            variable: None,
            test,
            p,
            daily: own,
            least_variance: 0.0,
            finding: Finding::Skill { title: title.to_owned(), others: others.mean },
        }))
    });
    worth.collect()
}

fn tested(daily: &Daily, least_variance: f64) -> Option<MeanTest> {
    daily.test(least_variance).filter(|test| test.days >= FEWEST_DAYS)
}

fn number_of(place: Option<PlaceId>) -> String {
    place.map_or_else(|| "series".to_owned(), |place| place.0.to_string())
}

fn name_of(one: &Checked) -> String {
    one.place.as_ref().map(|(_, name)| name.clone()).unwrap_or_default()
}

/// `None` of a bias that vanishes in the digits shown.
fn told(one: &Candidate, units: UnitSystem) -> Option<Insight> {
    let days = one.test.days;
    let sentence = match (&one.finding, &one.variable) {
        (Finding::Bias { place, when, error }, Some((name, variable, unit))) => {
            let amount = difference(*error, unit, units)?;
            let per = if *variable == Variable::Precipitation { " an hour" } else { "" };
            let compared = compared(variable, *error > 0.0);
            let at = if place.is_empty() { String::new() } else { format!(" in {place}") };
            let which = match when {
                When::Always => format!("It is {compared}{at} than forecast"),
                When::Hours(part) => format!("{}{at} are {compared} than forecast", PARTS[*part]),
                When::Season(season) => format!("In {} it is {compared}{at} than forecast", season.name()),
                When::Lead(lead) => format!("It is {compared}{at} than forecast {}", lead.name()),
            };
            let which = if matches!(variable, Variable::Series(_)) {
                let time = match when {
                    When::Always => String::new(),
                    When::Hours(part) => format!(" in the {}", PARTS[*part].to_lowercase()),
                    When::Season(season) => format!(" in {}", season.name()),
                    When::Lead(lead) => format!(" {}", lead.name()),
                };
                format!("{name} is {compared} than forecast{time}")
            } else {
                which
            };
            format!("{which}: by {amount}{per} on average, on {days} days.")
        }
        (Finding::Coverage { place }, Some((name, ..))) => {
            let at = if place.is_empty() { String::new() } else { format!(" in {place}") };
            let held = 100.0 * (one.test.mean + HIGH - LOW);
            format!(
                "Ranges of {name}{at} are too narrow: those for 80 of 100 outcomes held {held:.0} of 100, on {days} days."
            )
        }
        (Finding::Skill { title, others }, _) => {
            let than = if one.test.mean > *others { "better" } else { "worse" };
            format!(
                "Forecasts for {title} do {than} than the others: they {} on what is usual, the others {}, on {days} days.",
                gain(one.test.mean),
                gain(*others),
            )
        }
        (Finding::Bias { .. } | Finding::Coverage { .. }, None) => return None,
    };
    Some(Insight { id: one.id.clone(), sentence, since: since(one) })
}

/// Whether learning has put it right, as far as the newest third of the days shows.
fn since(one: &Candidate) -> String {
    if matches!(one.finding, Finding::Skill { .. }) {
        return String::new();
    }
    let (last, first) = one.daily.last_third();
    let (Some(test), Some(first)) = (last.test(one.least_variance), first) else { return String::new() };
    let date = jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(first));
    let date = date.map_or_else(|_| String::new(), |date| date.strftime("%-d %B %Y").to_string());
    // Twice the standard error: what is left may be nothing, and is less than half of what there was.
    let is_gone = test.mean.abs() < 2.0 * test.error && test.mean.abs() < 0.5 * one.test.mean.abs();
    if is_gone {
        format!("Corrected since {date}: Forecastle has learnt from it.")
    } else {
        "Forecastle learns from it, but hasn't corrected all of it yet.".to_owned()
    }
}

fn compared(variable: &Variable, more: bool) -> &'static str {
    match (variable, more) {
        (Variable::Temperature, true) => "warmer",
        (Variable::Temperature, false) => "colder",
        (Variable::Precipitation | Variable::RainReported, true) => "wetter",
        (Variable::Precipitation | Variable::RainReported, false) => "drier",
        (Variable::WindSpeed, true) => "windier",
        (Variable::WindSpeed, false) => "calmer",
        (Variable::WindGust, true) => "gustier",
        (Variable::WindGust, false) => "less gusty",
        (Variable::CloudCover, true) => "cloudier",
        (Variable::CloudCover, false) => "clearer",
        (Variable::RelativeHumidity | Variable::DewPoint, true) => "more humid",
        (Variable::RelativeHumidity | Variable::DewPoint, false) => "less humid",
        (Variable::Pressure, true) => "higher in pressure",
        (Variable::Pressure, false) => "lower in pressure",
        (Variable::Visibility, true) => "clearer to see",
        (Variable::Visibility, false) => "hazier",
        (Variable::ParticulateMatter | Variable::InhalableParticulateMatter, true) => "dustier",
        (Variable::ParticulateMatter | Variable::InhalableParticulateMatter, false) => "less dusty",
        (Variable::Ozone, true) => "higher in ozone",
        (Variable::Ozone, false) => "lower in ozone",
        (Variable::UltravioletIndex, true) => "higher in UV",
        (Variable::UltravioletIndex, false) => "lower in UV",
        (Variable::Series(_), true) => "higher",
        (Variable::Series(_), false) => "lower",
    }
}

/// A difference in the unit shown; `None` where nothing of it is left in the digits.
fn difference(value: f64, canonical: &Unit, units: UnitSystem) -> Option<String> {
    let shown = units.shown(canonical);
    let convert = |value: f64| canonical.convert(value, &shown);
    let value = (convert(value)? - convert(0.0)?).abs();
    let digits = match value {
        value if value >= 10.0 => 0,
        value if value >= 0.3 => 1,
        _ => 2,
    };
    let text = format!("{value:.digits$}");
    (text.bytes().any(|digit| (b'1'..=b'9').contains(&digit)))
        .then(|| format!("{text} {}", shown.symbol()).trim_end().to_owned())
}

/// `gain 32 %`.
fn gain(skill: f64) -> String {
    let share = (100.0 * skill.abs()).round();
    if share < 1.0 {
        "gain nothing".to_owned()
    } else {
        format!("{} {share:.0} %", if skill > 0.0 { "gain" } else { "lose" })
    }
}

#[cfg(test)]
#[expect(clippy::print_stdout, reason = "simulations tell their figures")]
#[path = "insights_tests.rs"]
mod tests;
