use crate::{
    BlendError,
    distribution::Distribution,
    templates::{TemplateSource, Trajectory},
};
use domain::{QuantileForecast, Scenarios, Support};
use rand::{RngExt, SeedableRng, seq::SliceRandom};
use rand_pcg::Pcg64;

/// How many members to make where nothing else is asked for.
pub const MEMBERS: usize = 400;
/// What a member's place among equals keeps from one step to the next: it drifts over some six steps, as a
/// shower does.
const PERSISTENCE: f64 = 0.85;

/// Joint members from marginals: each member takes, at every time and for every variable, the rank that a template has among
/// the templates, and the value of the marginal at that rank.
///
/// Schaake shuffle (Clark, Gangopadhyay, Hay, Rajagopalan and Wilby, Journal of Hydrometeorology 5, 2004): hours and
/// variables move together as they did in the templates, and the values of any one time are exactly the marginal's quantiles
/// at `(rank + 1/2) / members`. With fewer templates than members some serve several; equal values (most
/// of all: no rain) are ordered at random, by a place that each member keeps for some hours, and dry hours
/// by their distance to rain, so that wet hours stay together.
///
/// `supports` and the tracks of `history` are in the order of `marginals`. Cost: variables x times x members x log members.
///
/// # Errors
/// When there is no marginal, or they differ in valid times, or not as many supports or tracks are given.
pub fn couple(
    marginals: &[QuantileForecast],
    supports: &[Support],
    history: &TemplateSource<'_>,
    members: usize,
    seed: u64,
) -> Result<Scenarios, BlendError> {
    let first = marginals.first().ok_or(BlendError::Nothing)?;
    if marginals.iter().any(|marginal| marginal.valid_times() != first.valid_times()) {
        return Err(BlendError::Mismatch { what: "valid times" });
    }
    if supports.len() != marginals.len() || history.len() != marginals.len() {
        return Err(BlendError::Mismatch { what: "the number of variables" });
    }
    let times = first.valid_times().len();
    let mut random = Pcg64::seed_from_u64(seed);
    let trajectories = history.trajectories(first.valid_times());
    let order = assign(trajectories.first().map_or(0, Vec::len), members, &mut random);

    let mut values = vec![0.0; marginals.len() * members * times];
    let blocks = values.chunks_exact_mut((members * times).max(1));
    for (((marginal, support), trajectories), block) in
        marginals.iter().zip(supports).zip(&trajectories).zip(blocks)
    {
        let usable: Vec<usize> =
            (0..trajectories.len()).filter(|index| trajectories[*index].is_some()).collect();
        let chosen: Vec<Option<&Trajectory>> =
            (0..members).map(|member| choose(trajectories, &usable, order.get(member).copied())).collect();
        let places = drifting_places(members, times, &mut random);
        let mut ranked: Vec<(f64, f64, usize)> = Vec::with_capacity(members);
        for time in 0..times {
            ranked.clear();
            ranked.extend(chosen.iter().enumerate().map(|(member, trajectory)| {
                (trajectory.map_or(0.0, |t| t.keys[time]), places[member * times + time], member)
            }));
            ranked.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
            let distribution = Distribution::new(marginal.levels().as_slice(), marginal.at(time), support);
            for (rank, (_, _, member)) in ranked.iter().enumerate() {
                let level = (rank as f64 + 0.5) / members as f64;
                block[member * times + time] = distribution.quantile(level);
            }
        }
    }
    let variables = marginals.iter().map(|marginal| marginal.variable().clone()).collect();
    Ok(Scenarios::new(variables, first.valid_times().clone(), members, values)?)
}

/// A template for each member: all of them in random order, again and again. The first go first, so that with more templates
/// than members the nearest in season are kept.
fn assign(templates: usize, members: usize, random: &mut Pcg64) -> Vec<usize> {
    let mut order = Vec::with_capacity(members);
    while templates > 0 && order.len() < members {
        let mut round: Vec<usize> = (0..templates).collect();
        round.shuffle(random);
        round.truncate(members - order.len());
        order.extend(round);
    }
    order
}

