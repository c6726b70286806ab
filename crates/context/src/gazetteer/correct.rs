//! What a misspelt name is likely to mean.

use super::{
    Area, Best, City, Gazetteer,
    near::{MOST_ERRORS, Near},
    normalise, record,
};
use fst::{Automaton, IntoStreamer, Streamer, automaton::Str};

/// A name with fewer letters than this is near to too many others.
const FEWEST_LETTERS: usize = 2;

/// Names of up to so many letters are allowed one error, longer ones two.
const SHORT: usize = 4;

/// A beginning borne by more spellings than this says nothing.
const MOST_SPELLINGS_BEGUN: usize = 400;

/// A place with a name near to the one typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Correction<'a> {
    /// The name that was meant.
    pub meant: &'static str,
    /// The city, or the one that stands for the area.
    pub city: &'a City,
    /// Typing errors between the two names, one in the first letter counted twice.
    pub errors: u8,
    /// Whether the name is that of a country or region.
    pub is_area: bool,
}

/// How much likelier a place is meant than one of a tenth of its population, against one error more.
const TENFOLDS_PER_ERROR: f64 = 1.5;

impl Gazetteer {
    /// Cities with a name within two typing errors of this one, or that begins with it, the likeliest first: for "did
    /// you mean". Names of up to four letters are allowed one error.
    #[must_use]
    pub fn near(&self, name: &str, limit: usize) -> Vec<&City> {
        let (name, qualifier) = name.split_once(',').unwrap_or((name, ""));
        let (spelling, qualifier) = (normalise(name), normalise(qualifier));
        let mut found = self.misspelt(&spelling, MOST_ERRORS);
        if spelling.chars().count() >= SHORT {
            let mut stream = self.index.search(Str::new(&spelling).starts_with()).into_stream();
            let mut spellings = 0;
            while let Some((_, value)) = stream.next() {
                spellings += 1;
                if spellings > MOST_SPELLINGS_BEGUN {
                    break;
                }
                for posting in record::postings(value, self.postings) {
                    found.add(posting, 1);
                }
            }
        }
        if found.0.is_empty() {
            return self.find(&spelling).into_iter().take(limit).collect();
        }
        let words: Vec<&str> = qualifier.split(' ').collect();
        let within = found.ranked(&self.cities, |city| self.qualifiers.hold(&words, city), limit);
        if qualifier.is_empty() || within.is_empty() {
            found.ranked(&self.cities, |_| true, limit)
        } else {
            within
        }
    }

    /// Places with a name within `most_errors` typing errors of this one, at most two, the likeliest first: the larger, the more
    /// errors are forgiven. Region and country may follow the name, spelt as they should be.
    #[must_use]
    pub fn corrections(&self, name: &str, most_errors: u8, limit: usize) -> Vec<Correction<'_>> {
        let spelling = normalise(name);
        let words: Vec<&str> = spelling.split(' ').collect();
        for split in (1..=words.len()).rev() {
            if split < words.len() && !self.qualifiers.know(&words[split..]) {
                continue;
            }
            let head = words[..split].join(" ");
            let mut found: Vec<(f64, Correction<'_>)> = Vec::new();
            for (rank, (errors, is_main)) in self.misspelt(&head, most_errors).0 {
                let city = &self.cities[rank as usize];
                if split == words.len() || self.qualifiers.hold(&words[split..], city) {
                    let weight = if is_main { 0.0 } else { super::ALTERNATE_NAME_WEIGHT.log10() };
                    let correction = Correction { meant: city.name, city, errors, is_area: false };
                    found.push((weight + likelihood(f64::from(city.population), errors), correction));
                }
            }
            if split == words.len() {
                // Many a region is called as its largest city, which is the surer reading.
                let areas = self.misspelt_areas(&head, most_errors);
                let areas = areas.filter(|(area, _)| area.name != area.cities[0].name);
                found.extend(areas.map(|(area, errors)| {
                    let correction =
                        Correction { meant: area.name, city: area.cities[0], errors, is_area: true };
                    (likelihood(area.population as f64, errors), correction)
                }));
            }
            if !found.is_empty() {
                found.sort_by(|(a, left), (b, right)| b.total_cmp(a).then(left.city.id.cmp(&right.city.id)));
                found.truncate(limit);
                return found.into_iter().map(|(_, correction)| correction).collect();
            }
        }
        Vec::new()
    }

    /// The cities within the errors that a name of this length is allowed.
    fn misspelt(&self, spelling: &str, most_errors: u8) -> Best {
        let mut found = Best::default();
        let Some(near) = near(spelling, most_errors) else { return found };
        near.among(self.index.as_fst(), &mut |value, distance| {
            for posting in record::postings(value, self.postings) {
                if !posting.is_code {
                    found.add(posting, distance);
                }
            }
        });
        found
    }

    fn misspelt_areas(&self, spelling: &str, most_errors: u8) -> impl Iterator<Item = (Area<'_>, u8)> {
        let found = near(spelling, most_errors).map_or_else(Vec::new, |near| self.qualifiers.near(&near));
        let found = found
            .into_iter()
            .flat_map(|(meanings, errors)| meanings.iter().map(move |meaning| (meaning, errors)))
            .filter(|(meaning, _)| !meaning.is_code);
        found.flat_map(|(meaning, errors)| {
            self.spelt_out(vec![meaning.qualifier]).into_iter().map(move |area| (area, errors))
        })
    }
}

/// The names that are near to this one; `None` for one too short or too long.
fn near(spelling: &str, most_errors: u8) -> Option<Near<'_>> {
    let letters = spelling.chars().count();
    if letters < FEWEST_LETTERS {
        return None;
    }
    Near::new(spelling, if letters <= SHORT { most_errors.min(1) } else { most_errors })
}

/// Orders places by how likely they are meant.
fn likelihood(population: f64, errors: u8) -> f64 {
    population.max(1.0).log10() - TENFOLDS_PER_ERROR * f64::from(errors)
}
