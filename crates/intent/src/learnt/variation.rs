//! Copies of labelled questions with other names and times in their places, so that the places of words count for more than
//! the words themselves.

use super::{cues, slots::SlotKind, training::LabelledText};
use std::{collections::BTreeMap, ops::Range};

/// Copies of each text.
const COPIES: usize = 2;

/// A reproducible sequence of draws (`SplitMix64`, Steele, Lea and Flood 2014).
struct Draws(u64);

impl Draws {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound.max(1) as u64) as usize
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

/// The word in front of a time: what stands behind `on` is no hour, what stands behind `at` no day.
fn lead<'a>(text: &'a str, bytes: &Range<usize>) -> &'a str {
    let before = text[..bytes.start].split_whitespace().next_back().unwrap_or("");
    ["on", "at", "for", "in", "around"]
        .into_iter()
        .find(|lead| lead.eq_ignore_ascii_case(before))
        .unwrap_or("")
}

/// Copies of labelled texts in which slots are filled with what stood in the same slot of another text, with names from our
/// own lists, or with times put together here. A third of the copies is in lower case.
pub(super) fn vary(texts: &[LabelledText]) -> Vec<LabelledText> {
    let mut fillings: BTreeMap<(SlotKind, &str), Vec<&str>> = BTreeMap::new();
    for labelled in texts {
        for (slot, bytes) in labelled.slots.iter().flatten() {
            let position =
                (*slot, if *slot == SlotKind::TimeRange { lead(&labelled.text, bytes) } else { "" });
            fillings.entry(position).or_default().push(&labelled.text[bytes.clone()]);
        }
    }
    let cities = fillings.get(&(SlotKind::City, "")).cloned().unwrap_or_default();
    let mut draws = Draws(20_130_612);
    let mut copies = Vec::new();
    for labelled in texts.iter().filter(|labelled| labelled.slots.iter().flatten().next().is_some()) {
        for _ in 0..COPIES {
            let mut text = String::new();
            let mut slots = Vec::new();
            let mut copied = 0;
            for (slot, bytes) in labelled.slots.iter().flatten() {
                text.push_str(&labelled.text[copied..bytes.start]);
                copied = bytes.end;
                let lead = if *slot == SlotKind::TimeRange { lead(&labelled.text, bytes) } else { "" };
                let made = match slot {
                    SlotKind::State => match draws.below(4) {
                        0 => Some(draws.of(&cues::states()).to_owned()),
                        1 => Some(draws.of(&cues::codes()).to_owned()),
                        _ => None,
                    },
                    SlotKind::Country => {
                        (draws.below(2) == 0).then(|| draws.of(&cues::countries()).to_owned())
                    }
                    SlotKind::GeographicPoi if !cities.is_empty() && draws.below(3) == 0 => {
                        Some(format!("{} {}", draws.of(&cities), draws.of(&LANDMARKS)))
                    }
                    SlotKind::TimeRange if draws.below(2) == 0 => time(lead, &mut draws),
                    _ => None,
                };
                let start = text.len();
                match made {
                    Some(made) => text.push_str(&made),
                    None => text.push_str(draws.of(&fillings[&(*slot, lead)])),
                }
                slots.push((*slot, start..text.len()));
            }
            text.push_str(&labelled.text[copied..]);
            let lowered = text.to_lowercase();
            if draws.below(3) == 0 && lowered.len() == text.len() {
                text = lowered;
            }
            copies.push(LabelledText { text, domain: labelled.domain, slots: Some(slots) });
        }
    }
    copies
}

