use domain::{Answer, Asked, Crossing, Probability, Subject, WatchCondition, WatchWish};

/// The chance from which on a thing is told that nobody named a chance for, in per cent: as likely as not.
const LIKELY_ENOUGH: u8 = 50;
/// A warning comes while there is time to act on it.
const WORTH_A_WARNING: u8 = 30;
/// A window that fails two times in five is no good one.
const GOOD_WINDOW: u8 = 60;

/// Why an answer can't be watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unwatchable {
    /// It is about a past moment.
    #[error("that was asked as of a past moment, and nothing changes there any more")]
    Past,
    /// The time asked about is over.
    #[error("the time it asks about is over")]
    Over,
    /// It is what is usual.
    #[error("what is usual stays as it is; ask about the time itself")]
    Usual,
    /// It has neither a chance nor an amount.
    #[error(
        "there is no chance or amount in its answer that could cross a level; ask whether something happens, or how much"
    )]
    NothingToCompare,
}

/// When to tell of an answer, by what the words wish, and what had to be assumed for it, as a sentence.
///
/// # Errors
/// When there is nothing in the answer to compare with a level.
pub fn condition(wish: WatchWish, answer: &Answer) -> Result<(WatchCondition, Option<String>), Unwatchable> {
    can_change(answer)?;
    let Some(chance) = answer.probability else {
        return preset(answer).map(|preset| {
            let assumed = "Nothing was said of how much is much, so it is told above what is unlikely now.";
            (preset, Some(assumed.to_owned()))
        });
    };
    let usual = usual_level(wish, answer);
    let level = wish.level.unwrap_or(usual);
    let crossing = wish.crossing.unwrap_or(if wish.level.is_some() || !is_plan(answer) || chance < level {
        Crossing::Above
    } else {
        // Who keeps an eye on a plan that looks good wants to hear when it doesn't any more.
        Crossing::Below
    });
    let assumed = wish.level.is_none().then(|| {
        let percent = level.percent();
        match (crossing, is_plan(answer), wish.warning) {
            (Crossing::Above, true, _) => format!("A window counts as good from {percent} % on."),
            (Crossing::Above, false, true) => {
                format!("A warning is given from {percent} % on, while there is time to act on it.")
            }
            (Crossing::Above, false, false) => format!("It is told from {percent} % on."),
            (Crossing::Below, _, _) => format!("It is told below {percent} %."),
        }
    });
    Ok((WatchCondition::Chance { crossing, level }, assumed))
}

/// What to offer for an answer: the level and the way that it would most likely be watched for.
///
/// # Errors
/// When there is nothing in the answer to compare with a level.
pub fn preset(answer: &Answer) -> Result<WatchCondition, Unwatchable> {
    can_change(answer)?;
    if let Some(chance) = answer.probability {
        let level = usual_level(WatchWish::default(), answer);
        let crossing = if chance < level { Crossing::Above } else { Crossing::Below };
        return Ok(WatchCondition::Chance { crossing, level });
    }
    let amount = answer.amount.as_ref().ok_or(Unwatchable::NothingToCompare)?;
    Ok(WatchCondition::Amount { crossing: Crossing::Above, limit: amount.upper, unit: amount.unit.clone() })
}

fn can_change(answer: &Answer) -> Result<(), Unwatchable> {
    match answer.question.asked {
        _ if answer.as_of => Err(Unwatchable::Past),
        Asked::Typical { .. } => Err(Unwatchable::Usual),
        _ => Ok(()),
    }
}

/// Something to do, for which good hours are looked for.
fn is_plan(answer: &Answer) -> bool {
    matches!(answer.question.asked.inner(), Asked::Window { negated: false, .. })
        && matches!(answer.question.subject, Subject::Activity { .. })
}

fn usual_level(wish: WatchWish, answer: &Answer) -> Probability {
    let percent = match (is_plan(answer), wish.warning) {
        (true, _) => GOOD_WINDOW,
        (false, true) => WORTH_A_WARNING,
        (false, false) => LIKELY_ENOUGH,
    };
    Probability::of_members(usize::from(percent), 100)
}
