//! The table of conditions: what each word means as an event, what it means after "how", and which way it points.

use crate::need::{
    Authority::{Cited, Ours},
    Need, at_least, at_most, need, within,
};
use crate::sources::{
    BEAUFORT_2, BEAUFORT_4, BEAUFORT_5, BEAUFORT_7, BEAUFORT_8, FINE_DUST, FOG, HEAVY_RAIN,
    HOLIDAY_CLIMATE_INDEX, MOSTLY_CLEAR, MOSTLY_CLOUDY, MUGGY, RAIN_DAY, SNOW, TRACE,
};
use domain::{
    Aggregation::{self, Any, Every, Maximum, Mean, Minimum, Sum},
    Criterion,
    Variable::{
        self, CloudCover, DewPoint, InhalableParticulateMatter, Ozone, ParticulateMatter, Precipitation,
        Pressure, RelativeHumidity, Temperature, UltravioletIndex, Visibility, WindGust, WindSpeed,
    },
};
use std::{collections::HashMap, sync::LazyLock};

/// What a word for the weather means.
#[derive(Debug, PartialEq)]
pub(crate) struct Condition {
    pub(crate) key: &'static str,
    pub(crate) words: &'static [&'static str],
    /// What has to hold for it; empty for a word that only asks how much.
    pub(crate) event: &'static [Need],
    /// Whether the word says that the event stays away: `dry`.
    pub(crate) absent: bool,
    /// What `how ...` asks for.
    pub(crate) amount: (Variable, Aggregation),
    /// The variables it is about, and whether more of it means higher values.
    pub(crate) about: (&'static [Variable], bool),
    /// The hours it is asked of when none are said.
    pub(crate) hours: Option<(u8, u8)>,
    /// A question that asks it, to suggest, without a time.
    pub(crate) question: &'static str,
}

/// The key of snow, which is not forecast by itself.
pub(crate) const SNOW_KEY: &str = "snow";

static RAIN: [Need; 1] = [need("rain", Precipitation, Any, at_least(0.2), Cited(RAIN_DAY))];

/// A row that says how it is: an event, and an amount after "how". A macro because only a literal may stand in a static.
macro_rules! state {
    ($key:literal, $words:expr, $event:expr, $amount:expr, $about:expr, $question:literal $(,)?) => {
        Condition {
            key: $key,
            words: $words,
            event: $event,
            absent: false,
            amount: $amount,
            about: $about,
            hours: None,
            question: $question,
        }
    };
}

/// A row that only asks how much.
macro_rules! quantity {
    ($key:literal, $words:expr, $amount:expr, $about:expr, $question:literal $(,)?) => {
        state!($key, $words, &[], $amount, ($about, true), $question)
    };
}

