use super::*;
use crate::{
    Model, Task,
    autoregression::{of_part, paths},
    line::Measure,
    prepare,
    refits::with_refits,
    series_experts::AUTOREGRESSION,
};
use domain::{Covariate, Hindcast, Known, Origin, OriginKind, Series, Step, Track, Variable};
use jiff::{Timestamp, Zoned};
use proptest::prelude::*;
use std::sync::Arc;

/// Uniform between -0.5 and 0.5, always the same; the reference values were made with the same numbers.
fn noise(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f64 / f64::from(1 << 24) - 0.5
    }
}

/// A covariate of memory 0.5, and 0.9 of it with errors of memory 0.6.
fn explained(count: usize) -> (Vec<f64>, Vec<f64>) {
    let mut next = noise(7);
    let (mut x, mut error) = (0.0, 0.0);
    (0..count)
        .map(|_| {
            x = 0.5 * x + next();
            error = 0.6 * error + 0.6 * next();
            (x, 0.9 * x + error)
        })
        .unzip()
}

fn hours(values: Vec<f64>) -> Series {
    let start: Zoned = "2013-01-01T00:00[UTC]".parse().expect("a zoned time");
    Series::new(start, Step::HOUR, values).expect("a step")
}

/// A line of anomalies beside covariates, each with whether it is known ahead.
fn line(values: &[f64], covariates: &[(&[f64], bool)]) -> Line {
    let history = hours(values.to_vec());
    let issue_time = history.time(values.len());
    let regressors = covariates.iter().map(|(covariate, ahead)| {
        let known =
            if *ahead { Known::Ahead } else { Known::Afterwards { ahead: Some(hours(covariate.to_vec())) } };
        let series = hours(covariate.to_vec());
        Regressor::new(&Covariate { name: "test".to_owned(), series, known }, &history, issue_time)
    });
    let regressors = regressors.collect::<Arc<[_]>>();
    let line = Line::new(Measure::Anomalies, values, vec![24]).expect("values").with_covariates(regressors);
    Line { values: values.to_vec(), ..line }
}

fn plain(line: &Line, plan: &Plan) -> Vec<f64> {
    with_refits(&line.values, plan, |known| of_part(line, known), Autoregression::paths).expect("long enough")
}

/// Mean absolute errors from origins of the last third, one step and six steps ahead.
fn errors(line: &Line, whole: &[f64]) -> f64 {
    let count = line.values.len();
    let plan = Plan { origins: (2 * count / 3..count).collect(), leads: vec![1, 2, 6] };
    let told = paths(line, &plan).expect("long enough");
    let outcomes = plan.origins.iter().flat_map(|origin| plan.leads.iter().map(move |lead| origin + lead));
    let both = told.iter().zip(outcomes);
    both.map(|(told, at)| (told - whole[at]).abs()).sum::<f64>() / told.len() as f64
}

#[test]
fn the_fit_is_that_of_statsmodels() {
    let (x, y) = explained(405);
    let line = line(&y[..400], &[(&x, true)]);
    let alone = Autoregression::fit(&line.values, 0.0, 1).expect("long enough");
    let fitted = Exogenous::fit(&line, &line.values, &[0], (&alone, 0.0, 1)).expect("it explains most");
    // statsmodels 0.15, SARIMAX(y, exog=x - mean of the first 400, order=(1, 0, 0)).fit().params: 0.9208, 0.5854, by maximum likelihood
    // without the prior, which draws the slope in by a quarter of a percent.
    let slope = fitted.coefficients[0] / fitted.columns[0].size;
    assert!((slope - 0.9208 * 0.9975).abs() < 0.001, "{slope}");
    let process = fitted.errors.as_ref().expect("errors remain");
    assert!((process.coefficients[0] - 0.5854).abs() < 0.002, "{:?}", process.coefficients);
    let plan = Plan { origins: vec![399], leads: (1..=5).collect() };
    let mut told = alone.paths(&line.values, &plan);
    fitted.put_paths(&line, &line.values, &plan, &mut told);
    // Its .forecast(5, exog=...); without the covariate it says 0.125, 0.064, 0.032, 0.016, 0.008.
    for (told, expected) in told.iter().zip([0.1631, -0.0266, -0.2400, 0.2386, 0.5407]) {
        assert!((told - expected).abs() < 0.002, "{told} {expected}");
    }
}