const LANDMARKS: [&str; 36] = [
    "National Park",
    "State Park",
    "Provincial Park",
    "National Forest",
    "State Forest",
    "Nature Reserve",
    "Game Reserve",
    "Forest Reserve",
    "Wildlife Refuge",
    "National Wildlife Refuge",
    "Wildlife Sanctuary",
    "Bird Sanctuary",
    "Marine Park",
    "Conservation Area",
    "Wilderness",
    "Wilderness Area",
    "National Monument",
    "National Historic Site",
    "Historic Park",
    "State Recreation Area",
    "State Trail",
    "Biosphere Reserve",
    "Nature Preserve",
    "Memorial Park",
    "National Seashore",
    "Botanical Garden",
    "Wildlife Management Area",
    "Reservoir",
    "Caverns",
    "Gorge",
    "Lighthouse",
    "Castle",
    "Cathedral",
    "Museum",
    "Stadium",
    "Harbour",
];
const NUMBERS: [&str; 24] = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "a",
    "twenty one",
    "thirty-five",
];
const ORDINALS: [&str; 20] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fifteenth",
    "nineteenth",
    "twentieth",
    "1st",
    "2nd",
    "23rd",
    "30th",
];
const UNITS: [&str; 7] = ["second", "minute", "hour", "day", "week", "month", "year"];
const MONTHS: [&str; 20] = [
    "January",
    "february",
    "March",
    "april",
    "May",
    "june",
    "july",
    "August",
    "September",
    "october",
    "November",
    "december",
    "Jan.",
    "feb.",
    "Apr.",
    "Jun.",
    "aug.",
    "Sep.",
    "oct.",
    "Dec.",
];
const SEASONS: [&str; 5] = ["spring", "summer", "autumn", "fall", "winter"];
const WEEKDAYS: [&str; 7] = ["Monday", "tuesday", "Wednesday", "thursday", "Friday", "saturday", "Sunday"];

fn number(draws: &mut Draws) -> String {
    if draws.below(2) == 0 { draws.of(&NUMBERS).to_owned() } else { (2 + draws.below(70)).to_string() }
}

fn length(draws: &mut Draws) -> String {
    let (number, unit) = (number(draws), draws.of(&UNITS));
    let plural = if matches!(number.as_str(), "one" | "a") { "" } else { "s" };
    match draws.below(6) {
        0 => format!("{number} {unit}{plural} and {} {}s", self::number(draws), draws.of(&UNITS)),
        1 => format!("{number} {unit}{plural} and a half"),
        _ => format!("{number} {unit}{plural}"),
    }
}

fn date(draws: &mut Draws) -> String {
    let month = draws.of(&MONTHS);
    let year = 2019 + draws.below(22);
    match draws.below(6) {
        0 => format!("{month} the {}", draws.of(&ORDINALS)),
        1 => format!("{month} {}", 1 + draws.below(28)),
        2 => format!("{month} {}, {year}", draws.of(&ORDINALS)),
        3 => format!("{month} {}, {year}", 1 + draws.below(28)),
        4 => format!("{}/{}/{year}", 1 + draws.below(12), 1 + draws.below(28)),
        _ => format!("the {} of {month}", draws.of(&ORDINALS)),
    }
}

fn clock(draws: &mut Draws) -> String {
    let half = draws.of(&["am", "pm", "AM", "p.m."]);
    match draws.below(5) {
        0 => format!("{} o'clock", number(draws)),
        1 => format!("{:02}:{:02}", draws.below(24), draws.below(60)),
        2 => format!("{:02}:{:02}:{:02} {half}", 1 + draws.below(12), draws.below(60), draws.below(60)),
        3 => format!("{} {half}", 1 + draws.below(12)),
        _ => format!("{} {half}", draws.of(&NUMBERS[..12])),
    }
}

/// A time as it stands behind such a word; none where too many kinds may stand.
fn time(lead: &str, draws: &mut Draws) -> Option<String> {
    match lead {
        "on" => Some(match draws.below(4) {
            0 => draws.of(&cues::holidays()).to_owned(),
            1 => draws.of(&WEEKDAYS).to_owned(),
            _ => date(draws),
        }),
        "at" => Some(clock(draws)),
        "" => Some(match draws.below(6) {
            0 => format!("in {}", length(draws)),
            1 | 2 => format!("{} from now", length(draws)),
            3 => format!("{} {}", draws.of(&["next", "this", "last"]), draws.of(&SEASONS)),
            4 => format!("{} {}", draws.of(&["next", "this", "last"]), draws.of(&WEEKDAYS)),
            _ => format!(
                "{} {}",
                draws.of(&["next", "this", "last"]),
                draws.of(&["week", "month", "year", "weekend"])
            ),
        }),
        _ => None,
    }
}