pub(super) static CONDITIONS: [Condition; 31] = [
    state!(
        "rain",
        &[
            "rain",
            "rains",
            "raining",
            "rainy",
            "rained",
            "shower",
            "showers",
            "showery",
            "drizzle",
            "drizzly",
            "wet",
            "umbrella",
            "brolly",
            "raincoat",
            "rain jacket",
            "rain coat",
            "downpour",
            "downpours",
            "pour",
            "pouring",
            "precipitation",
            "wetter",
            "wettest",
            "rainier",
            "rainiest",
            "umbrellas",
            "spit",
            "sprinkle",
            "drizzling",
            "spitting",
            "spitting with rain",
            "sprinkling",
            "sprinkles",
            "mizzle",
            "mizzling",
            "dreich",
            "scattered showers",
            "rain shower",
            "rain showers",
            "wet spell",
            "damp",
            "soggy",
        ],
        &RAIN,
        (Precipitation, Sum),
        (&[Precipitation], true),
        "Will it rain",
    ),
    Condition {
        key: "dry",
        words: &[
            "dry",
            "stay dry",
            "rain free",
            "no rain",
            "without rain",
            "drier",
            "dryer",
            "driest",
            "dryest",
            "bone dry",
            "dry spell",
        ],
        event: &RAIN,
        absent: true,
        amount: (Precipitation, Sum),
        about: (&[Precipitation], false),
        hours: None,
        question: "Will it stay dry",
    },
    state!(
        "heavy rain",
        &[
            "heavy rain",
            "heavy showers",
            "rain heavily",
            "rain hard",
            "bucket down",
            "bucketing down",
            "tip down",
            "tipping down",
            "piss down",
            "pissing down",
            "chuck it down",
            "chucking it down",
            "torrential",
            "torrential rain",
            "deluge",
            "cats and dogs",
            "bucket it down",
            "bucketing it down",
            "tip it down",
            "tipping it down",
            "lash down",
            "lashing down",
            "lash it down",
            "lashing it down",
            "hammer down",
            "hammering down",
            "pelt down",
            "pelting down",
            "pour down",
            "pouring down",
            "rain buckets",
            "raining buckets",
            "raining stair rods",
            "rain cats and dogs",
            "raining cats and dogs",
            "raining hard",
            "raining heavily",
            "cloudburst",
            "pouring with rain",
        ],
        &[need("heavy rain", Precipitation, Any, at_least(4.0), Cited(HEAVY_RAIN))],
        (Precipitation, Maximum),
        (&[Precipitation], true),
        "Will there be heavy rain",
    ),
    state!(
        "snow",
        &[
            "snow",
            "snowing",
            "snowy",
            "snows",
            "snowed",
            "snowfall",
            "blizzard",
            "blizzards",
            "sleet",
            "flurries",
            "snowstorm",
            "ski",
            "snow flurries",
            "snow showers",
            "slush",
            "slushy",
            "whiteout",
            "snowstorms",
        ],
        &[
            need("rain or snow", Precipitation, Any, at_least(0.2), Cited(RAIN_DAY)),
            need("cold enough for snow", Temperature, Any, at_most(1.2), Cited(SNOW)),
        ],
        (Precipitation, Sum),
        (&[Precipitation], true),
        "Will it snow",
    ),
    state!(
        "frost",
        &[
            "frost",
            "frosty",
            "freeze",
            "freezes",
            "freezing",
            "icy",
            "ice",
            "frozen",
            "black ice",
            "ground frost",
            "hard frost",
        ],
        &[need("frost", Temperature, Any, at_most(0.0), Ours)],
        (Temperature, Minimum),
        (&[Temperature], false),
        "Will it be below freezing",
    ),
    state!(
        "hot",
        &[
            "hot",
            "scorching",
            "boiling",
            "sweltering",
            "heatwave",
            "heat wave",
            "hotter",
            "roasting",
            "heat",
            "hottest",
            "scorcher",
            "heating up",
            "heat up",
            "baking",
            "baking hot",
            "boiling hot",
            "blazing hot",
            "blisteringly hot",
            "blistering",
            "sizzling",
            "like an oven",
            "crack the flags",
            "cracking the flags",
        ],
        &[need("hot", Temperature, Maximum, at_least(28.0), Ours)],
        (Temperature, Maximum),
        (&[Temperature], true),
        "Will it be hot",
    ),
    state!(
        "warm",
        &[
            "warm",
            "warmer",
            "warmest",
            "balmy",
            "shorts weather",
            "t shirt weather",
            "tshirt weather",
            "short sleeves",
            "wear shorts",
            "a t shirt",
            "warming up",
            "warm up",
            "toasty",
            "sandal weather",
            "sandals weather",
            "flip flop weather",
            "sundress weather",
        ],
        &[need("warm", Temperature, Maximum, at_least(20.0), Ours)],
        (Temperature, Maximum),
        (&[Temperature], true),
        "Will it be warm",
    ),
    state!(
        "mild",
        &["mild", "milder", "temperate"],
        &[need("mild", Temperature, Maximum, within(12.0, 22.0), Ours)],
        (Temperature, Maximum),
        (&[Temperature], true),
        "Will it be mild",
    ),
    state!(
        "cool",
        &[
            "cool",
            "cooler",
            "chilly",
            "chillier",
            "fresh",
            "jumper weather",
            "need a jacket",
            "need a coat",
            "coolest",
            "chilliest",
            "nippy",
            "parky",
            "crisp",
            "need a jumper",
            "need a sweater",
            "cooling down",
            "cool down",
            "cooling off",
            "cool off",
            "sweater weather",
            "coat weather",
            "jacket weather",
            "hoodie weather",
            "cardigan weather",
            "brisk",
            "bracing",
        ],
        &[need("cool", Temperature, Minimum, at_most(12.0), Ours)],
        (Temperature, Minimum),
        (&[Temperature], false),
        "Will it be chilly",
    ),
    state!(
        "cold",
        &[
            "cold",
            "colder",
            "coldest",
            "freezing cold",
            "bitter",
            "wintry",
            "baltic",
            "wrap up warm",
            "bitterly cold",
            "frigid",
            "brass monkeys",
            "brass monkey weather",
            "perishing",
            "bone chilling",
        ],
        &[need("cold", Temperature, Minimum, at_most(5.0), Ours)],
        (Temperature, Minimum),
        (&[Temperature], false),
        "Will it be cold",
    ),
    state!(
        "windy",
        &[
            "windy",
            "windier",
            "windiest",
            "blustery",
            "blowy",
            "strong wind",
            "strong winds",
            "high winds",
            "blow hard",
            "blowing hard",
            "howling wind",
            "howling winds",
        ],
        &[need("windy", WindSpeed, Any, at_least(8.0), Cited(BEAUFORT_5))],
        (WindSpeed, Maximum),
        (&[WindSpeed, WindGust], true),
        "Will it be windy",
    ),
    state!(
        "breezy",
        &["breezy", "breezier", "breeze"],
        &[need("breezy", WindSpeed, Any, at_least(5.5), Cited(BEAUFORT_4))],
        (WindSpeed, Maximum),
        (&[WindSpeed, WindGust], true),
        "Will it be breezy",
    ),
    state!(
        "gusty",
        &["gusty", "gustier", "wind gusts", "wind gust", "gusts", "gust", "gusting", "squally", "squalls"],
        &[need("gusts", WindGust, Any, at_least(13.9), Cited(BEAUFORT_7))],
        (WindGust, Maximum),
        (&[WindGust], true),
        "Will it be gusty",
    ),
    state!(
        "gale",
        &[
            "gale",
            "gales",
            "stormy",
            "stormier",
            "storm",
            "storms",
            "hurricane",
            "gale force",
            "blow a gale",
            "blowing a gale",
            "blow a hooley",
            "blowing a hooley",
            "blow a hoolie",
            "blowing a hoolie",
            "gale warning",
        ],
        &[need("gale", WindSpeed, Any, at_least(17.2), Cited(BEAUFORT_8))],
        (WindGust, Maximum),
        (&[WindSpeed, WindGust], true),
        "Will it be stormy",
    ),
    state!(
        "calm",
        &[
            "calm",
            "windless",
            "calmer",
            "calmest",
            "no wind",
            "without wind",
            "no breeze",
            "light wind",
            "light winds",
            "little wind",
            "dead calm",
            "still air"
        ],
        &[need("calm", WindSpeed, Every, at_most(3.3), Cited(BEAUFORT_2))],
        (WindSpeed, Maximum),
        (&[WindSpeed, WindGust], false),
        "Will it be calm",
    ),
    Condition {
        key: "sunny",
        words: &[
            "sunny",
            "sun",
            "sunshine",
            "sunnier",
            "bright",
            "blue sky",
            "blue skies",
            "sunniest",
            "brighter",
            "clearing up",
            "clear up",
            "brighten up",
            "brightening up",
            "sunny spells",
            "sunny intervals",
            "bright spells",
            "blazing sunshine",
        ],
        event: &[need("sun", CloudCover, Mean, at_most(25.0), Cited(MOSTLY_CLEAR))],
        absent: false,
        amount: (CloudCover, Mean),
        about: (&[CloudCover], false),
        hours: Some((8, 18)),
        question: "Will it be sunny",
    },
    state!(
        "clear",
        &["clear", "clearer", "clear sky", "clear skies", "cloudless", "starry"],
        &[need("clear sky", CloudCover, Mean, at_most(25.0), Cited(MOSTLY_CLEAR))],
        (CloudCover, Mean),
        (&[CloudCover], false),
        "Will the sky be clear",
    ),
    state!(
        "cloudy",
        &[
            "cloudy",
            "cloudier",
            "cloudiest",
            "clouding over",
            "cloud over",
            "overcast",
            "clouds",
            "cloud",
            "grey",
            "gray",
            "gloomy",
            "dull",
            "mostly cloudy",
            "leaden",
            "leaden skies",
            "grey skies",
            "gray skies",
            "dreary",
            "drab",
            "murky",
        ],
        &[need("cloudy", CloudCover, Mean, at_least(62.5), Cited(MOSTLY_CLOUDY))],
        (CloudCover, Mean),
        (&[CloudCover], true),
        "Will it be cloudy",
    ),
    state!(
        "foggy",
        &[
            "foggy",
            "foggier",
            "fog",
            "mist",
            "misty",
            "haze",
            "hazy",
            "pea soup",
            "pea souper",
            "peasouper",
            "thick fog",
            "sea fret",
            "haar",
        ],
        &[need("fog", Visibility, Any, at_most(1.0), Cited(FOG))],
        (Visibility, Minimum),
        (&[Visibility], false),
        "Will it be foggy",
    ),
    state!(
        "muggy",
        &[
            "muggy",
            "muggier",
            "humid",
            "more humid",
            "sticky",
            "sultry",
            "oppressive",
            "close and sticky",
            "clammy",
            "stuffy",
            "steamy",
            "swampy",
            "sweaty",
            "like a sauna",
            "close and humid",
            "hot and sticky",
        ],
        &[need("muggy", DewPoint, Any, at_least(18.3), Cited(MUGGY))],
        (RelativeHumidity, Mean),
        (&[RelativeHumidity, DewPoint], true),
        "Will it be muggy",
    ),
    state!(
        "pleasant",
        &[
            "nice weather",
            "good weather",
            "fine weather",
            "lovely weather",
            "beautiful weather",
            "nice day",
            "lovely day",
            "beautiful day",
            "be nice",
            "pleasant",
            "nice outside",
            "nice out",
            "good outside",
            "weather be good",
            "weather be nice",
            "weather good",
            "weather nice",
            "great weather",
            "perfect weather",
            "good day to be outside",
            "glorious weather",
            "glorious day",
            "gorgeous weather",
            "gorgeous day",
            "decent weather",
        ],
        &[
            need("dry", Precipitation, Every, at_most(0.1), Cited(TRACE)),
            need(
                "pleasant temperature",
                Temperature,
                Maximum,
                within(18.0, 30.0),
                Cited(HOLIDAY_CLIMATE_INDEX)
            ),
            need("light wind", WindSpeed, Mean, at_most(5.5), Cited(BEAUFORT_4)),
        ],
        (Temperature, Maximum),
        (&[Temperature], true),
        "Will the weather be nice",
    ),
    state!(
        "dusty",
        &["smog", "smoggy", "polluted", "pollution", "bad air"],
        &[need("fine dust", ParticulateMatter, Mean, at_least(15.0), Cited(FINE_DUST))],
        (ParticulateMatter, Mean),
        (&[ParticulateMatter], true),
        "Will the air be polluted",
    ),
    quantity!(
        "high",
        &[
            "high temperature",
            "highest temperature",
            "maximum temperature",
            "max temperature",
            "high temp",
            "max temp",
            "the high",
            "highs",
            "'s high",
            "daily high",
            "top temperature",
        ],
        (Temperature, Maximum),
        &[Temperature],
        "How warm will it get",
    ),
    quantity!(
        "low",
        &[
            "low temperature",
            "lowest temperature",
            "minimum temperature",
            "min temperature",
            "low temp",
            "min temp",
            "the low",
            "lows",
            "'s low",
            "daily low",
        ],
        (Temperature, Minimum),
        &[Temperature],
        "How cold will it get",
    ),
    quantity!(
        "temperature",
        &["temperature", "temperatures", "temp", "temps", "degrees"],
        (Temperature, Maximum),
        &[Temperature],
        "What will the temperature be",
    ),
    quantity!(
        "rainfall",
        &["rainfall", "amount of rain", "inches of rain", "mm of rain", "total rain"],
        (Precipitation, Sum),
        &[Precipitation],
        "How much rain will fall",
    ),
    quantity!(
        "cloud cover",
        &["cloud cover", "cloudiness"],
        (CloudCover, Mean),
        &[CloudCover],
        "How cloudy will it be"
    ),
    quantity!(
        "wind",
        &["wind", "winds", "wind speed", "wind speeds", "windspeed"],
        (WindSpeed, Maximum),
        &[WindSpeed],
        "How windy will it be"
    ),
    quantity!(
        "humidity",
        &["humidity", "relative humidity"],
        (RelativeHumidity, Mean),
        &[RelativeHumidity],
        "How humid will it be"
    ),
    quantity!(
        "dew point",
        &["dew point", "dewpoint"],
        (DewPoint, Mean),
        &[DewPoint],
        "What will the dew point be"
    ),
    quantity!(
        "other",
        &[
            "air pressure",
            "pressure",
            "barometer",
            "visibility",
            "air quality",
            "pm2.5",
            "pm 2.5",
            "fine dust",
            "quality of the air",
            "is the air",
            "is the air outside",
            "how will the air",
            "pm10",
            "pm 10",
            "ozone",
            "ozone level",
            "ozone levels",
            "uv",
            "uv index",
            "ultraviolet",
            "sunburn"
        ],
        (Pressure, Mean),
        &[Pressure],
        "What will the air pressure be",
    ),
];

