//! Time zones: old names, which some systems still report, and what the gazetteer calls them; and the largest city of each.

use super::City;
use std::collections::HashSet;

/// Links of the IANA time zone database (its file `backward`) that systems are set to.
const PRESENT_NAMES: &[(&str, &str)] = &[
    ("America/Buenos_Aires", "America/Argentina/Buenos_Aires"),
    ("America/Indianapolis", "America/Indiana/Indianapolis"),
    ("America/Louisville", "America/Kentucky/Louisville"),
    ("America/Montreal", "America/Toronto"),
    ("Asia/Calcutta", "Asia/Kolkata"),
    ("Asia/Chongqing", "Asia/Shanghai"),
    ("Asia/Katmandu", "Asia/Kathmandu"),
    ("Asia/Rangoon", "Asia/Yangon"),
    ("Asia/Saigon", "Asia/Ho_Chi_Minh"),
    ("Asia/Tel_Aviv", "Asia/Jerusalem"),
    ("Atlantic/Faeroe", "Atlantic/Faroe"),
    ("Australia/ACT", "Australia/Sydney"),
    ("Australia/Canberra", "Australia/Sydney"),
    ("Australia/NSW", "Australia/Sydney"),
    ("Europe/Belfast", "Europe/London"),
    ("Europe/Kiev", "Europe/Kyiv"),
    ("GB", "Europe/London"),
    ("Japan", "Asia/Tokyo"),
    ("NZ", "Pacific/Auckland"),
    ("PRC", "Asia/Shanghai"),
    ("Portugal", "Europe/Lisbon"),
    ("Singapore", "Asia/Singapore"),
    ("Turkey", "Europe/Istanbul"),
    ("US/Alaska", "America/Anchorage"),
    ("US/Arizona", "America/Phoenix"),
    ("US/Central", "America/Chicago"),
    ("US/Eastern", "America/New_York"),
    ("US/Hawaii", "Pacific/Honolulu"),
    ("US/Mountain", "America/Denver"),
    ("US/Pacific", "America/Los_Angeles"),
];

/// The present name of a zone; the name itself when it is no old one.
pub(super) fn present_name(zone: &str) -> &str {
    PRESENT_NAMES.iter().find(|(old, _)| *old == zone).map_or(zone, |(_, present)| present)
}

/// Every zone with the rank of the first of its cities, which come the most populous first.
pub(super) fn largest(cities: &[City]) -> Vec<(&'static str, u32)> {
    let mut known: HashSet<&'static str> = HashSet::new();
    let ranked = (0_u32..).zip(cities).map(|(rank, city)| (city.time_zone, rank));
    ranked.filter(|(zone, _)| known.insert(zone)).collect()
}
