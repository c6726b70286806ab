use crate::{Measures, Reading, Sensor};
use domain::{Unit, Variable};
use jiff::Timestamp;

/// One field of a station's report: its name, what it is called, its unit and what it measures.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) unit: Unit,
    pub(super) measures: Measures,
}

const fn weather(name: &'static str, title: &'static str, unit: Unit, variable: Variable) -> Field {
    Field { name, title, unit, measures: Measures::Weather(variable) }
}

/// What Weather Underground's protocol and Ecowitt's, which grew out of it, say of the weather outside. Where several fields say the same,
/// the first that is there counts: the rain of a year is read rather than that of a day, which starts anew at midnight by the
/// station's clock.
pub(super) const FIELDS: &[Field] = &[
    weather("tempf", "temperature", Unit::Fahrenheit, Variable::Temperature),
    weather("dewptf", "dew point", Unit::Fahrenheit, Variable::DewPoint),
    weather("dewpointf", "dew point", Unit::Fahrenheit, Variable::DewPoint),
    weather("humidity", "humidity", Unit::Percent, Variable::RelativeHumidity),
    weather("baromrelin", "pressure", Unit::InchOfMercury, Variable::Pressure),
    weather("baromin", "pressure", Unit::InchOfMercury, Variable::Pressure),
    weather("windspeedmph", "wind", Unit::MilePerHour, Variable::WindSpeed),
    weather("windgustmph", "gusts", Unit::MilePerHour, Variable::WindGust),
    weather("pm25_ch1", "fine dust", Unit::MicrogramPerCubicMetre, Variable::ParticulateMatter),
    weather("AqPM2.5", "fine dust", Unit::MicrogramPerCubicMetre, Variable::ParticulateMatter),
    Field { name: "yearlyrainin", title: "rain", unit: Unit::Inch, measures: Measures::RainTotal },
    Field { name: "yearlyrain", title: "rain", unit: Unit::Inch, measures: Measures::RainTotal },
    Field { name: "dailyrainin", title: "rain", unit: Unit::Inch, measures: Measures::RainTotal },
];

/// A report's fields by name.
pub(super) struct Report(Vec<(String, String)>);

impl Report {
    /// Of a query or a form, percent-encoded.
    pub(super) fn of(form: &[u8]) -> Self {
        Self(form_urlencoded::parse(form).into_owned().collect())
    }

    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim())
    }

    /// What it tells of the weather. Stations write -9999 for a sensor they have lost.
    pub(super) fn readings(&self, station: &str, valid_time: Timestamp) -> Vec<Reading> {
        let mut readings: Vec<Reading> = Vec::new();
        for field in FIELDS {
            let id = format!("station/{station}/{}", field.title.replace(' ', "_"));
            if readings.iter().any(|known| known.sensor.id == id) {
                continue;
            }
            let number: Option<f64> = self
                .field(field.name)
                .and_then(|text| text.parse().ok())
                .filter(|number: &f64| number.is_finite() && *number > -999.0);
            if let Some(value) = number.and_then(|number| field.measures.converted(number, &field.unit)) {
                let sensor = Sensor {
                    id,
                    title: format!("{station} {}", field.title),
                    measures: field.measures.clone(),
                };
                readings.push(Reading { sensor, valid_time, value });
            }
        }
        readings
    }
}

/// `now`, `2024-06-01 12:00:00` or the same with `+` for the blank, in UTC; `None` where it is neither.
pub(super) fn time(stamp: &str, now: Timestamp) -> Option<Timestamp> {
    if stamp == "now" {
        return Some(now);
    }
    let civil: jiff::civil::DateTime = stamp.replace(['+', ' '], "T").parse().ok()?;
    civil.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}
