//! What people say of the weather, asked at home in Lisbon on Wednesday 12 June 2013 at 10:20.

mod support;

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
fn the_weather_is_read_as_an_event_or_an_amount() {
    check(&[
        (
            "will it rain on Saturday morning in Lisbon?",
            "weather | Lisbon | 06-15 06 to 12 | any rain >= 0.2 | assumed needs",
        ),
        (
            "how cold will it get tonight?",
            "weather min temperature | Lisbon | 06-12 18 to 06-13 06 | assumed where",
        ),
        (
            "will it rain during my picnic tomorrow?",
            "weather | Lisbon | 06-13 11 to 17 | any rain >= 0.2 | assumed where hours needs",
        ),
        (
            "how hot will it be tomorrow?",
            "weather max temperature | Lisbon | 06-13 00 to 06-14 00 | assumed where",
        ),
        (
            "how warm will it get in Paris TX on Friday",
            "weather max temperature | Paris US | 06-14 00 to 06-15 00",
        ),
        (
            "how windy will it be tomorrow in Portland, Oregon",
            "weather max wind | Portland US | 06-13 00 to 06-14 00",
        ),
        (
            "how much rain will fall next week in Seattle?",
            "weather sum rain | Seattle | 06-17 00 to 06-24 00",
        ),
        (
            "will it snow at Christmas?",
            "weather | Lisbon | 12-25 00 to 12-26 00 | any rain >= 0.2, any temperature <= 1.2 | assumed what where needs",
        ),
        (
            "will it be above 25 degrees tomorrow?",
            "weather | Lisbon | 06-13 00 to 06-14 00 | max temperature >= 25 | assumed where needs",
        ),
        (
            "will it be below freezing tonight?",
            "weather | Lisbon | 06-12 18 to 06-13 06 | min temperature <= 0 | assumed where",
        ),
        (
            "will it stay dry tomorrow?",
            "weather not | Lisbon | 06-13 00 to 06-14 00 | any rain >= 0.2 | assumed where needs",
        ),
        (
            "will it be windy tomorrow afternoon?",
            "weather | Lisbon | 06-13 12 to 18 | any wind >= 8 | assumed where needs",
        ),
        (
            "will it be sunny on Sunday?",
            "weather | Lisbon | 06-16 08 to 18 | mean cloud <= 25 | assumed where hours needs",
        ),
        (
            "clear skies tonight?",
            "weather | Lisbon | 06-12 18 to 06-13 06 | mean cloud <= 25 | assumed where needs",
        ),
        (
            "will it be foggy tomorrow morning in London?",
            "weather | London GB | 06-13 06 to 12 | any visibility <= 1 | assumed where needs",
        ),
        (
            "do I need an umbrella today?",
            "weather | Lisbon | 06-12 11 to 06-13 00 | any rain >= 0.2 | assumed where hours needs",
        ),
        (
            "what's the weather tomorrow?",
            "weather max temperature | Lisbon | 06-13 00 to 06-14 00 | assumed what where",
        ),
        (
            "what's the temperature at 3pm?",
            "weather max temperature | Lisbon | 06-12 15 to 16 | assumed where when",
        ),
        (
            "weather in New York City on June 14th",
            "weather max temperature | New York | 06-14 00 to 06-15 00 | assumed what",
        ),
        ("weather Lisbon", "weather max temperature | Lisbon | 06-12 11 to 06-13 00 | assumed what when"),
        (
            "Seattle weather tomorrow",
            "weather max temperature | Seattle | 06-13 00 to 06-14 00 | assumed what",
        ),
        (
            "forecast for London, Ontario",
            "weather max temperature | London CA | 06-12 06 to 06-13 00 | assumed what when",
        ),
        (
            "it may be nice reading weather in March",
            "weather | Lisbon | 2014-03-01 00 to 04-01 00 | every rain <= 0.1, max temperature 18 to 30, mean wind <= 5.5 | assumed where needs",
        ),
        (
            "will it rain in Reading tomorrow?",
            "weather | Reading | 06-13 00 to 06-14 00 | any rain >= 0.2 | assumed needs",
        ),
        (
            "will it rain in nice tomorrow?",
            "weather | Nice | 06-13 00 to 06-14 00 | any rain >= 0.2 | assumed needs",
        ),
        (
            "will it be nice in Nice on Saturday?",
            "weather | Nice | 06-15 00 to 06-16 00 | every rain <= 0.1, max temperature 18 to 30, mean wind <= 5.5 | assumed needs",
        ),
        (
            "will it rain in bath on Monday?",
            "weather | Bath | 06-17 00 to 06-18 00 | any rain >= 0.2 | assumed needs",
        ),
        (
            "rain in Orange at 5",
            "weather | Orange | 06-12 17 to 18 | any rain >= 0.2 | assumed when hours needs",
        ),
        ("how humid will it be in Mumbai tomorrow?", "weather mean humidity | Mumbai | 06-13 00 to 06-14 00"),
        (
            "will wind exceed 20 knots tomorrow?",
            "weather | Lisbon | 06-13 00 to 06-14 00 | max wind >= 10.29 | assumed where",
        ),
        (
            "gusts over 50 mph on Friday?",
            "weather | Lisbon | 06-14 00 to 06-15 00 | max gusts >= 22.35 | assumed where",
        ),
        ("force 5 or more tomorrow in Porto?", "weather | Porto | 06-13 00 to 06-14 00 | max wind >= 8"),
        (
            "more than 5 mm of rain tomorrow?",
            "weather | Lisbon | 06-13 00 to 06-14 00 | sum rain >= 5 | assumed where",
        ),
        (
            "more than half an inch of rain tomorrow",
            "weather | Lisbon | 06-13 00 to 06-14 00 | sum rain >= 12.7 | assumed where",
        ),
        (
            "will it be over 77F on Saturday",
            "weather | Lisbon | 06-15 00 to 06-16 00 | max temperature >= 25 | assumed where",
        ),
        (
            "wind between 10 and 20 knots tomorrow afternoon",
            "weather | Lisbon | 06-13 12 to 18 | max wind 5.14 to 10.29 | assumed where",
        ),
        (
            "will it stay below 30 degrees this week?",
            "weather | Lisbon | 06-12 11 to 06-17 00 | every temperature <= 30 | assumed where hours needs",
        ),
        (
            "will it not rain tomorrow?",
            "weather not | Lisbon | 06-13 00 to 06-14 00 | any rain >= 0.2 | assumed where needs",
        ),
        (
            "will there be frost on Friday night?",
            "weather | Lisbon | 06-14 18 to 06-15 06 | any temperature <= 0 | assumed where needs",
        ),
        (
            "will it be warm and dry on Saturday?",
            "weather | Lisbon | 06-15 00 to 06-16 00 | max temperature >= 20, every rain <= 0.2 | assumed where needs",
        ),
        (
            "weather for the next 3 days",
            "weather max temperature | Lisbon | 06-12 11 to 06-15 00 | assumed what where hours",
        ),
        (
            "rain in the next 2 hours",
            "weather | Lisbon | 06-12 11 to 13 | any rain >= 0.2 | assumed where needs",
        ),
        (
            "rain on Monday next week",
            "weather | Lisbon | 06-17 00 to 06-18 00 | any rain >= 0.2 | assumed where needs",
        ),
        (
            "rain at noon tomorrow",
            "weather | Lisbon | 06-13 12 to 13 | any rain >= 0.2 | assumed where needs",
        ),
        (
            "is it windy right now?",
            "weather | Lisbon | 06-12 11 to 12 | any wind >= 8 | assumed where hours needs",
        ),
        ("wind tomorrow", "weather max wind | Lisbon | 06-13 00 to 06-14 00 | assumed where"),
        (
            "temperature tonight",
            "weather min temperature | Lisbon | 06-12 18 to 06-13 06 | assumed what where",
        ),
        (
            "what will the low be tonight",
            "weather min temperature | Lisbon | 06-12 18 to 06-13 06 | assumed where",
        ),
        (
            "WILL IT RAIN TOMORROW IN LISBON",
            "weather | Lisbon | 06-13 00 to 06-14 00 | any rain >= 0.2 | assumed needs",
        ),
        ("WEATHER IN LISBON", "weather max temperature | Lisbon | 06-12 11 to 06-13 00 | assumed what when"),
        (
            "Will It Rain In Lisbon Tomorrow",
            "weather | Lisbon | 06-13 00 to 06-14 00 | any rain >= 0.2 | assumed needs",
        ),
        ("lisbon weather", "weather max temperature | Lisbon | 06-12 11 to 06-13 00 | assumed what when"),
        (
            "is lisbon windy tomorrow",
            "weather | Lisbon | 06-13 00 to 06-14 00 | any wind >= 8 | assumed needs",
        ),
        (
            "is Lisbon going to be hot on Friday?",
            "weather | Lisbon | 06-14 00 to 06-15 00 | max temperature >= 28 | assumed needs",
        ),
        (
            "will Split be sunny on Friday?",
            "weather | Split | 06-14 08 to 18 | mean cloud <= 25 | assumed hours needs",
        ),
        ("weather in split", "weather max temperature | Split | 06-12 12 to 06-13 00 | assumed what when"),
        (
            "weather for mobile tomorrow",
            "weather max temperature | Mobile | 06-13 00 to 06-14 00 | assumed what",
        ),
        (
            "mobile weather tomorrow",
            "weather max temperature | Lisbon | 06-13 00 to 06-14 00 | assumed what where",
        ),
        ("weather here tomorrow", "weather max temperature | Lisbon | 06-13 00 to 06-14 00 | assumed what"),
        (
            "weather in Washington, D.C. on Sunday",
            "weather max temperature | Washington | 06-16 00 to 06-17 00 | assumed what",
        ),
        (
            "weather Washington",
            "weather max temperature | Washington | 06-12 06 to 06-13 00 | assumed what when",
        ),
        (
            "weather in São Paulo tomorrow",
            "weather max temperature | Sao Paulo | 06-13 00 to 06-14 00 | assumed what",
        ),
        (
            "drive to Porto tomorrow, will it rain?",
            "weather | Porto | 06-13 00 to 06-14 00 | any rain >= 0.2 | assumed needs",
        ),
        (
            "will it rain on the way to work tomorrow",
            "weather | Lisbon | 06-13 07 to 10 | any rain >= 0.2 | assumed where hours needs",
        ),
        (
            "rain today?",
            "weather | Lisbon | 06-12 11 to 06-13 00 | any rain >= 0.2 | assumed where hours needs",
        ),
        (
            "snow tomorrow in Boston",
            "weather | Boston | 06-13 00 to 06-14 00 | any rain >= 0.2, any temperature <= 1.2 | assumed what needs",
        ),
        (
            "how much snow on Saturday in Boston",
            "weather sum rain | Boston | 06-15 00 to 06-16 00 | assumed what",
        ),
        ("windy saturday?", "weather | Lisbon | 06-15 00 to 06-16 00 | any wind >= 8 | assumed where needs"),
        (
            "sunny weekend?",
            "weather | Lisbon | 06-15 08 to 18, 06-16 08 to 18 | mean cloud <= 25 | assumed where hours needs",
        ),
        (
            "warm tomorrow?",
            "weather | Lisbon | 06-13 00 to 06-14 00 | max temperature >= 20 | assumed where needs",
        ),
        (
            "how's the weather looking for the weekend",
            "weather max temperature | Lisbon | 06-15 00 to 06-17 00 | assumed what where",
        ),
        (
            "will it be warmer than 20 tomorrow",
            "weather | Lisbon | 06-13 00 to 06-14 00 | max temperature >= 20 | assumed where needs",
        ),
        (
            "will it hit 30 on Saturday",
            "weather | Lisbon | 06-15 00 to 06-16 00 | max temperature >= 30 | assumed where needs",
        ),
        (
            "will the temperature drop below 5 tonight",
            "weather | Lisbon | 06-12 18 to 06-13 06 | min temperature <= 5 | assumed where needs",
        ),
        (
            "will the temperature be between 18 and 25 tomorrow",
            "weather | Lisbon | 06-13 00 to 06-14 00 | max temperature 18 to 25 | assumed where needs",
        ),
        (
            "is it going to be over 100 degrees fahrenheit on Friday",
            "weather | Lisbon | 06-14 00 to 06-15 00 | max temperature >= 37.78 | assumed where",
        ),
        (
            "no rain tomorrow?",
            "weather not | Lisbon | 06-13 00 to 06-14 00 | any rain >= 0.2 | assumed where needs",
        ),
        (
            "will it be dry for the barbecue tomorrow",
            "weather not | Lisbon | 06-13 12 to 21 | any rain >= 0.2 | assumed where hours needs",
        ),
        (
            "wind below 3 m/s tomorrow",
            "weather | Lisbon | 06-13 00 to 06-14 00 | every wind <= 3 | assumed where",
        ),
        (
            "humidity over 80% tomorrow",
            "weather | Lisbon | 06-13 00 to 06-14 00 | mean humidity >= 80 | assumed where",
        ),
        ("cloud cover tomorrow", "weather mean cloud | Lisbon | 06-13 00 to 06-14 00 | assumed where"),
        (
            "cloud cover under 30% tonight",
            "weather | Lisbon | 06-12 18 to 06-13 06 | mean cloud <= 30 | assumed where",
        ),
        (
            "visibility below 500 m tomorrow",
            "weather | Lisbon | 06-13 00 to 06-14 00 | min visibility <= 0.5 | assumed where",
        ),
        (
            "how is the air tomorrow in Mumbai",
            "weather mean fine dust (PM2.5) | Mumbai | 06-13 00 to 06-14 00",
        ),
        (
            "what will the uv index be tomorrow in Mumbai",
            "weather max UV index | Mumbai | 06-13 00 to 06-14 00",
        ),
        (
            "how much ozone will there be tomorrow in Mumbai",
            "weather max ozone | Mumbai | 06-13 00 to 06-14 00",
        ),
        ("air quality tomorrow in Mumbai", "weather mean fine dust (PM2.5) | Mumbai | 06-13 00 to 06-14 00"),
        ("dew point tomorrow", "weather mean dew point | Lisbon | 06-13 00 to 06-14 00 | assumed where"),
        (
            "air pressure tomorrow",
            "weather mean air pressure | Lisbon | 06-13 00 to 06-14 00 | assumed where",
        ),
        (
            "gusty on friday?",
            "weather | Lisbon | 06-14 00 to 06-15 00 | any gusts >= 13.9 | assumed where needs",
        ),
        (
            "chance of rain tomorrow",
            "weather | Lisbon | 06-13 00 to 06-14 00 | any rain >= 0.2 | assumed where needs",
        ),
        (
            "what's the chance of rain on Saturday",
            "weather | Lisbon | 06-15 00 to 06-16 00 | any rain >= 0.2 | assumed where needs",
        ),
        (
            "40% chance of rain tomorrow",
            "weather | Lisbon | 06-13 00 to 06-14 00 | any rain >= 0.2 | assumed where needs",
        ),
        ("rain", "weather | Lisbon | 06-12 11 to 06-13 00 | any rain >= 0.2 | assumed where when needs"),
        ("wind", "weather max wind | Lisbon | 06-12 11 to 06-13 00 | assumed where when"),
        (
            "will it pour tonight",
            "weather | Lisbon | 06-12 18 to 06-13 06 | any rain >= 0.2 | assumed where needs",
        ),
        (
            "will it be freezing tomorrow",
            "weather | Lisbon | 06-13 00 to 06-14 00 | any temperature <= 0 | assumed where needs",
        ),
        (
            "icy roads tomorrow morning?",
            "weather | Lisbon | 06-13 06 to 12 | any temperature <= 0 | assumed where needs",
        ),
        (
            "is the road icy tomorrow",
            "weather | Lisbon | 06-13 00 to 06-14 00 | any temperature <= 0 | assumed where needs",
        ),
        (
            "what should I wear tomorrow",
            "weather max temperature | Lisbon | 06-13 00 to 06-14 00 | assumed what where",
        ),
        (
            "is it raining",
            "weather | Lisbon | 06-12 11 to 06-13 00 | any rain >= 0.2 | assumed where when needs",
        ),
        (
            "is it going to rain",
            "weather | Lisbon | 06-12 11 to 06-13 00 | any rain >= 0.2 | assumed where when needs",
        ),
        (
            "what will the weather be like in Paris next Tuesday at 4pm",
            "weather max temperature | Paris FR | 06-18 16 to 17 | assumed what where",
        ),
        (
            "ski on Saturday",
            "weather | Lisbon | 06-15 00 to 06-16 00 | any rain >= 0.2, any temperature <= 1.2 | assumed what where needs",
        ),
        (
            "is it hot",
            "weather | Lisbon | 06-12 11 to 06-13 00 | max temperature >= 28 | assumed where when needs",
        ),
        (
            "will it be clear",
            "weather | Lisbon | 06-12 11 to 06-13 00 | mean cloud <= 25 | assumed where when needs",
        ),
        (
            "weather for aug. 8, 2013",
            "weather max temperature | Lisbon | 08-08 00 to 08-09 00 | assumed what where",
        ),
        (
            "how hot is it going to be this summer in Sydney",
            "weather max temperature | Sydney | 12-01 00 to 03-01 00",
        ),
        (
            "weather next winter",
            "weather max temperature | Lisbon | 12-01 00 to 03-01 00 | assumed what where",
        ),
        ("forcast for lisbon", "weather max temperature | Lisbon | 06-12 11 to 06-13 00 | assumed what when"),
        ("weathr tomorrow", "weather max temperature | Lisbon | 06-13 00 to 06-14 00 | assumed what where"),
        (
            "will I need a coat tonight",
            "weather | Lisbon | 06-12 18 to 06-13 06 | min temperature <= 12 | assumed where needs",
        ),
        (
            "will it be t-shirt weather on Friday",
            "weather | Lisbon | 06-14 00 to 06-15 00 | max temperature >= 20 | assumed where needs",
        ),
        (
            "when will it stop raining",
            "weather first time | Lisbon | 06-12 11 to 06-14 00 | every rain <= 0.2 | assumed where when needs",
        ),
        (
            "when will it rain next",
            "weather first time | Lisbon | 06-12 11 to 12-29 00 | any rain >= 0.2 | assumed where when needs",
        ),
        (
            "rain next 24 hours",
            "weather | Lisbon | 06-12 11 to 06-13 11 | any rain >= 0.2 | assumed where needs",
        ),
        ("how much rain this weekend", "weather sum rain | Lisbon | 06-15 00 to 06-17 00 | assumed where"),
        (
            "chance of snow on Christmas day in New York",
            "weather | New York | 12-25 00 to 12-26 00 | any rain >= 0.2, any temperature <= 1.2 | assumed what needs",
        ),
        (
            "first frost this autumn",
            "weather first time | Lisbon | 09-01 00 to 12-01 00 | any temperature <= 0 | assumed where needs",
        ),
        ("min temp tonight", "weather min temperature | Lisbon | 06-12 18 to 06-13 06 | assumed where"),
        (
            "weather 10 days Paris",
            "weather max temperature | Paris FR | 06-12 12 to 06-22 00 | assumed what where hours",
        ),
        (
            "what's the weather like in London right now",
            "weather max temperature | London GB | 06-12 11 to 12 | assumed what where hours",
        ),
        (
            "will there be a storm tomorrow night",
            "weather | Lisbon | 06-13 18 to 06-14 06 | any wind >= 17.2 | assumed where needs",
        ),
        (
            "dry hours tomorrow",
            "weather not | Lisbon | 06-13 00 to 06-14 00 | any rain >= 0.2 | assumed where needs",
        ),
        (
            "weather in New York",
            "weather max temperature | New York | 06-12 06 to 06-13 00 | assumed what when",
        ),
        (
            "is it warmer than 20 tomorrow",
            "weather | Lisbon | 06-13 00 to 06-14 00 | max temperature >= 20 | assumed where needs",
        ),
        (
            "weather in Portland, Oregon",
            "weather max temperature | Portland US | 06-12 03 to 06-13 00 | assumed what when",
        ),
        (
            "weather in Portland, Oregon, Saturday",
            "weather max temperature | Portland US | 06-15 00 to 06-16 00 | assumed what",
        ),
    ]);
}

