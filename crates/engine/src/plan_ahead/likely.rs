//! Which questions are likely to be asked soon, as several sources tell.

use crate::{noticed, plans, shared::Shared};
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

/// All who do. A new one is one line here.
const SOURCES: &[Foresees] = &[habits, calendar];

/// What is planned within so long is likely to be asked about at any moment.
const PLANNED: SignedDuration = SignedDuration::from_hours(24);
/// How likely it is that a plan is asked about in the hour to come, a guess: most plans are looked at once or twice.
const ASKED_ABOUT: f64 = 0.1;
/// Plans that are worked out at most.
const MOST_PLANS: usize = 3;

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

fn calendar(shared: &Shared, now: &Zoned, _ahead: SignedDuration) -> Result<Vec<Likely>, Problem> {
    let likely = plans::all(shared)?
        .into_iter()
        .take_while(|plan| now.duration_until(&plan.start) <= PLANNED)
        .take(MOST_PLANS)
        .map(|plan| Likely {
            text: plan.question,
            at: now.clone(),
            chance: ASKED_ABOUT,
            why: "it is in your calendar".to_owned(),
        });
    Ok(likely.collect())
}