/// Words that ask about the weather as a whole.
pub(super) const OUTLOOK: [&str; 26] = [
    "it usually like",
    "it normally like",
    "it typically like",
    "it usually be like",
    "usual weather",
    "normal weather",
    "typical weather",
    "it in general like",
    "it generally like",
    "weather",
    "forecast",
    "weather forecast",
    "weather conditions",
    "outlook",
    "like outside",
    "like out",
    "climate",
    "what to wear",
    "should i wear",
    "forecasts",
    "it be like",
    "it like",
    "it feel like",
    "it feels like",
    "conditions",
    "it outside",
];

/// Those of the words above that are said of much else: they count only where something else points to the weather.
pub(super) const AMBIGUOUS: [&str; 88] = [
    "spitting",
    "sprinkling",
    "sprinkles",
    "damp",
    "soggy",
    "slush",
    "slushy",
    "blistering",
    "sizzling",
    "like an oven",
    "brisk",
    "bracing",
    "perishing",
    "leaden",
    "dreary",
    "drab",
    "murky",
    "pea soup",
    "steamy",
    "swampy",
    "sweaty",
    "like a sauna",
    "warm up",
    "warming up",
    "heat up",
    "heating up",
    "cool down",
    "cooling down",
    "cool off",
    "cooling off",
    "clear up",
    "clearing up",
    "brighten up",
    "baking",
    "crisp",
    "brighter",
    "clearer",
    "spit",
    "sprinkle",
    "hottest",
    "scorcher",
    "stuffy",
    "toasty",
    "hot",
    "heat",
    "boiling",
    "roasting",
    "warm",
    "cool",
    "cooler",
    "fresh",
    "cold",
    "colder",
    "bitter",
    "freeze",
    "freezes",
    "freezing",
    "frozen",
    "ice",
    "icy",
    "clear",
    "dry",
    "wet",
    "bright",
    "sun",
    "cloud",
    "clouds",
    "dull",
    "grey",
    "gray",
    "calm",
    "storm",
    "storms",
    "hurricane",
    "shower",
    "showers",
    "downpour",
    "pour",
    "pouring",
    "pressure",
    "degrees",
    "temperate",
    "sticky",
    "it like",
    "it outside",
    "conditions",
    "highs",
    "lows",
];

