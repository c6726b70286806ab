//! Where limits of conditions come from, as shown beside them. Only what a published source says; the rest is our judgement.

/// WMO-No. 8, part I, chapter 6: amounts under 0.1 mm are a trace.
pub(crate) const TRACE: &str = "WMO-No. 8, chapter 6: less than 0.1 mm is a trace";
/// The Met Office counts a rain day from 0.2 mm on.
pub(crate) const RAIN_DAY: &str = "Met Office: a day counts as a rain day from 0.2 mm on";
/// The Met Office's classes of rain intensity.
pub(crate) const HEAVY_RAIN: &str = "Met Office: heavy rain is more than 4 mm in an hour";
/// Scott, Rutty, Amelung and Tang, "An Inter-Comparison of the Holiday Climate Index (HCI) and the Tourism Climate Index (TCI)
/// in Europe", Atmosphere 7(6):80, 2016, rating scheme; its effective temperature is taken as air temperature.
pub(crate) const HOLIDAY_CLIMATE_INDEX: &str =
    "Holiday Climate Index (Scott et al. 2016): 18 to 30 °C are rated 7 of 10 or better";
/// Beaufort scale, moderate breeze from 5.5 m/s.
pub(crate) const BEAUFORT_4: &str = "Beaufort 4, from 5.5 m/s, raises dust and loose paper";
/// Beaufort scale, fresh breeze from 8.0 m/s.
pub(crate) const BEAUFORT_5: &str = "Beaufort 5, from 8.0 m/s: small trees in leaf begin to sway";
/// Beaufort scale, near gale from 13.9 m/s.
pub(crate) const BEAUFORT_7: &str = "Beaufort 7, from 13.9 m/s: walking against the wind is an effort";
/// Beaufort scale, gale from 17.2 m/s.
pub(crate) const BEAUFORT_8: &str = "Beaufort 8, a gale, begins at 17.2 m/s";
/// Beaufort scale, light breeze up to 3.3 m/s.
pub(crate) const BEAUFORT_2: &str = "Beaufort 2, a light breeze, ends at 3.3 m/s";
/// WMO's definition of fog.
pub(crate) const FOG: &str = "WMO: fog is visibility under 1 km";
/// United States National Weather Service, forecast terms for the sky.
pub(crate) const MOSTLY_CLEAR: &str = "US National Weather Service: mostly clear is up to 2/8 of cloud";
/// United States National Weather Service, forecast terms for the sky.
pub(crate) const MOSTLY_CLOUDY: &str = "US National Weather Service: mostly cloudy is from 5/8 of cloud";
/// United States National Weather Service, dew point versus humidity.
pub(crate) const MUGGY: &str = "US National Weather Service: oppressive from a dew point of 65 °F";
/// Dai, "Temperature and pressure dependence of the rain-snow phase transition over land and ocean", Geophysical Research
/// Letters 35, 2008.
pub(crate) const SNOW: &str = "Dai 2008: over land, half of what falls at 1.2 °C is snow";
/// World Health Organization, global air quality guidelines, 2021: 24-hour mean of PM2.5.
pub(crate) const FINE_DUST: &str = "WHO air quality guidelines 2021: 15 µg/m³ over 24 hours";
