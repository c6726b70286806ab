//! What may stand behind the name of a place: its region, its country, or both, by name or by code.

use super::{
    City,
    near::Near,
    normalise,
    record::{Country, Region},
};
use std::collections::BTreeMap;

/// Names of countries that people write and the list of countries has not.
const COUNTRY_ALIASES: &[(&str, &str)] = &[
    ("america", "US"),
    ("bosnia", "BA"),
    ("britain", "GB"),
    ("burma", "MM"),
    ("cape verde", "CV"),
    ("congo", "CD"),
    ("cote divoire", "CI"),
    ("czech republic", "CZ"),
    ("drc", "CD"),
    ("east timor", "TL"),
    ("great britain", "GB"),
    ("holland", "NL"),
    ("korea", "KR"),
    ("macau", "MO"),
    ("macedonia", "MK"),
    ("netherlands", "NL"),
    ("palestine", "PS"),
    ("swaziland", "SZ"),
    ("turkiye", "TR"),
    ("uae", "AE"),
    ("uk", "GB"),
    ("united states of america", "US"),
    ("usa", "US"),
    ("vatican city", "VA"),
    ("virgin islands", "VI"),
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

/// A country or a region, each by its number in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Qualifier {
    Country(u16),
    Region(u16),
}

impl Qualifier {
    fn holds(self, city: &City) -> bool {
        match self {
            Self::Country(country) => city.country_index == country,
            Self::Region(region) => city.region_index == Some(region),
        }
    }
}

/// One meaning of a spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Meaning {
    pub(super) qualifier: Qualifier,
    /// Whether the spelling is no name but a code of two or three letters.
    pub(super) is_code: bool,
}

/// Every qualifier by its normalised spelling.
pub(super) struct Qualifiers {
    /// From a spelling to the place of its meanings in the list.
    index: fst::Map<Vec<u8>>,
    meanings: Vec<Vec<Meaning>>,
}

impl Qualifiers {
    pub(super) fn new(countries: &[Country<'static>], regions: &[Region<'static>]) -> Self {
        let mut known: BTreeMap<String, Vec<Meaning>> = BTreeMap::new();
        let mut add = |spelling: String, qualifier: Qualifier, is_code: bool| {
            let same = known.entry(spelling).or_default();
            match same.iter_mut().find(|meaning| meaning.qualifier == qualifier) {
                Some(meaning) => meaning.is_code &= is_code,
                None => same.push(Meaning { qualifier, is_code }),
            }
        };
        for (index, country) in (0_u16..).zip(countries) {
            let qualifier = Qualifier::Country(index);
            add(normalise(country.name), qualifier, false);
            for code in [country.code, country.code3] {
                add(normalise(code), qualifier, true);
            }
            for (alias, code) in COUNTRY_ALIASES {
                if *code == country.code {
                    add((*alias).to_owned(), qualifier, false);
                }
            }
        }
        for (index, region) in (0_u16..).zip(regions) {
            let qualifier = Qualifier::Region(index);
            // Most codes are numbers of an agency; those of letters are the ones that people write.
            if region.code.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                add(normalise(region.code), qualifier, true);
            }
            let Some(name) = region.name.map(normalise) else { continue };
            for (country, code, full) in REGION_ALIASES {
                if *country == region.country_code && *full == name {
                    add((*code).to_owned(), qualifier, true);
                }
            }
            add(name, qualifier, false);
        }
        let index = fst::Map::from_iter(known.keys().zip(0_u64..)).expect("the keys of a map are in order");
        Self { index, meanings: known.into_values().collect() }
    }

    /// What these words may mean.
    pub(super) fn meanings(&self, words: &[&str]) -> &[Meaning] {
        self.index.get(words.join(" ")).map_or(&[], |at| self.numbered(at))
    }

    fn numbered(&self, at: u64) -> &[Meaning] {
        &self.meanings[at as usize]
    }

    /// Whatever is spelt nearly like this, each time with the errors between the two.
    pub(super) fn near(&self, near: &Near<'_>) -> Vec<(&[Meaning], u8)> {
        let mut found = Vec::new();
        near.among(self.index.as_fst(), &mut |at, errors| found.push((self.numbered(at), errors)));
        found
    }

    /// Whether the words behind a name can be said of this place: `oregon`, `or`, `usa`, `oregon usa`.
    pub(super) fn hold(&self, words: &[&str], city: &City) -> bool {
        let one = |words: &[&str]| self.meanings(words).iter().any(|meaning| meaning.qualifier.holds(city));
        one(words) || (1..words.len()).any(|split| one(&words[..split]) && one(&words[split..]))
    }

    /// Whether these words name a country or region at all.
    pub(super) fn know(&self, words: &[&str]) -> bool {
        let one = |words: &[&str]| !self.meanings(words).is_empty();
        one(words) || (1..words.len()).any(|split| one(&words[..split]) && one(&words[split..]))
    }
}