#[test]
fn ridge_coefficients_are_those_of_least_squares_with_the_penalty_as_rows() {
    let x = DMatrix::from_row_slice(4, 2, &[1.0, 2.0, 0.5, -1.0, 3.0, 0.25, -2.0, 1.0]);
    let found = ridge(&x, &DVector::from_row_slice(&[1.0, 0.0, 2.0, -1.5]), 0.7).expect("regular");
    // numpy.linalg.lstsq of the rows and sqrt(0.7) times the identity
    for (found, expected) in found.iter().zip([0.666_835_746_849_850_6, 0.123_222_338_378_933_6]) {
        assert!((found - expected).abs() < 1e-8, "{found} {expected}");
    }
}

#[test]
fn without_covariates_it_is_the_process_alone_to_the_last_bit() {
    let (_, y) = explained(700);
    for count in [60, 200, 700] {
        let line = line(&y[..count], &[]);
        let plan = Plan::over(count, 24, (1..=30).collect());
        let bits = |paths: Vec<f64>| paths.into_iter().map(f64::to_bits).collect::<Vec<_>>();
        assert_eq!(bits(paths(&line, &plan).expect("long enough")), bits(plain(&line, &plan)), "{count}");
    }
}

#[test]
fn a_covariate_that_explains_sharpens_and_one_that_does_not_does_no_harm() {
    let (x, y) = explained(606);
    for count in [60, 150, 600] {
        let mut harm = 0.0;
        let known = &y[..count];
        let alone = errors(&line(known, &[]), &y);
        let with = errors(&line(known, &[(&x, true)]), &y);
        assert!(with < 0.8 * alone, "{count}: {with} {alone}");
        for seed in 0..20 {
            let mut next = noise(1000 + seed);
            let irrelevant: Vec<f64> = (0..606).map(|_| next()).collect();
            let with_irrelevant = errors(&line(known, &[(&irrelevant, true)]), &y);
            assert!(with_irrelevant < 1.1 * alone, "{count} {seed}: {with_irrelevant} {alone}");
            harm += with_irrelevant / alone - 1.0;
        }
        assert!(harm / 20.0 < 0.01, "{count}: {harm}");
    }
}

#[test]
fn a_step_whose_covariate_is_not_known_is_told_by_the_process_alone() {
    let (x, y) = explained(400);
    let plan = Plan { origins: vec![200, 299], leads: vec![1, 2, 3] };
    // Known up to two steps ahead of the newest value, afterwards only.
    let line = line(&y[..300], &[(&x[..302], false)]);
    let (told, alone) = (paths(&line, &plan).expect("long enough"), plain(&line, &plan));
    assert_eq!(told[..3], alone[..3], "a past origin knew nothing ahead");
    assert!((told[3] - alone[3]).abs() > 1e-3 && (told[4] - alone[4]).abs() > 1e-3);
    assert_eq!(told[5..], alone[5..], "three steps ahead it isn't known");
}

#[test]
fn of_two_covariates_the_one_that_is_known_farther_goes_on_alone() {
    let (x, y) = explained(400);
    let mut next = noise(3);
    let other: Vec<f64> = (0..400).map(|_| next()).collect();
    let both: Vec<f64> = y.iter().zip(&other).map(|(y, other)| y + other).collect();
    let plan = Plan { origins: vec![299], leads: vec![1, 5] };
    let told = |covariates: &[(&[f64], bool)]| paths(&line(&both[..300], covariates), &plan).expect("fits");
    let (first, all) = (told(&[(&x, true)]), told(&[(&x, true), (&other[..302], false)]));
    assert!((first[0] - all[0]).abs() > 1e-3, "both are known one step ahead");
    assert_eq!(first[1..], all[1..]);
}

#[test]
fn odd_covariates_leave_the_process_alone() {
    let (_, y) = explained(300);
    let plan = Plan { origins: vec![150, 299], leads: vec![1, 10] };
    let nan = vec![f64::NAN; 320];
    let mut few = nan.clone();
    few[..10].fill(1.0);
    for odd in [vec![], vec![5.0; 320], vec![1e12; 320], nan, few] {
        let line = line(&y, &[(&odd, true)]);
        assert_eq!(paths(&line, &plan), Some(plain(&line, &plan)));
    }
    // The line itself: it explains all.
    let itself = line(&y[..290], &[(&y, true)]);
    let told = paths(&itself, &Plan { origins: vec![289], leads: vec![1, 10] }).expect("fits");
    assert!((told[0] - y[290]).abs() < 0.02 && (told[1] - y[299]).abs() < 0.02, "{told:?}");
}

