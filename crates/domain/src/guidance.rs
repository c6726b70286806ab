use crate::{Origin, Series, Variable};
use jiff::{SignedDuration, Timestamp};

/// What numerical weather models said of one variable at one place, in the variable's unit.
///
/// Runs are kept as they were received. What was said before anybody listened is told by [`GuidanceAtLead`], which is what the
/// archives of past runs hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Guidance {
    /// Runs that were received, in the order in which they became known.
    pub runs: Vec<GuidanceRun>,
    /// What was said at fixed leads, for past valid times.
    pub at_leads: Vec<GuidanceAtLead>,
    /// Where it comes from.
    pub origin: Origin,
}

/// One run of one weather model, member by member.
#[derive(Debug, Clone, PartialEq)]
pub struct GuidanceRun {
    /// The model, as its provider names it: `ecmwf_ifs025`.
    pub model: String,
    /// From when on it may be used: when it was received here.
    pub known_since: Timestamp,
    /// One series a member over the same valid times, the unperturbed member first; a single one for a model that runs once.
    pub members: Vec<Series>,
}

/// What the runs of one weather model said some whole days ahead, for many valid times.
#[derive(Debug, Clone, PartialEq)]
pub struct GuidanceAtLead {
    /// The model, as its provider names it: `ecmwf_ifs025`.
    pub model: String,
    /// The value for a valid time had been said this long before it, or earlier.
    pub lead: SignedDuration,
    /// By valid time; NaN where nothing is kept.
    pub said: Series,
}

/// A part of what weather models said of a place or worked out about it, as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptGuidance {
    /// What it is of.
    pub variable: Variable,
    /// The model, as its provider names it; for an analysis the name of the product.
    pub model: String,
    /// What is told.
    pub kind: GuidanceKind,
    /// Values over the same valid times, in the variable's unit, NaN where there is none: one series a member of a run, the
    /// unperturbed first; one hourly series of whole hours of UTC for the other kinds.
    pub members: Vec<Series>,
}

/// What a part of guidance tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuidanceKind {
    /// One run, received at this moment.
    Run {
        /// When.
        received: Timestamp,
    },
    /// What runs had said this long before each valid time.
    AtLead(SignedDuration),
    /// What was worked out afterwards.
    Analysis,
}

impl Guidance {
    /// What of it was known at `issue_time`. Series share their values.
    #[must_use]
    pub fn known_at(&self, issue_time: Timestamp) -> Self {
        let at_leads = self
            .at_leads
            .iter()
            .map(|past| {
                // Said for valid times up to a lead behind the issue time.
                let until = issue_time.saturating_add(past.lead).unwrap_or(Timestamp::MAX);
                let known = past.said.index_at(until) + usize::from(until >= past.said.first_time());
                GuidanceAtLead { said: past.said.slice(0..known), ..past.clone() }
            })
            .collect();
        let runs = self.runs.iter().filter(|run| run.known_since <= issue_time).cloned().collect();
        Self { runs, at_leads, origin: self.origin.clone() }
    }

    /// Whether nothing is told at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty() && self.at_leads.iter().all(|past| past.said.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{OriginKind, Step};

    #[test]
    fn nothing_said_later_is_known() {
        let start: jiff::Zoned = "2026-03-01T00:00[UTC]".parse().expect("a moment");
        let hours = |count: u32| {
            Series::new(start.clone(), Step::HOUR, (0..count).map(f64::from).collect::<Vec<_>>())
                .expect("a step")
        };
        let guidance = Guidance {
            runs: vec![GuidanceRun {
                model: "a".into(),
                known_since: "2026-03-01T06:00Z".parse().expect("a moment"),
                members: vec![hours(48)],
            }],
            at_leads: vec![GuidanceAtLead {
                model: "a".into(),
                lead: SignedDuration::from_hours(24),
                said: hours(72),
            }],
            origin: Origin::new(OriginKind::Guidance, "a test"),
        };
        for (issue_time, runs, said) in [
            ("2026-02-27T23:59Z", 0, 0),
            ("2026-02-28T00:00Z", 0, 1),
            ("2026-03-01T05:59Z", 0, 30),
            ("2026-03-01T06:00Z", 1, 31),
            ("2026-04-01T00:00Z", 1, 72),
        ] {
            let known = guidance.known_at(issue_time.parse().expect("a moment"));
            assert_eq!((known.runs.len(), known.at_leads[0].said.len()), (runs, said), "{issue_time}");
        }
    }
}