/// The member's template, or the next one in which this variable isn't missing.
fn choose<'a>(
    trajectories: &'a [Option<Trajectory>],
    usable: &[usize],
    template: Option<usize>,
) -> Option<&'a Trajectory> {
    let template = template?;
    if let Some(trajectory) = &trajectories[template] {
        return Some(trajectory);
    }
    let next = usable.partition_point(|index| *index < template);
    let index = usable.get(next).or_else(|| usable.first())?;
    trajectories[*index].as_ref()
}

/// A place among equals for each member and time: a first-order autoregression per member.
fn drifting_places(members: usize, times: usize, random: &mut Pcg64) -> Vec<f64> {
    let innovation = (1.0 - PERSISTENCE * PERSISTENCE).sqrt();
    let mut places = Vec::with_capacity(members * times);
    for _ in 0..members {
        // The sum of three uniform draws is near enough to normal for an order.
        let mut draw = || (0..3).map(|_| random.random_range(-1.0..1.0_f64)).sum::<f64>();
        let mut place = draw();
        for _ in 0..times {
            places.push(place);
            place = PERSISTENCE * place + innovation * draw();
        }
    }
    places
}

#[cfg(test)]
pub(crate) mod testing {
    use domain::{Origin, OriginKind, Series, Step, Track, Variable};
    use jiff::{SignedDuration, Zoned};

