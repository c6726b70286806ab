//! How two records of one variable differ, learnt from the hours that both tell, so that one can stand in for the other.
//!
//! A difference of amounts is the posterior mean of a normal distribution with a normal prior: what was assumed beforehand (the
//! height, see [`crate::local_conditions`]) is drawn towards the mean difference by as much as the days tell that both know
//! (Gelman et al., Bayesian Data Analysis, 3rd edition, section 2.5). Days, not hours, are counted, and a third of them: hours of a
//! day and neighbouring days err together. Of the hours of the day only the deviation from the whole is learnt, drawn to none.
//! Speeds differ by a factor, learnt likewise.

use domain::{Series, Step, Variable};

/// Newer than this is what is learnt from, hours: stations are moved, and what stands around them grows.
const LONGEST: usize = 365 * 24;
/// After so many days a day counts for half: differences change with the season. Between the airports of New York thirty days told more of
/// the month after (1.19 °C mean absolute error) than ninety that all counted alike (1.26 °C), and than nothing (1.35 °C).
const HALF_LIFE_DAYS: f64 = 30.0;
/// Fewer hours than this teach nothing.
const FEWEST: usize = 48;
/// The share of days that tell something of their own, when the mean differences of neighbours correlate by a half.
const SHARE_OF_DAYS: f64 = 1.0 / 3.0;
/// Days that the spread of the differences is assumed to have been seen on beforehand.
const DAYS_BEFOREHAND: f64 = 3.0;
/// How unsure what is assumed for the height is, °C a metre: lapse rates lie between inversions and 9.8 °C a kilometre.
const LAPSE_SPREAD: f64 = 2.5e-3;
/// Days after which half of what an hour of the day differs from the others by is believed.
const DAYS_FOR_HOURS: f64 = 10.0;
/// Days of no difference that a factor of speeds is drawn to.
const DAYS_FOR_FACTOR: f64 = 5.0;

/// How a record differs from another.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Difference {
    /// Hours that both told.
    pub(crate) hours: usize,
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    /// What is to be added at each hour of the day.
    Amount(Box<[f64; 24]>),
    /// What values are to be multiplied by.
    Factor(f64),
    /// Nothing that could be learnt.
    None,
}

/// One hour that both records tell.
struct Pair {
    day: usize,
    hour: usize,
    /// How much it counts, at most 1.
    weight: f64,
    wanted: f64,
    other: f64,
}

/// What is believed of the amount beforehand, in the variable's unit: how far stations of one region differ, and how much the
/// mean difference changes from day to day.
struct Beforehand {
    spread: f64,
    daily: f64,
}

fn beforehand(variable: &Variable) -> Option<Beforehand> {
    let (spread, daily) = match variable {
        Variable::Temperature | Variable::DewPoint => (1.0, 1.5),
        Variable::RelativeHumidity => (5.0, 6.0),
        Variable::Pressure => (1.0, 1.0),
        _ => return None,
    };
    Some(Beforehand { spread, daily })
}

impl Difference {
    /// What is to be done to `other` so that it tells what `wanted` would, both by the hour. `assumed` was to be added beforehand for a
    /// height of `metres`. `None` when fewer than 48 hours are told by both.
    pub(crate) fn learnt(
        wanted: &Series,
        other: &Series,
        variable: &Variable,
        assumed: f64,
        metres: f64,
    ) -> Option<Self> {
        let pairs = pairs(wanted, other);
        if pairs.len() < FEWEST {
            return None;
        }
        let kind = match (variable, beforehand(variable)) {
            (Variable::WindSpeed | Variable::WindGust, _) => Kind::Factor(factor(&pairs)),
            (_, Some(beforehand)) => Kind::Amount(Box::new(amounts(&pairs, &beforehand, assumed, metres))),
            _ => Kind::None,
        };
        Some(Self { hours: pairs.len(), kind })
    }

    /// What the other record would have told here at an hour of the day.
    pub(crate) fn applied(&self, value: f64, hour: usize) -> f64 {
        match &self.kind {
            Kind::Amount(by_hour) => value + by_hour[hour % 24],
            Kind::Factor(factor) => value * factor,
            Kind::None => value,
        }
    }

    /// `, 2.1 °C lower on average`; empty where nothing is changed.
    pub(crate) fn in_words(&self, variable: &Variable) -> String {
        match &self.kind {
            Kind::Amount(by_hour) => {
                let mean = by_hour.iter().sum::<f64>() / 24.0;
                let unit = variable.unit().map_or_else(String::new, |unit| unit.symbol().to_owned());
                let way = if mean < 0.0 { "lower" } else { "higher" };
                format!(", {:.1} {unit} {way} on average", mean.abs())
            }
            Kind::Factor(factor) => format!(", times {factor:.2}"),
            Kind::None => String::new(),
        }
    }
}