/// What the sky does that nothing here forecasts.
pub(crate) const NOT_FORECAST: [&str; 20] = [
    "hail",
    "hailing",
    "hailstorm",
    "thunder",
    "thunderstorm",
    "thunderstorms",
    "lightning",
    "tornado",
    "tornadoes",
    "cyclone",
    "sunrise",
    "sunset",
    "sun rise",
    "sun set",
    "moonrise",
    "full moon",
    "tide",
    "tides",
    "pollen",
    "uv index",
];

/// What the words of the row `other` ask for.
pub(super) fn other_amount(word: &str) -> (Variable, Aggregation) {
    match word {
        "visibility" => (Visibility, Minimum),
        "air quality" | "pm2.5" | "pm 2.5" | "fine dust" | "quality of the air" | "is the air"
        | "is the air outside" | "how will the air" => (ParticulateMatter, Mean),
        "pm10" | "pm 10" => (InhalableParticulateMatter, Mean),
        "ozone" | "ozone level" | "ozone levels" => (Ozone, Maximum),
        "uv" | "uv index" | "ultraviolet" | "sunburn" => (UltravioletIndex, Maximum),
        _ => (Pressure, Mean),
    }
}

/// What has to hold for the condition of this key.
pub(crate) fn criteria_of(key: &str) -> Option<Vec<Criterion>> {
    let condition = CONDITIONS.iter().find(|condition| condition.key == key)?;
    Some(condition.event.iter().map(Need::criterion).collect())
}

