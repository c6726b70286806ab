use super::*;
use blend::scores::{crps_of_members, crps_of_quantiles};
use domain::{
    Guidance, GuidanceAtLead, GuidanceRun, Origin, OriginKind, Series, Step, Variable,
    standard_normal_quantile,
};
use jiff::SignedDuration;

/// Hours of history at the first issue time, between issue times, and asked about from a day ahead on.
const KNOWN: usize = 24 * 120;
const APART: usize = 53;
const ISSUES: usize = 24;
const AHEAD: usize = 48;
const MEMBERS: usize = 20;
/// Hours between runs of the weather model; they are known at once.
const EVERY: usize = 12;

/// Chance that is the same each time (`SplitMix64`; Steele, Lea and Flood, OOPSLA 2014).
struct Chance(u64);

impl Chance {
    fn normal(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        standard_normal_quantile((((z ^ (z >> 31)) >> 11) as f64 + 0.5) / (1_u64 << 53) as f64)
    }
}

/// Rain in spells of some hours, dry in five hours of six.
fn rain(hours: usize, chance: &mut Chance) -> Vec<f64> {
    let mut state = 0.0;
    (0..hours)
        .map(|_| {
            state = 0.9 * state + 0.436 * chance.normal();
            3.0 * (state - 1.0_f64).max(0.0).powi(2)
        })
        .collect()
}

/// Runs x (control first, then members) x hours: rain that comes some hours early or late, more or less of it. Members share three fifths
/// of the variance of their errors. `drizzle` is what they say besides.
fn runs(truth: &[f64], drizzle: f64, chance: &mut Chance) -> Vec<Vec<Vec<f64>>> {
    (0..truth.len() / EVERY)
        .map(|run| {
            let shared = [chance.normal(), chance.normal()];
            (0..=MEMBERS)
                .map(|_| {
                    let [late, more] = shared.map(|shared| 0.775 * shared + 0.632 * chance.normal());
                    (0..AHEAD + 2 * EVERY)
                        .map(|lead| {
                            let then = (run * EVERY + lead) as f64 + late * (1.0 + lead as f64 / 24.0);
                            let then = (then.round().max(0.0) as usize).min(truth.len() - 1);
                            truth[then] * (0.3 * more).exp() + drizzle
                        })
                        .collect()
                })
                .collect()
        })
        .collect()
}

fn hourly(values: Vec<f64>, from: usize) -> Series {
    let start: Timestamp = "2024-01-01T00:00Z".parse().expect("a moment");
    let start = (start + SignedDuration::from_hours(from as i64)).to_zoned(jiff::tz::TimeZone::UTC);
    Series::new(start, Step::HOUR, values).expect("a step")
}

/// Mean scores of the blend and of the raw members over the second day ahead: `past` tells whether it is known what was said before.
fn scores(seed: u64, drizzle: f64, past: bool) -> (f64, f64) {
    let mut chance = Chance(seed);
    let truth = rain(KNOWN + APART * ISSUES + AHEAD, &mut chance);
    let runs = runs(&truth, drizzle, &mut chance);
    let variable = Variable::Precipitation;
    let levels = QuantileLevels::percentiles();
    let (mut of_blend, mut of_members) = (0.0, 0.0);
    for issue in (0..ISSUES).map(|at| KNOWN + at * APART) {
        let at_leads = (1..=2_usize).filter(|_| past).map(|days| {
            let said = (0..issue).map(|hour| {
                let run = hour.checked_sub(24 * days).map(|known| known / EVERY);
                run.map_or(f64::NAN, |run| runs[run][0][hour - run * EVERY])
            });
            let lead = SignedDuration::from_hours(24 * days as i64);
            GuidanceAtLead { model: "a".to_owned(), lead, said: hourly(said.collect(), 0) }
        });
        let newest = issue / EVERY;
        let origin = Origin::new(OriginKind::Guidance, "a test");
        let history = hourly(truth[..issue].to_vec(), 0);
        let run = GuidanceRun {
            model: "a".to_owned(),
            known_since: history.time(newest * EVERY),
            members: runs[newest].iter().map(|said| hourly(said.clone(), newest * EVERY)).collect(),
        };
        let guidance = Guidance { runs: vec![run], at_leads: at_leads.collect(), origin: origin.clone() };
        let track = Track::of_weather(variable.clone(), history.clone(), origin);
        let track = Track { guidance: Some(Arc::new(guidance)), ..track };
        let times: Arc<[Timestamp]> = (24..AHEAD).map(|lead| history.time(issue + lead)).collect();
        let marginal = forecast_track(&track, history.time(issue), &times, &levels, &[]).expect("experts");
        for (order, hour) in (issue + 24..issue + AHEAD).enumerate() {
            of_blend += crps_of_quantiles(levels.as_slice(), marginal.forecast.at(order), truth[hour]);
            let members: Vec<f64> = runs[newest].iter().map(|said| said[hour - newest * EVERY]).collect();
            of_members += crps_of_members(&members, truth[hour]);
        }
    }
    let count = (ISSUES * (AHEAD - 24)) as f64;
    (of_blend / count, of_members / count)
}

#[test]
fn rain_with_members_that_know_is_no_worse_than_the_members() {
    for seed in 0..3 {
        let (blend, members) = scores(seed, 0.0, true);
        assert!(blend < 1.05 * members, "seed {seed}: {blend} against {members} of the raw members");
    }
}

#[test]
fn drizzle_that_every_member_says_is_taken_away() {
    let (blend, members) = scores(3, 0.2, true);
    assert!(blend < 0.75 * members, "{blend} against {members} of the raw members");
}

#[test]
fn members_without_a_past_are_not_made_much_of_nor_thrown_away() {
    for seed in 0..3 {
        let (blend, members) = scores(seed, 0.0, false);
        assert!(blend < 1.2 * members, "seed {seed}: {blend} against {members} of the raw members");
    }
}
