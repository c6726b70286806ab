use super::*;
use crate::test_questions::{moment, outing, place};

const NEEDS: [Variable; 3] = [Variable::Temperature, Variable::Precipitation, Variable::WindSpeed];

fn tracks(name: &str, day: &str, issue_time: &str, variables: &[Variable]) -> Vec<Track> {
    let question = outing(place(name), day, variables);
    SampleWeather::embedded().tracks(&question, variables, moment(issue_time)).unwrap()
}

#[test]
fn the_nearest_fresh_hourly_record_answers_else_the_longest() {
    for (day, issue_time, expected) in [
        (
            "2013-06-15",
            "2013-06-14T18:00[America/New_York]",
            "New York LaGuardia Airport, sample data of 2013",
        ),
        // Ten days of hours tell less than a year of days.
        (
            "2013-01-11",
            "2013-01-10T18:00[America/New_York]",
            "New York JFK Airport, sample data of 2012 to 2015",
        ),
        // The hours end 2013; the climate is all that counts then, and the daily record tells it better.
        (
            "2014-06-15",
            "2014-06-14T18:00[America/New_York]",
            "New York JFK Airport, sample data of 2012 to 2015",
        ),
        (
            "2026-11-23",
            "2026-11-22T18:00[America/New_York]",
            "New York JFK Airport, sample data of 2012 to 2015",
        ),
    ] {
        let tracks = tracks("New York", day, issue_time, &NEEDS);
        assert_eq!(tracks.len(), 3, "{issue_time}");
        assert!(
            tracks.iter().all(|track| track.origin.title == expected),
            "{issue_time}: {}",
            tracks[0].origin.title
        );
    }
}

#[test]
fn what_the_best_record_lacks_comes_from_the_next() {
    let tracks = tracks(
        "New York",
        "2026-11-23",
        "2026-11-22T18:00[America/New_York]",
        &[Variable::Temperature, Variable::Visibility],
    );
    assert_eq!(tracks[0].origin.kind, OriginKind::ObservedDaily);
    assert_eq!(tracks[1].origin.kind, OriginKind::ObservedHourly);
}

#[test]
fn before_a_record_begins_and_far_from_every_station_nothing_was_observed() {
    assert!(tracks("New York", "2011-06-15", "2011-06-14T18:00[America/New_York]", &NEEDS).is_empty());
    assert!(tracks("Lisbon", "2013-06-15", "2013-06-14T18:00[Europe/Lisbon]", &NEEDS).is_empty());
}

#[test]
fn the_hours_of_a_day_are_known_when_the_day_is_over() {
    let known =
        |issue_time: &str| tracks("Seattle", "2012-06-15", issue_time, &NEEDS)[0].history.newest_time();
    let midnight = Some(moment("2012-06-14T00:00[America/Los_Angeles]"));
    assert_eq!(known("2012-06-14T00:00[America/Los_Angeles]"), midnight);
    assert_eq!(known("2012-06-14T18:00[America/Los_Angeles]"), midnight);
    assert_eq!(known("2012-06-14T23:59[America/Los_Angeles]"), midnight);
    assert_eq!(
        known("2012-06-15T00:00[America/Los_Angeles]"),
        Some(moment("2012-06-15T00:00[America/Los_Angeles]"))
    );
}

#[test]
fn reconstructed_hours_are_near_those_observed_at_the_same_airport() {
    let stations = SampleWeather::embedded();
    let record = |id: &str| {
        let listed = stations.stations.iter().find(|listed| listed.summary.id == id).expect("built in");
        stations.record(listed)
    };
    let (daily, hourly) = (record("new-york-daily"), record("new-york-jfk-hourly"));
    let pairs = |variable: &Variable| -> Vec<(f64, f64)> {
        let observed = hourly.of(variable).unwrap();
        let made = daily.of(variable).unwrap();
        observed.observed().filter_map(|(time, value)| Some((made.value_at(time)?, value))).collect()
    };
    let temperature = pairs(&Variable::Temperature);
    assert!(temperature.len() > 8600);
    let error = temperature.iter().map(|(made, observed)| (made - observed).abs()).sum::<f64>()
        / temperature.len() as f64;
    assert!(error < 2.0, "{error:.2} degrees off on average");

    let share = |pairs: &[(f64, f64)], wet: fn(&(f64, f64)) -> bool| {
        pairs.iter().filter(|pair| wet(pair)).count() as f64 / pairs.len() as f64
    };
    let rain = pairs(&Variable::Precipitation);
    let (made, observed) = (share(&rain, |pair| pair.0 >= 0.254), share(&rain, |pair| pair.1 >= 0.254));
    assert!((made / observed - 1.0).abs() < 0.3, "wet hours: {made:.3} made, {observed:.3} observed");

    let wind = pairs(&Variable::WindSpeed);
    let strong = (share(&wind, |pair| pair.0 > 8.0), share(&wind, |pair| pair.1 > 8.0));
    assert!((strong.0 - strong.1).abs() < 0.05, "hours over 8 m/s: {strong:?}");
}

#[test]
fn gusts_are_whole_and_never_below_the_wind() {
    let tracks = tracks(
        "New York",
        "2013-06-15",
        "2013-06-14T18:00[America/New_York]",
        &[Variable::WindSpeed, Variable::WindGust],
    );
    let (wind, gust) = (&tracks[0].history, &tracks[1].history);
    let present = gust.values().iter().filter(|gust| !gust.is_nan()).count();
    assert!(present as f64 > 0.95 * gust.len() as f64);
    assert!(wind.values().iter().zip(gust.values()).all(|(wind, gust)| wind.is_nan() || gust >= wind));
    assert!(tracks[1].origin.caveats.iter().any(|caveat| caveat.contains("Gusts")));
}

#[test]
fn beijing_tells_whether_it_rained_and_how_humid_it_was() {
    let tracks = tracks(
        "Beijing",
        "2013-06-15",
        "2013-06-14T18:00[Asia/Shanghai]",
        &[
            Variable::Precipitation,
            Variable::RainReported,
            Variable::RelativeHumidity,
            Variable::ParticulateMatter,
        ],
    );
    let variables: Vec<&Variable> = tracks.iter().map(|track| &track.variable).collect();
    assert_eq!(
        variables,
        [&Variable::RainReported, &Variable::RelativeHumidity, &Variable::ParticulateMatter]
    );
    assert!(
        tracks[0]
            .history
            .observed()
            .all(|(_, wet)| [0.0_f64, 1.0].map(f64::to_bits).contains(&wet.to_bits()))
    );
}

#[test]
fn what_happened_is_read_from_the_record_that_answered() {
    let stations = SampleWeather::embedded();
    let question = outing(place("New York"), "2013-06-15", &NEEDS);
    let noon = question.spans[0].start.timestamp();
    let known_later =
        stations.tracks(&question, &NEEDS, moment("2013-06-20T00:00[America/New_York]")).unwrap();
    for track in &known_later {
        assert_eq!(stations.observed(&question, &track.variable, noon), track.history.value_at(noon));
        assert!(track.history.value_at(noon).is_some());
    }
    assert_eq!(
        stations.observed(
            &outing(place("New York"), "2026-11-23", &NEEDS),
            &NEEDS[0],
            moment("2026-11-23T12:00[America/New_York]")
        ),
        None
    );
}
