use super::{
    blocks::Blocks,
    conditional::Conditional,
    correction::{Correction, believed, corrections, predictors, predictors_of},
    ensemble::Ensemble,
    grid::Grid,
    rank_mapping::RankMapping,
    recent::Recent,
    said::{AtLead, Now, Said},
};
use domain::{Guidance, Variable};

/// What share of its variance a station's weather and a model's never agree on, before anything is learnt.
const NEVER_AGREED: f64 = 0.1;
/// The same for what is different from one street to the next.
const NEVER_AGREED_OF_LOCAL: f64 = 0.35;
/// Fewer members than this tell no spread.
const FEWEST_MEMBERS: usize = 3;
/// The most that members of amounts tell by themselves: some of what came lies outside of all of them.
const MOST_BY_THEMSELVES: f64 = 0.8;
/// A lead is known from its own cases when it has this share of those of the best known.
const WELL_KNOWN: f64 = 0.5;

/// One case of guidance put right.
#[derive(Clone, Copy)]
pub(super) struct Case {
    pub(super) cell: usize,
    /// Which lead's correction it was given.
    pub(super) lead: usize,
    /// On the working scale.
    pub(super) location: f64,
    /// In squares of the usual spread.
    pub(super) variance: f64,
    /// What to add to a raw member so that the mean of all lies at the location.
    shift: f64,
    /// What the newest error adds.
    recent: f64,
}

/// What was said and what was learnt of it.
pub(super) struct Learnt<'a> {
    said: Said<'a>,
    now: Now,
    blocks: Blocks,
    corrections: Vec<Correction>,
    recent: Option<Recent>,
    /// The newest error of the newest runs, in usual spreads.
    newest_error: f64,
    ensemble: Ensemble,
    never_agreed: f64,
}

impl<'a> Learnt<'a> {
    pub(super) fn of(guidance: &'a Guidance, grid: &Grid<'_>, variable: &Variable) -> Self {
        let never_agreed = match variable {
            Variable::Temperature | Variable::DewPoint | Variable::Pressure => NEVER_AGREED,
            _ => NEVER_AGREED_OF_LOCAL,
        };
        let mut said = Said::of(guidance, grid);
        let now = said.now(grid);
        if said.at_leads.is_empty() && now.voice.value.iter().any(|value| value.is_finite()) {
            // Only runs that tell of the time to come: nothing to learn from, but a lead to hold the beliefs.
            let voice = super::said::Voice { value: vec![f64::NAN; grid.cells], members: None };
            said.at_leads.push(AtLead { lead: 86_400, voice });
        }
        let blocks = Blocks::of(grid, &said.at_leads);
        let corrections = corrections(grid, &blocks, &said.at_leads, never_agreed);
        let ensemble = Ensemble::learn(grid, &corrections, &said.at_leads);
        let recent = (!corrections.is_empty() && grid.known > 0).then(|| {
            Recent::learn(grid, &blocks, &corrections, |ahead| {
                let first = corrections.partition_point(|correction| correction.lead < ahead - grid.age);
                well_known(&corrections, first)
            })
        });
        let newest_error = match (&recent, corrections.first()) {
            (Some(recent), Some(correction)) => {
                let coefficients = &correction.coefficients[correction.coefficients.len() - 1];
                let day = grid.known.saturating_sub(grid.per_day())..grid.known;
                let values = &now.voice.value;
                let errors: Vec<f64> = day
                    .map(|cell| {
                        let error = (grid.observed(cell) - values[cell]) / grid.usual(cell).1;
                        error - coefficients.dot(&predictors(grid, values, cell))
                    })
                    .collect();
                recent.state_of(&errors)
            }
            _ => 0.0,
        };
        Self { said, now, blocks, corrections, recent, newest_error, ensemble, never_agreed }
    }

    /// The nearest lead from this one on that is known well enough from its own cases.
    pub(super) fn well_known(&self, lead: usize) -> usize {
        well_known(&self.corrections, lead)
    }

    /// How many leads there are.
    pub(super) fn leads(&self) -> usize {
        self.corrections.len()
    }

    /// What would have been said from the cell `origin`, and by which lead; `None` where models had said nothing.
    pub(super) fn before(&self, grid: &Grid<'_>, origin: usize, lead: usize) -> Option<(usize, Case)> {
        let cell = origin + lead;
        if cell >= grid.cells {
            return None;
        }
        let ahead = grid.second(cell) - grid.second(origin + 1) - grid.age;
        let first = self.corrections.partition_point(|correction| correction.lead < ahead);
        let (at, said) = (first..self.corrections.len())
            .map(|at| (at, &self.said.at_leads[at].voice.value))
            .find(|(_, values)| values[cell].is_finite())?;
        let block = self.blocks.before(origin);
        let correction = &self.corrections[at];
        let spread = grid.usual(cell).1;
        let x = predictors(grid, said, cell);
        let (recent, left) = self.recent.as_ref().map_or((0.0, 1.0), |recent| recent.at(block, origin, lead));
        let recent = spread * recent;
        let shift = spread * correction.coefficients[block].dot(&x) + recent;
        let case = Case {
            cell,
            lead: at,
            location: said[cell] + shift,
            variance: correction.variance[block] * left,
            shift,
            recent,
        };
        Some((at, case))
    }