/// The hour of the day of every value of an hourly series, by its clock; summer time is looked up once a day.
pub(crate) fn hours_of_day(series: &Series) -> impl Fn(usize) -> usize {
    let first = series.first_time().as_second();
    let offsets: Vec<i64> = (0..=series.len() / 24)
        .map(|day| i64::from(series.time_zone().to_offset(series.time(day * 24)).seconds()))
        .collect();
    move |index| {
        let offset = offsets.get(index / 24).or(offsets.last()).copied().unwrap_or(0);
        let hour = (first + offset).div_euclid(3600) + i64::try_from(index).unwrap_or(0);
        usize::try_from(hour.rem_euclid(24)).unwrap_or(0)
    }
}

/// Hours from the first of `series` to the first of `other`, where both are hourly and their hours begin together.
pub(crate) fn hours_between(series: &Series, other: &Series) -> Option<i64> {
    let seconds = other.first_time().as_second() - series.first_time().as_second();
    let hourly = series.step() == Step::HOUR && other.step() == Step::HOUR;
    (hourly && seconds % 3600 == 0).then_some(seconds / 3600)
}

fn pairs(wanted: &Series, other: &Series) -> Vec<Pair> {
    let Some(later) = hours_between(wanted, other) else { return Vec::new() };
    let (values, others) = (wanted.values(), other.values());
    let at = |index: usize| -> Option<f64> {
        let index = i64::try_from(index).ok()?.checked_sub(later)?;
        others.get(usize::try_from(index).ok()?).copied().filter(|value| !value.is_nan())
    };
    let hour_of_day = hours_of_day(wanted);
    let newest = wanted.newest_index().map_or(0, |newest| newest + 1);
    (newest.saturating_sub(LONGEST)..newest)
        .filter_map(|index| {
            let value = values[index];
            let other = at(index)?;
            let age = (newest - 1 - index) / 24;
            let weight = 0.5_f64.powf(age as f64 / HALF_LIFE_DAYS);
            let pair = Pair { day: index / 24, hour: hour_of_day(index), weight, wanted: value, other };
            (!value.is_nan()).then_some(pair)
        })
        .collect()
}

fn amounts(pairs: &[Pair], beforehand: &Beforehand, assumed: f64, metres: f64) -> [f64; 24] {
    // Means of days, each weighed by its hours.
    let days: Vec<(f64, f64)> = pairs
        .chunk_by(|a, b| a.day == b.day)
        .map(|day| {
            let sum: f64 = day.iter().map(|pair| pair.weight * (pair.wanted - pair.other)).sum();
            let weight: f64 = day.iter().map(|pair| pair.weight).sum();
            (sum / weight, weight / 24.0)
        })
        .collect();
    let count: f64 = days.iter().map(|(_, weight)| weight).sum();
    let mean = days.iter().map(|(mean, weight)| mean * weight).sum::<f64>() / count;
    let squares: f64 = days.iter().map(|(day, weight)| weight * (day - mean).powi(2)).sum();
    let daily = (DAYS_BEFOREHAND * beforehand.daily.powi(2) + squares) / (DAYS_BEFOREHAND + count);
    let spread = beforehand.spread.powi(2) + (LAPSE_SPREAD * metres).powi(2);
    let trust = spread / (spread + daily / (count * SHARE_OF_DAYS));
    let level = assumed + trust * (mean - assumed);

    let (mut sums, mut counts) = ([0.0; 24], [0.0; 24]);
    for pair in pairs {
        sums[pair.hour] += pair.weight * (pair.wanted - pair.other - mean);
        counts[pair.hour] += pair.weight;
    }
    let mut deviations = [0.0; 24];
    for ((deviation, sum), count) in deviations.iter_mut().zip(sums).zip(counts) {
        *deviation = sum / (count + DAYS_FOR_HOURS);
    }
    let mean_deviation = deviations.iter().sum::<f64>() / 24.0;
    deviations.map(|deviation| level + deviation - mean_deviation)
}

fn factor(pairs: &[Pair]) -> f64 {
    let (wanted, other) = pairs.iter().fold((0.0, 0.0), |(wanted, other), pair| {
        (wanted + pair.wanted.max(0.0), other + pair.other.max(0.0))
    });
    let beforehand = other / pairs.len() as f64 * 24.0 * DAYS_FOR_FACTOR;
    if other > 0.0 { (wanted + beforehand) / (other + beforehand) } else { 1.0 }
}

#[cfg(test)]
mod tests;