#[test]
fn everyday_words_for_the_weather_are_known() {
    let reader = Reader::new();
    let wrong: Vec<String> = [
        ("will it be spitting tomorrow", "any rain >= 0.2"),
        ("is it going to be drizzly on Saturday", "any rain >= 0.2"),
        ("will it be mizzling on Sunday morning", "any rain >= 0.2"),
        ("is Saturday looking damp", "any rain >= 0.2"),
        ("any scattered showers tomorrow?", "any rain >= 0.2"),
        ("will it be bucketing down tomorrow", "any rain >= 4"),
        ("is it going to be chucking it down on Sunday", "any rain >= 4"),
        ("will it be lashing down tonight", "any rain >= 4"),
        ("will it rain cats and dogs tomorrow", "any rain >= 4"),
        ("will it be raining hard at 5pm", "any rain >= 4"),
        ("is it bone dry tomorrow", "weather not"),
        ("snow flurries on Friday?", "any temperature <= 1.2"),
        ("will there be a ground frost tonight", "any temperature <= 0"),
        ("will Saturday be a scorcher", "max temperature >= 28"),
        ("will it be blazing hot on Sunday", "max temperature >= 28"),
        ("is it flip flop weather tomorrow", "max temperature >= 20"),
        ("will it be nippy tonight", "min temperature <= 12"),
        ("is it parky tomorrow morning", "min temperature <= 12"),
        ("will it be sweater weather tomorrow", "min temperature <= 12"),
        ("will it be brisk tomorrow morning", "min temperature <= 12"),
        ("brass monkeys tomorrow?", "min temperature <= 5"),
        ("will it be frigid on Sunday", "min temperature <= 5"),
        ("will it be blowing a gale on Saturday", "any wind >= 17.2"),
        ("will it be blowing a hooley tomorrow", "any wind >= 17.2"),
        ("will there be sunny spells on Saturday", "mean cloud <= 25"),
        ("will it be overcast tomorrow", "mean cloud >= 62.5"),
        ("is it clouding over this afternoon", "weather trend"),
        ("will it cloud over on Saturday", "weather trend"),
        ("grey skies tomorrow?", "mean cloud >= 62.5"),
        ("will it be a pea souper tomorrow morning", "any visibility <= 1"),
        ("close and sticky tomorrow?", "any dew point >= 18.3"),
        ("will it be like a sauna on Saturday", "any dew point >= 18.3"),
        ("nieselt es morgen früh?", "any rain >= 0.2"),
        ("gießt es am Samstag?", "any rain >= 4"),
        ("schüttet es morgen?", "any rain >= 4"),
        ("wird es am Sonntag saukalt?", "min temperature <= 5"),
        ("ist morgen Pulloverwetter?", "min temperature <= 12"),
        ("wird es heute Abend frisch?", "min temperature <= 12"),
        ("wird es morgen diesig?", "any visibility <= 1"),
        ("zieht es sich am Samstag zu?", "mean cloud >= 62.5"),
        ("gibt es am Sonntag Sturmböen?", "any wind >= 17.2"),
        ("wird es am Freitag drückend?", "any dew point >= 18.3"),
    ]
    .into_iter()
    .filter(|(phrase, expected)| !reader.account(phrase).contains(expected))
    .map(|(phrase, expected)| {
        format!("{phrase}\n  expected {expected}\n  read     {}", reader.account(phrase))
    })
    .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn words_said_of_much_else_are_no_weather_there() {
    let reader = Reader::new();
    for phrase in [
        "clean up the sprinkles",
        "recipe for pea soup",
        "a damp squib of a film",
        "sizzling steak recipe",
        "steamy novels to read",
        "play some leaden metal",
    ] {
        assert!(reader.account(phrase).starts_with('?'), "{phrase}: {}", reader.account(phrase));
    }
}
