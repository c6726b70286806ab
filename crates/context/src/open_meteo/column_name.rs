//! The names of columns: `temperature_2m_member01_ecmwf_ifs025_ensemble`, `precipitation_previous_day2`.

use super::their_variables::{THEIRS, Theirs};

/// What a column holds, by its name.
pub(super) struct ColumnName {
    pub(super) theirs: &'static Theirs,
    /// The member of an ensemble, 0 for the unperturbed one or where there are none.
    pub(super) member: u16,
    /// How many days before the valid time it was said, 0 for the newest that was said.
    pub(super) previous_days: u8,
    /// The model, where the name tells it.
    pub(super) model: Option<String>,
}

/// What follows the name of a variable where the column holds another one: `precipitation_probability`.
const OTHER_VARIABLES: &[&str] = &[
    "probability",
    "hours",
    "sum",
    "low",
    "mid",
    "high",
    "max",
    "min",
    "mean",
    "spread",
    "dominant",
    "anomaly",
    "wildfires",
    "clear",
    "instant",
    "2m",
    "10m",
    "80m",
    "100m",
    "120m",
    "180m",
    "200m",
    // Without their number.
    "member",
    "previous",
];

impl ColumnName {
    /// Reads a name; `None` for a column of no variable of ours.
    pub(super) fn read(name: &str) -> Option<Self> {
        THEIRS.iter().find_map(|theirs| {
            let rest = name.strip_prefix(theirs.name).or_else(|| name.strip_prefix(theirs.old_name))?;
            let mut read = Self { theirs, member: 0, previous_days: 0, model: None };
            let mut rest = rest;
            if let Some((days, behind)) = number_behind(rest, "_previous_day") {
                read.previous_days = u8::try_from(days).ok()?;
                rest = behind;
            }
            if let Some((member, behind)) = number_behind(rest, "_member") {
                read.member = u16::try_from(member).ok()?;
                rest = behind;
            }
            if rest.is_empty() {
                return Some(read);
            }
            let model = rest.strip_prefix('_').filter(|model| !model.is_empty())?;
            let first = model.split('_').next().unwrap_or_default();
            if OTHER_VARIABLES.contains(&first) {
                return None;
            }
            read.model = Some(model.to_owned());
            Some(read)
        })
    }
}

/// The number that follows `marker` at the beginning, and what is behind it.
fn number_behind<'a>(text: &'a str, marker: &str) -> Option<(u32, &'a str)> {
    let text = text.strip_prefix(marker)?;
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, behind) = text.split_at(digits);
    Some((number.parse().ok()?, behind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Variable;

    #[test]
    fn names_are_read() {
        for (name, variable, member, days, model) in [
            ("temperature_2m", Variable::Temperature, 0, 0, None),
            ("temperature_2m_member01", Variable::Temperature, 1, 0, None),
            (
                "temperature_2m_member50_ecmwf_ifs025_ensemble",
                Variable::Temperature,
                50,
                0,
                Some("ecmwf_ifs025_ensemble"),
            ),
            ("precipitation_previous_day2", Variable::Precipitation, 0, 2, None),
            ("wind_speed_10m_previous_day1_gfs_seamless", Variable::WindSpeed, 0, 1, Some("gfs_seamless")),
            ("windspeed_10m", Variable::WindSpeed, 0, 0, None),
            ("cloud_cover_best_match", Variable::CloudCover, 0, 0, Some("best_match")),
            ("pm2_5", Variable::ParticulateMatter, 0, 0, None),
            ("pm10", Variable::InhalableParticulateMatter, 0, 0, None),
            ("uv_index", Variable::UltravioletIndex, 0, 0, None),
        ] {
            let read = ColumnName::read(name).expect(name);
            assert_eq!(
                (&read.theirs.ours, read.member, read.previous_days, read.model.as_deref()),
                (&variable, member, days, model),
                "{name}"
            );
        }
        for name in [
            "precipitation_probability",
            "cloud_cover_low",
            "pm2",
            "pm10_wildfires",
            "uv_index_clear_sky",
            "temperature_2m_max",
            "temperature_2mm",
            "temperature_2m_",
            "temperature_2m_member",
            "temperature_2m_member99999",
            "time",
            "weather_code",
            "",
        ] {
            assert!(ColumnName::read(name).is_none(), "{name}");
        }
    }
}