#[test]
fn what_comes_after_an_origin_changes_no_past_forecast() {
    let (x, y) = explained(200);
    let plan = Plan::over(200, 24, vec![1, 2, 3]);
    for ahead in [true, false] {
        let told = paths(&line(&y, &[(&x, ahead)]), &plan).expect("long enough");
        for changed_from in [90, 150] {
            let (mut x, mut y) = (x.clone(), y.clone());
            y[changed_from..].fill(40.0);
            if !ahead {
                x[changed_from..].fill(-30.0);
            }
            let changed = paths(&line(&y, &[(&x, ahead)]), &plan).expect("long enough");
            for (index, origin) in plan.origins.iter().enumerate() {
                let row = index * 3..(index + 1) * 3;
                assert!(*origin >= changed_from || told[row.clone()] == changed[row], "{origin}");
            }
        }
    }
}

/// Temperature and cloud by the hour over `days`, both with a day and a year in them; cloud takes from the temperature.
fn cloudy(days: usize) -> (Vec<f64>, Vec<f64>) {
    let mut next = noise(11);
    let (mut cloudiness, mut warmth) = (0.0, 0.0);
    let turn = |hour: usize, length: f64| (hour as f64 / length * std::f64::consts::TAU).sin();
    (0..24 * days)
        .map(|hour| {
            cloudiness = 0.9 * cloudiness + next();
            warmth = 0.9 * warmth + 0.5 * next();
            let cloud = 50.0 + 20.0 * cloudiness + 10.0 * turn(hour, 24.0) - 10.0 * turn(hour, 8766.0);
            (12.0 + 8.0 * turn(hour, 8766.0) + 4.0 * turn(hour, 24.0) + warmth - 2.0 * cloudiness, cloud)
        })
        .unzip()
}

#[test]
fn weather_is_told_more_sharply_beside_a_forecast_of_what_goes_along_with_it() {
    let (temperature, cloud) = cloudy(420);
    let count = 24 * 415;
    let mut track = Track::of_weather(
        Variable::Temperature,
        hours(temperature[..count].to_vec()),
        Origin::new(OriginKind::ObservedHourly, "test"),
    );
    let issue_time = track.history.time(count);
    let valid_times: Arc<[Timestamp]> = (count..count + 48).map(|index| track.history.time(index)).collect();
    let mut told = |covariates: Vec<Covariate>| {
        track.covariates = covariates;
        let prepared = prepare(&track, issue_time);
        let plan = prepared.plan(&valid_times);
        let task = Task {
            prepared: &prepared,
            valid_times: Arc::clone(&valid_times),
            plan: &plan,
            levels: &Hindcast::usual_levels(),
            seed: 1,
            cancelled: &|| false,
        };
        let present = AUTOREGRESSION.forecast(&task).expect("a year is enough").present;
        let (mut loss, mut width) = (0.0, 0.0);
        for (time, observed) in temperature[count..count + 48].iter().enumerate() {
            loss += (present.at(time)[5] - observed).abs() / 48.0;
            width += (present.at(time)[9] - present.at(time)[1]) / 48.0;
        }
        (present, loss, width)
    };
    let beside = |series: Series, known| vec![Covariate { name: "cloud".to_owned(), series, known }];
    let (alone, loss, width) = told(Vec::new());
    let (_, loss_beside, width_beside) = told(beside(hours(cloud.clone()), Known::Ahead));
    assert!(
        loss_beside < 0.7 * loss && width_beside < 0.7 * width,
        "{loss_beside} {loss} {width_beside} {width}"
    );
    // What is measured later helps no forecast.
    let (measured, _, _) = told(beside(hours(cloud.clone()), Known::Afterwards { ahead: None }));
    assert_eq!(measured, alone);
    // A forecast of it for this question only helps this question; the record is that of the process alone.
    let given = Known::Afterwards { ahead: Some(hours(cloud.clone())) };
    let (_, loss_given, width_given) = told(beside(hours(cloud[..count].to_vec()), given));
    assert!(loss_given < 0.7 * loss && (width_given / width - 1.0).abs() < 0.2, "{loss_given} {width_given}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn shifts_and_factors_of_the_covariate_change_nothing_and_one_of_the_values_goes_through(
        shift in -1e3..1e3f64,
        factor in prop_oneof![-1e3..-1e-3f64, 1e-3..1e3f64],
        size in 1e-3..1e3f64,
    ) {
        let (x, y) = explained(210);
        let plan = Plan { origins: vec![120, 199], leads: vec![1, 2, 8] };
        let told = paths(&line(&y[..200], &[(&x, true)]), &plan).expect("fits");
        let moved: Vec<f64> = x.iter().map(|x| shift + factor * x).collect();
        let larger: Vec<f64> = y[..200].iter().map(|y| size * y).collect();
        let again = paths(&line(&larger, &[(&moved, true)]), &plan).expect("fits");
        for (told, again) in told.iter().zip(again) {
            prop_assert!((size * told - again).abs() < 1e-6 * size, "{told} {again}");
        }
    }
}