/// A question of each condition, without a time.
pub(crate) fn questions() -> impl Iterator<Item = &'static str> {
    CONDITIONS.iter().map(|condition| condition.question)
}

/// The words and phrases of all conditions by their first word, in the order of the table.
static BY_FIRST_WORD: LazyLock<HashMap<&'static str, Vec<Row>>> = LazyLock::new(|| {
    let mut rows: HashMap<&'static str, Vec<Row>> = HashMap::new();
    for condition in &CONDITIONS {
        for phrase in condition.words {
            let first = phrase.split(' ').next().unwrap_or(phrase);
            rows.entry(first).or_default().push((condition, phrase));
        }
    }
    rows
});

/// A condition and one of its words or phrases.
type Row = (&'static Condition, &'static str);

/// The conditions that have a word or phrase which begins with this word.
pub(super) fn beginning(word: &str) -> &'static [Row] {
    BY_FIRST_WORD.get(word).map_or(&[], Vec::as_slice)
}

/// Whether the word is one of the weather's.
pub(crate) fn is_word(word: &str) -> bool {
    beginning(word).iter().any(|(_, phrase)| *phrase == word) || OUTLOOK.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_word_means_two_conditions() {
        let mut seen = HashSet::new();
        for condition in &CONDITIONS {
            for word in condition.words {
                assert!(seen.insert(word), "{word}");
            }
        }
    }

    #[test]
    fn what_an_event_needs_is_what_the_condition_is_about() {
        for condition in
            CONDITIONS.iter().filter(|condition| !condition.event.is_empty() && condition.key != "pleasant")
        {
            let about = condition.about.0;
            assert!(
                condition.event.iter().any(|need| about.contains(&need.variable)),
                "{} is about {about:?}",
                condition.key
            );
        }
    }
}