    /// What is said now.
    pub(super) fn now(&self, grid: &Grid<'_>, cell: usize) -> Option<Case> {
        let values = &self.now.voice.value;
        let ahead = self.now.lead[cell];
        if !values[cell].is_finite() || self.corrections.is_empty() {
            return None;
        }
        let last = self.corrections.len() - 1;
        let at = self.corrections.partition_point(|correction| (correction.lead as f64) < ahead).min(last);
        let correction = &self.corrections[at];
        let block = correction.variance.len() - 1;
        let grown = |lead: f64| believed(self.never_agreed, lead);
        // Fresher than what was learnt from, or older: errors grow with the lead.
        let growth = grown(ahead) / grown(correction.lead as f64);
        let between = |below: &Correction| {
            let share = (ahead - below.lead as f64) / (correction.lead - below.lead) as f64;
            below.variance[block] + share * (correction.variance[block] - below.variance[block])
        };
        let below = at.checked_sub(1).map(|at| &self.corrections[at]);
        let variance = match below {
            Some(below) if ahead <= correction.lead as f64 => between(below),
            _ => correction.variance[block] * growth,
        };
        let spread = grid.usual(cell).1;
        let x = predictors(grid, values, cell);
        let bias = spread * correction.coefficients[block].dot(&x);
        let (mean, spread_of_members) = self
            .now
            .voice
            .members
            .as_ref()
            .map_or((f64::NAN, f64::NAN), |(mean, variance)| (mean[cell], variance[cell]));
        let (location, factor) = self.ensemble.of(
            grid,
            (correction, variance),
            at,
            (cell, values[cell] + bias),
            (values, mean, spread_of_members),
        );
        let steps = (cell + 1).saturating_sub(grid.known).max(1);
        let recent = self.recent.as_ref().map(|recent| recent.after(block, self.newest_error, steps));
        let (recent, left) = recent.unwrap_or((0.0, 1.0));
        let recent = spread * recent;
        Some(Case {
            cell,
            lead: at,
            location: location + recent,
            variance: variance * factor * left,
            shift: location + recent - if mean.is_finite() { mean } else { values[cell] },
            recent,
        })
    }

    /// The members of the newest runs as `said`, and put right: the location alone where there are none.
    ///
    /// Of amounts each is put right by its own word, as the unperturbed one was in the past. What came is known by corrected
    /// words, which lie as close together as guidance tells little: members moved by one amount, that lie as far apart as ever, would be
    /// beyond the largest of these.
    pub(super) fn members(
        &self,
        grid: &Grid<'_>,
        (case, amounts): (&Case, bool),
        said: &mut Vec<(f64, f64)>,
        out: &mut Vec<f64>,
    ) {
        self.said.members_now(grid, case.cell, said);
        out.clear();
        if said.len() < 2 {
            out.push(case.location);
        } else if amounts {
            let correction = &self.corrections[case.lead];
            let coefficients = &correction.coefficients[correction.coefficients.len() - 1];
            let spread = grid.usual(case.cell).1;
            out.extend(said.iter().map(|member| {
                member.0 + spread * coefficients.dot(&predictors_of(grid, *member, case.cell)) + case.recent
            }));
        } else {
            out.extend(said.iter().map(|member| member.0 + case.shift));
        }
    }

    /// How far `count` members may be left to tell by themselves how sure they are, from 0 to 1.
    pub(super) fn told_by_members(&self, lead: usize, count: usize, amounts: bool) -> f64 {
        let most = if amounts { MOST_BY_THEMSELVES } else { 1.0 };
        if count < FEWEST_MEMBERS { 0.0 } else { self.ensemble.told_by_members(lead).min(most) }
    }

    /// What came after what was said at a lead, up to the cell `until`.
    pub(super) fn outcomes(&self, grid: &Grid<'_>, lead: usize, until: usize, amounts: bool) -> Conditional {
        let every = if self.corrections[lead].is_at_every_cell() { 1 } else { self.blocks.stride };
        let pairs =
            self.corrected(grid, lead, until).map(|(_, said, observed)| (said, came(observed, amounts)));
        Conditional::of(pairs.collect(), every as f64 / grid.per_day() as f64, amounts)
    }

    /// How what was said at a lead compares by rank with what came. Of amounts it is the raw word, that members say too: corrected words
    /// are drawn together, which changes how often it rains.
    pub(super) fn mapping(&self, grid: &Grid<'_>, lead: usize, amounts: bool) -> RankMapping {
        let raw = &self.said.at_leads[lead].voice.value;
        let pairs: Vec<(f64, f64)> = self
            .corrected(grid, lead, grid.known)
            .map(|(cell, said, observed)| (if amounts { raw[cell] } else { said }, came(observed, amounts)))
            .collect();
        RankMapping::of(&pairs, amounts)
    }

    /// Cells, with what was said of each once it was put right, and what was observed.
    fn corrected(
        &self,
        grid: &Grid<'_>,
        lead: usize,
        until: usize,
    ) -> impl Iterator<Item = (usize, f64, f64)> {
        let left = &self.corrections[lead].left;
        (0..until.min(grid.known)).filter_map(move |cell| {
            let observed = grid.observed(cell);
            let said = observed - left[cell] * grid.usual(cell).1;
            said.is_finite().then_some((cell, said, observed))
        })
    }
}

/// From the working scale to what outcomes are told in.
fn came(observed: f64, amounts: bool) -> f64 {
    if amounts { observed * observed } else { observed }
}

fn well_known(corrections: &[Correction], first: usize) -> usize {
    let days = |correction: &Correction| correction.days[correction.days.len() - 1];
    let enough = WELL_KNOWN * corrections.iter().map(days).fold(0.0, f64::max);
    let known = |at: &usize| days(&corrections[*at]) >= enough;
    let last = corrections.len() - 1;
    (first..=last).find(known).or_else(|| (0..first.min(last)).rev().find(known)).unwrap_or(last)
}