    /// An hourly track with a value for each hour.
    pub(crate) fn track(
        variable: Variable,
        start: &Zoned,
        hours: usize,
        value: impl Fn(&Zoned) -> f64,
    ) -> Track {
        let values: Vec<f64> = (0..hours)
            .map(|hour| value(&(start + SignedDuration::from_hours(i64::try_from(hour).expect("few")))))
            .collect();
        Track {
            unit: variable.unit().expect("weather"),
            support: variable.support(),
            kind: None,
            history: Series::new(start.clone(), Step::HOUR, values).expect("a step"),
            reference: None,
            origin: Origin {
                kind: OriginKind::ObservedHourly,
                title: "test".to_owned(),
                years: None,
                distance: None,
                credit: String::new(),
                caveats: Vec::new(),
            },
            reference_origin: None,
            variable,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{testing::track, *};
    use domain::{QuantileLevel, QuantileLevels, Track, Variable, standard_normal_quantile};
    use jiff::{SignedDuration, Timestamp, Zoned};
    use proptest::prelude::*;
    use std::sync::Arc;

    const TIMES: usize = 12;

    fn start() -> Zoned {
        "2012-01-01T00:00[America/New_York]".parse().expect("a zoned time")
    }

    fn valid_times() -> Arc<[Timestamp]> {
        let from: Zoned = "2013-06-14T09:00[America/New_York]".parse().expect("a zoned time");
        (0..TIMES).map(|hour| from.timestamp() + SignedDuration::from_hours(hour as i64)).collect()
    }

    fn marginal(variable: Variable, quantile: impl Fn(usize, f64) -> f64) -> QuantileForecast {
        let levels = QuantileLevels::percentiles();
        let values = (0..TIMES)
            .flat_map(|time| levels.as_slice().iter().map(|level| quantile(time, *level)).collect::<Vec<_>>())
            .collect();
        let support = variable.support();
        QuantileForecast::new(variable, valid_times(), levels.clone(), values, &support).expect("finite")
    }

    fn hash(time: &Zoned, salt: i64) -> f64 {
        let mut random =
            Pcg64::seed_from_u64((time.timestamp().as_second() / 86_400 * 7 + salt).cast_unsigned());
        random.random::<f64>()
    }

    /// Warm days are dry days; a day is warm or cold as a whole.
    fn history() -> [Track; 2] {
        let warmth = |time: &Zoned| hash(time, 1) + 0.02 * f64::from(time.hour());
        [
            track(Variable::Temperature, &start(), 24 * 500, move |time| 10.0 + 10.0 * warmth(time)),
            track(Variable::Precipitation, &start(), 24 * 500, move |time| {
                if hash(time, 1) < 0.3 && (10..16).contains(&time.hour()) { 1.0 + hash(time, 2) } else { 0.0 }
            }),
        ]
    }

    fn temperature() -> QuantileForecast {
        marginal(Variable::Temperature, |time, level| time as f64 + 3.0 * standard_normal_quantile(level))
    }

    fn scenarios(seed: u64) -> Scenarios {
        let rain = marginal(
            Variable::Precipitation,
            |_, level| if level > 0.695 { 10.0 * level - 6.0 } else { 0.0 },
        );
        let tracks = history();
        let supports = tracks.each_ref().map(|track| track.support);
        let source = TemplateSource::new(tracks.iter().collect(), valid_times()[0]);
        couple(&[temperature(), rain], &supports, &source, MEMBERS, seed).expect("couples")
    }

    #[test]
    fn every_time_holds_exactly_the_quantiles_of_its_marginal() {
        let scenarios = scenarios(1);
        for time in 0..TIMES {
            let mut members: Vec<f64> = scenarios.across_members(0, time).collect();
            members.sort_by(f64::total_cmp);
            for (rank, member) in members.iter().enumerate() {
                let level = QuantileLevel::new((rank as f64 + 0.5) / MEMBERS as f64).expect("inside");
                let expected = if (0.01..=0.99).contains(&level.value()) {
                    temperature().quantile(time, level)
                } else {
                    time as f64 + 3.0 * standard_normal_quantile(level.value())
                };
                assert!((member - expected).abs() < 2e-3, "time {time}, rank {rank}: {member} {expected}");
            }
        }
    }

    #[test]
    fn wet_hours_are_as_many_as_forecast_and_stay_together() {
        let scenarios = scenarios(1);
        let wet: Vec<Vec<bool>> = (0..MEMBERS)
            .map(|member| scenarios.trajectory(1, member).iter().map(|rain| *rain > 0.0).collect())
            .collect();
        for time in 0..TIMES {
            let count = wet.iter().filter(|member| member[time]).count();
            // Wet from half-way between the 69 % and the 70 % quantile.
            assert_eq!(count, 122, "hour {time}");
        }
        let both = wet.iter().filter(|member| member[3] && member[4]).count();
        assert!(both > 100, "rain in one hour and the next: {both} of 122, 37 if by chance");
        let ever = wet.iter().filter(|member| member.iter().any(|wet| *wet)).count();
        assert!(ever < 260, "{ever} of 400 members are wet at some hour; 394 if hours were independent");
    }

    #[test]
    fn variables_move_together_as_they_did() {
        let scenarios = scenarios(1);
        let mean = |wet: bool| {
            let picked: Vec<f64> = (0..MEMBERS)
                .filter(|member| (scenarios.trajectory(1, *member)[4] > 0.0) == wet)
                .map(|member| scenarios.trajectory(0, member)[4])
                .collect();
            picked.iter().sum::<f64>() / picked.len() as f64
        };
        assert!(mean(false) - mean(true) > 3.0, "dry {} wet {}", mean(false), mean(true));
    }

    #[test]
    fn the_same_seed_gives_the_same_members() {
        assert_eq!(scenarios(7), scenarios(7));
        assert_ne!(scenarios(7), scenarios(8));
    }

    #[test]
    fn without_any_history_the_marginals_still_hold() {
        let marginal = marginal(Variable::Temperature, |_, level| level);
        let nothing = track(Variable::Temperature, &start(), 0, |_| 0.0);
        let source = TemplateSource::new(vec![&nothing], valid_times()[0]);
        let scenarios = couple(&[marginal], &[nothing.support], &source, 200, 1).expect("couples");
        let mut members: Vec<f64> = scenarios.across_members(0, 5).collect();
        members.sort_by(f64::total_cmp);
        assert!((members[100] - 0.5025).abs() < 1e-9);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn members_stay_finite_and_in_bounds(
            quantiles in prop::collection::vec(-5.0..400.0f64, 99),
            index in 0..4_usize,
            members in 1..60_usize,
        ) {
            let variable = [Variable::RelativeHumidity, Variable::Precipitation, Variable::WindSpeed, Variable::RainReported][index].clone();
            let marginal = marginal(variable.clone(), |time, level| quantiles[(level * 98.0) as usize] * time as f64);
            let track = track(variable, &start(), 24 * 400, |time| hash(time, 3));
            let source = TemplateSource::new(vec![&track], valid_times()[0]);
            let scenarios = couple(&[marginal], &[track.support], &source, members, 1).expect("couples");
            for member in 0..members {
                for value in scenarios.trajectory(0, member) {
                    prop_assert!(value.is_finite() && (track.support.clamp(*value) - value).abs() < 1e-12);
                }
            }
        }
    }
}
