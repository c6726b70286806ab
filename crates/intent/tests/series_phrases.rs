//! What people say of series, asked on Wednesday 12 June 2013 at 10:20.

mod support;

use domain::{SeriesId, SeriesInfo, SeriesKind, Statistic, Subject, Unit, Variable, WeatherStation};
use support::Reader;

/// Every phrase is read as the line beside it says; all that differ are shown at once.
fn check(phrases: &[(&str, &str)]) {
    let reader = Reader::new();
    let read = |phrase: &str| reader.account(phrase);
    let wrong: Vec<String> = phrases
        .iter()
        .filter(|(phrase, expected)| read(phrase) != *expected)
        .map(|(phrase, expected)| format!("{phrase}\n  expected {expected}\n  read     {}", read(phrase)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn series_are_read_by_name_and_by_what_is_said_of_them() {
    check(&[
        ("how busy is I-94 on Monday at 8?", "traffic sum traffic | 06-17 08 to 09 | assumed hours"),
        ("road at 8 on Monday", "traffic sum traffic | 06-17 08 to 09 | assumed hours"),
        ("how bad is the road at 8 on Monday?", "traffic sum traffic | 06-17 08 to 09 | assumed hours"),
        (
            "will electricity use be over 30 kWh tomorrow?",
            "electricity | 06-13 00 to 06-14 00 | sum electricity >= 30",
        ),
        ("oil price next Friday?", "oil last oil | 06-21 00 to 06-22 00 | assumed when"),
        ("how much will we sell next week?", "sales sum sales | 06-17 00 to 06-24 00 | assumed what"),
        ("will oil pass 120 next month?", "oil | 07-01 00 to 08-01 00 | max oil >= 120"),
        ("will the oil price be above $100 on Friday?", "oil | 06-14 00 to 06-15 00 | last oil >= 100"),
        ("traffic tomorrow between 7 and 9", "traffic sum traffic | 06-13 07 to 09 | assumed hours"),
        ("retail sales in July", "sales sum sales | 07-01 00 to 08-01 00"),
        ("electricity use in 2014", "electricity sum electricity | 2014-01-01 00 to 01-01 00"),
        ("electricity use next year", "electricity sum electricity | 2014-01-01 00 to 01-01 00"),
        ("how many vehicles on I-94 tomorrow?", "traffic sum traffic | 06-13 00 to 06-14 00"),
        (
            "will I-94 have more than 5000 vehicles on Monday at 8?",
            "traffic | 06-17 08 to 09 | sum traffic >= 5000 | assumed hours",
        ),
        ("i94 monday 8am", "traffic sum traffic | 06-17 08 to 09"),
        ("peak traffic on friday", "traffic max traffic | 06-14 00 to 06-15 00"),
        (
            "what's the average electricity use next week",
            "electricity mean electricity | 06-17 00 to 06-24 00",
        ),
        ("electricity use tonight", "electricity sum electricity | 06-12 18 to 06-13 06"),
        ("elecricity tomorrow", "electricity sum electricity | 06-13 00 to 06-14 00 | assumed what"),
        ("retail sales tomorrow at 10", "sales sum sales | 06-13 00 to 06-14 00 | assumed hours"),
        ("is the road busy tomorrow", "traffic sum traffic | 06-13 00 to 06-14 00"),
        ("the road is busy", "traffic sum traffic | 06-13 00 to 06-14 00 | assumed when"),
        ("sales next week", "sales sum sales | 06-17 00 to 06-24 00"),
        ("how are sales looking next month", "sales sum sales | 07-01 00 to 08-01 00"),
        ("how much electricity will I use tomorrow", "electricity sum electricity | 06-13 00 to 06-14 00"),
        ("what will our takings be on Saturday", "sales sum sales | 06-15 00 to 06-16 00"),
        ("WTI tomorrow", "oil last oil | 06-13 00 to 06-14 00"),
        ("price of oil tomorrow", "oil last oil | 06-13 00 to 06-14 00"),
        ("traffic at rush hour tomorrow", "traffic sum traffic | 06-13 07 to 09"),
        ("is I-94 busier on Friday or Saturday", "traffic compared sum traffic | 06-14 00 to 06-16 00"),
        ("how many cars on the road at 5pm tomorrow", "traffic sum traffic | 06-13 17 to 18"),
        ("electricity next month", "electricity sum electricity | 07-01 00 to 08-01 00"),
        ("how much power will we use this weekend", "electricity sum electricity | 06-15 00 to 06-17 00"),
        (
            "will power use exceed 2 MWh next month",
            "electricity | 07-01 00 to 08-01 00 | sum electricity >= 2000",
        ),
        (
            "will we sell more than £20,000 next week",
            "sales | 06-17 00 to 06-24 00 | sum sales >= 20000 | assumed what",
        ),
        ("revenue on Black Friday", "sales sum sales | 11-29 00 to 11-30 00"),
        ("will WTI be below $90 by Friday", "oil | 06-12 06 to 06-15 00 | last oil <= 90 | assumed hours"),
        ("how high will oil get next month", "oil last oil | 07-01 00 to 08-01 00"),
        ("oil price in 2 weeks", "oil last oil | 06-26 00 to 06-27 00"),
        ("crude tomorrow", "oil last oil | 06-13 00 to 06-14 00"),
        ("how is the traffic to the airport", "traffic sum traffic | 06-13 00 to 06-14 00 | assumed when"),
    ]);
}

/// What a station in the garden tells, as a live source or an import calls it.
fn of_the_garden(title: &str, variable: Variable) -> SeriesInfo {
    SeriesInfo {
        id: SeriesId(title.to_lowercase()),
        title: title.to_owned(),
        aliases: Vec::new(),
        unit: variable.unit().unwrap_or(Unit::Celsius),
        kind: SeriesKind::Level,
        time_zone: "Europe/Lisbon".to_owned(),
        step_minutes: 60,
        first: None,
        last: None,
        origin: title.to_owned(),
        sample: false,
        weather: Some(Box::new(WeatherStation {
            variable,
            statistic: Statistic::Value,
            name: "Your station".to_owned(),
            latitude: 38.7,
            longitude: -9.1,
            elevation: None,
        })),
    }
}

#[test]
fn a_series_that_is_weather_is_meant_by_its_whole_name_only() {
    let mut reader = Reader::new();
    reader.series.extend([
        of_the_garden("Garden temperature", Variable::Temperature),
        of_the_garden("Garden rain", Variable::Precipitation),
        of_the_garden("Rain", Variable::Precipitation),
        of_the_garden("Garden", Variable::Temperature),
    ]);
    let mut wrong = Vec::new();
    for (text, expected) in [
        ("what will 'Garden temperature' be tomorrow at 8", Some("garden temperature")),
        ("what will \u{201c}garden temperature\u{201d} be tomorrow at 8?", Some("garden temperature")),
        ("what will the Garden temperature be tomorrow at 8", Some("garden temperature")),
        ("will garden temperature be below 5 tomorrow", Some("garden temperature")),
        ("garden temperature tonight", Some("garden temperature")),
        ("how much garden rain tomorrow?", Some("garden rain")),
        ("what will the temperature be tomorrow at 8", None),
        ("how warm will it be in the garden tomorrow", None),
        ("will it rain tomorrow", None),
        ("rain tomorrow?", None),
    ] {
        let question = reader.question(text);
        let named = match &question.subject {
            Subject::Series { info } => Some(info.id.0.as_str()),
            Subject::Activity { .. } | Subject::Weather => None,
        };
        if named != expected {
            wrong.push(format!("{text}: {named:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
