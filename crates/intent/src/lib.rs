//! Words, a clock and a home place become a question with its assumptions. Pure: no I/O, no clock of its own, and the same
//! words in the same [`Setting`] are always read the same way.
//!
//! [`interpret`] never fails: what can't be read comes back as [`domain::Unclear`], which says what to do and suggests
//! questions that do work. A text is read in this order, and every token is read as one thing only:
//!
//! | step | file | finds |
//! |---|---|---|
//! | 1 | `tokens` | words, numbers and symbols with their place in the text |
//! | 2 | `series` | a series by its name |
//! | 3 | `thresholds`, `measures` | limits with a unit: `over 30 kWh` |
//! | 4 | `time` | days, hours and lengths, without a clock |
//! | 5 | `places`, `place_names` | names in the positions that places have; positions and the user's own names come before all else |
//! | 6 | `activities`, `conditions` | what the weather is asked for |
//! | 7 | `series` | a series by what people say of such things |
//! | 8 | `assemble` | subject, place, spans and criteria, with every gap filled and said |

mod activities;
mod asked;
mod assemble;
mod comparison;
mod complete;
mod conditions;
mod coordinates;
mod edits;
mod examples;
mod follow_up;
mod height;
mod language;
mod learnt;
mod limits;
mod measures;
mod need;
mod numbers;
mod parts;
mod place;
mod place_names;
mod places;
mod read;
mod series;
mod sources;
mod spelling;
mod stretch;
mod subject;
mod thresholds;
mod time;
mod tokens;
mod unclear;
mod watch;
mod weather;
mod words;

pub use activities::Catalogue;
pub use complete::complete;
pub use examples::examples;
pub use follow_up::CARRIED_ON;
pub use height::higher_than;
pub use learnt::{
    DomainChances, LabelledText, SlotKind, SlotSpan, domain_chances, domain_of_text, slot_spans,
    train_domains, train_slots,
};
pub use need::{Authority, Need};
pub use parts::parts;
pub use place_names::places_called;
pub use read::{Domain, Reading, SlotMention, analyse};
pub use time::{Grain, TimeMention};
pub use unclear::abstains;
pub use watch::watch_wish;

use assemble::Read;
use domain::{Edits, Gazetteer, Interpretation, Place, Question, SeriesInfo, Unclear, UnitSystem};
use jiff::Zoned;

/// What words are read in the light of.
pub struct Setting<'a> {
    /// The moment of asking, in the user's zone; nothing before it can be asked about.
    pub now: Zoned,
    /// Where the user lives.
    pub home: Option<&'a Place>,
    /// Places with names of the user's own: a cabin, a beach, a peak.
    pub saved: &'a [Place],
    /// Names of places.
    pub gazetteer: &'a dyn Gazetteer,
    /// The series that can be asked about.
    pub series: &'a [SeriesInfo],
    /// What people do outdoors: [`Catalogue::built_in`], or [`Catalogue::with`] the user's own.
    pub activities: &'a Catalogue,
    /// The question before, which `and on Sunday?` carries on.
    pub previous: Option<&'a Question>,
    /// The units the user reads; also whether `3/4` is in April or in March.
    pub units: UnitSystem,
}

/// Lays out the tables that reading needs, which otherwise happens while the first question is typed. Takes some tens of
/// milliseconds once, and next to nothing later.
pub fn prepare(setting: &Setting<'_>) {
    let question = "Will it be dry enough for a picnic near Nice on Saturday from 2 to 4 pm?";
    let _ = (interpret(question, &Edits::default(), setting), parts(question, setting));
    let _ = complete("p", 1, setting);
}

/// Reads `text`, with `edits` in place of what the words say. Every suggestion of an unclear text is itself understood.
#[must_use]
pub fn interpret(text: &str, edits: &Edits, setting: &Setting<'_>) -> Interpretation {
    match assemble::read(text, edits, setting) {
        Ok(Read::Question(question)) => Interpretation::Understood(question),
        Ok(Read::Explanation(aspect)) => Interpretation::Explanation(aspect),
        Err(fault) if !fault.alternatives.is_empty() => Interpretation::Unclear(Unclear {
            message: fault.message,
            slot: fault.slot,
            suggestions: Vec::new(),
            alternatives: fault.alternatives,
        }),
        Err(fault) => {
            let mut suggestions = examples::understood(fault.near, setting, 4);
            if suggestions.len() < 2 {
                let known: Vec<String> =
                    suggestions.iter().map(|suggestion| suggestion.text.clone()).collect();
                let rest = examples::candidates(setting).into_iter().filter(|text| !known.contains(text));
                suggestions.extend(examples::understood(rest, setting, 3 - known.len()));
            }
            let alternatives = Vec::new();
            Interpretation::Unclear(Unclear {
                message: fault.message,
                slot: fault.slot,
                suggestions,
                alternatives,
            })
        }
    }
}
