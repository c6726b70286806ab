//! What may stand behind the name of a place: its region, its country, or both, by name or by code.

use super::{
    City, normalise,
    record::{Country, Region},
};
use std::collections::HashMap;

/// Names of countries that people write and the list of countries has not.
const COUNTRY_ALIASES: &[(&str, &str)] = &[
    ("america", "US"),
    ("bosnia", "BA"),
    ("britain", "GB"),
    ("burma", "MM"),
    ("congo", "CD"),
    ("cote divoire", "CI"),
    ("czech republic", "CZ"),
    ("drc", "CD"),
    ("great britain", "GB"),
    ("holland", "NL"),
    ("korea", "KR"),
    ("netherlands", "NL"),
    ("palestine", "PS"),
    ("swaziland", "SZ"),
    ("turkiye", "TR"),
    ("uae", "AE"),
    ("uk", "GB"),
    ("united states of america", "US"),
];

/// Postal codes of regions that `GeoNames` numbers otherwise: country, code, name as normalised.
const REGION_ALIASES: &[(&str, &str, &str)] = &[
    ("CA", "ab", "alberta"),
    ("CA", "bc", "british columbia"),
    ("CA", "mb", "manitoba"),
    ("CA", "nb", "new brunswick"),
    ("CA", "nl", "newfoundland and labrador"),
    ("CA", "ns", "nova scotia"),
    ("CA", "nt", "northwest territories"),
    ("CA", "nu", "nunavut"),
    ("CA", "on", "ontario"),
    ("CA", "pe", "prince edward island"),
    ("CA", "qc", "quebec"),
    ("CA", "sk", "saskatchewan"),
    ("CA", "yt", "yukon"),
    ("AU", "act", "australian capital territory"),
    ("AU", "nsw", "new south wales"),
    ("AU", "nt", "northern territory"),
    ("AU", "qld", "queensland"),
    ("AU", "sa", "south australia"),
    ("AU", "tas", "tasmania"),
    ("AU", "vic", "victoria"),
    ("AU", "wa", "western australia"),
];

/// A country, or a region by its number in the list of regions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Qualifier {
    Country(&'static str),
    Region(u16),
}

impl Qualifier {
    fn holds(self, city: &City) -> bool {
        match self {
            Self::Country(code) => city.country_code == code,
            Self::Region(region) => city.region_index == Some(region),
        }
    }
}

/// Every qualifier by its normalised spelling.
pub(super) struct Qualifiers(HashMap<String, Vec<Qualifier>>);

impl Qualifiers {
    pub(super) fn new(countries: &[Country<'static>], regions: &[Region<'static>]) -> Self {
        let mut known: HashMap<String, Vec<Qualifier>> = HashMap::new();
        let mut add = |spelling: String, qualifier: Qualifier| {
            let same = known.entry(spelling).or_default();
            if !same.contains(&qualifier) {
                same.push(qualifier);
            }
        };
        for country in countries {
            let qualifier = Qualifier::Country(country.code);
            for spelling in [country.name, country.code, country.code3] {
                add(normalise(spelling), qualifier);
            }
            for (alias, code) in COUNTRY_ALIASES {
                if *code == country.code {
                    add((*alias).to_owned(), qualifier);
                }
            }
        }
        for (index, region) in (0_u16..).zip(regions) {
            let qualifier = Qualifier::Region(index);
            // Most codes are numbers of an agency; those of letters are the ones that people write.
            if region.code.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                add(normalise(region.code), qualifier);
            }
            let Some(name) = region.name.map(normalise) else { continue };
            for (country, code, full) in REGION_ALIASES {
                if *country == region.country_code && *full == name {
                    add((*code).to_owned(), qualifier);
                }
            }
            add(name, qualifier);
        }
        Self(known)
    }

    /// Whether the words behind a name can be said of this place: `oregon`, `or`, `usa`, `oregon usa`.
    pub(super) fn hold(&self, words: &[&str], city: &City) -> bool {
        let one = |words: &[&str]| {
            self.0
                .get(&words.join(" "))
                .is_some_and(|same| same.iter().any(|qualifier| qualifier.holds(city)))
        };
        one(words) || (1..words.len()).any(|split| one(&words[..split]) && one(&words[split..]))
    }

    /// Whether these words name a country or region at all.
    pub(super) fn know(&self, words: &[&str]) -> bool {
        let one = |words: &[&str]| self.0.contains_key(&words.join(" "));
        one(words) || (1..words.len()).any(|split| one(&words[..split]) && one(&words[split..]))
    }
}
