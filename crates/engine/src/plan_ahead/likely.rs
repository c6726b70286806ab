//! Which questions are likely to be asked soon, as several sources tell.

use crate::{noticed, shared::Shared};
use contract::Problem;
use jiff::{SignedDuration, Zoned};

/// A question that is likely to be asked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Likely {
    pub(crate) text: String,
    /// When.
    pub(crate) at: Zoned,
    /// How likely, 0 to 1.
    pub(crate) chance: f64,
    /// Why, in words: `you ask it about 08:10 on weekdays`.
    pub(crate) why: String,
}

/// One who knows of questions to come, up to so long after the moment.
type Foresees = fn(&Shared, &Zoned, SignedDuration) -> Result<Vec<Likely>, Problem>;

/// All who do. A new one, such as a calendar, is one line here.
const SOURCES: &[Foresees] = &[habits];

/// The questions likely to be asked within `ahead`, each once, the soonest first.
pub(crate) fn soon(shared: &Shared, now: &Zoned, ahead: SignedDuration) -> Result<Vec<Likely>, Problem> {
    let mut all: Vec<Likely> = Vec::new();
    for source in SOURCES {
        for likely in source(shared, now, ahead)? {
            if all.iter().all(|known| known.text != likely.text) {
                all.push(likely);
            }
        }
    }
    all.sort_by(|a, b| a.at.cmp(&b.at).then_with(|| b.chance.total_cmp(&a.chance)));
    Ok(all)
}

fn habits(shared: &Shared, now: &Zoned, ahead: SignedDuration) -> Result<Vec<Likely>, Problem> {
    let likely = noticed::habits(shared)?.into_iter().filter_map(|habit| {
        let (at, chance) = habit.expected(now, ahead)?;
        Some(Likely { why: format!("you ask it {}", habit.when()), text: habit.text, at, chance })
    });
    Ok(likely.collect())
}
