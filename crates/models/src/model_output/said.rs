use super::grid::Grid;
use domain::{Guidance, GuidanceRun};

/// Leads in hours at which kept runs are compared with what came, beside whole days.
const WITHIN_A_DAY: [i64; 2] = [6, 12];
const HOUR: i64 = 3600;
/// Days ahead beyond which no model is listened to.
pub(super) const FARTHEST_DAYS: i64 = 16;
/// Days back from which kept runs are gone through.
const KEPT_DAYS: i64 = 120;

/// What the models said for every cell of a grid, on its working scale: NaN where nothing was said.
#[derive(Clone)]
pub(super) struct Voice {
    /// The mean of the models' unperturbed members.
    pub(super) value: Vec<f64>,
    /// The mean and the variance of all members of all models, where they are members of an ensemble.
    pub(super) members: Option<(Vec<f64>, Vec<f64>)>,
}

/// What was said a fixed time ahead, or earlier.
pub(super) struct AtLead {
    /// Seconds ahead.
    pub(super) lead: i64,
    pub(super) voice: Voice,
}

/// What the newest runs say of the cells ahead, and what they said of the day before.
pub(super) struct Now {
    pub(super) voice: Voice,
    /// How long before each cell it had been said, in seconds: the mean of the models.
    pub(super) lead: Vec<f64>,
}

/// Everything that was said.
pub(super) struct Said<'a> {
    models: Vec<OfModel<'a>>,
    /// From the shortest lead to the longest.
    pub(super) at_leads: Vec<AtLead>,
}

struct OfModel<'a> {
    /// By when they became known.
    runs: Vec<&'a GuidanceRun>,
    /// The lead in seconds and the values on the working scale, from the shortest on.
    at_leads: Vec<(i64, Vec<f64>)>,
}

impl OfModel<'_> {
    /// The newest run known at `moment` that tells something of `cell`.
    fn run(&self, moment: i64, cell: usize, grid: &Grid<'_>) -> Option<(&GuidanceRun, f64)> {
        let known = self.runs.partition_point(|run| run.known_since.as_second() <= moment);
        // A short run between long ones takes nothing away from what these say of later days.
        self.runs[..known].iter().rev().take(8).find_map(|run| {
            let value = run
                .members
                .iter()
                .map(|member| grid.value_of(member, member.first_time().as_second(), cell))
                .find(|value| value.is_finite())?;
            Some((*run, value))
        })
    }
}

impl<'a> Said<'a> {
    pub(super) fn of(guidance: &'a Guidance, grid: &Grid<'_>) -> Self {
        let mut names: Vec<&str> = guidance.runs.iter().map(|run| run.model.as_str()).collect();
        names.extend(guidance.at_leads.iter().map(|past| past.model.as_str()));
        names.sort_unstable();
        names.dedup();
        let models: Vec<OfModel<'_>> = names
            .into_iter()
            .map(|name| {
                let mut runs: Vec<&GuidanceRun> =
                    guidance.runs.iter().filter(|run| run.model == name).collect();
                runs.sort_by_key(|run| run.known_since);
                let mut at_leads: Vec<(i64, Vec<f64>)> = guidance
                    .at_leads
                    .iter()
                    .filter(|past| past.model == name && past.lead.as_secs() >= 0)
                    .map(|past| {
                        let first = past.said.first_time().as_second();
                        (past.lead.as_secs(), grid.values_of(&past.said, first))
                    })
                    .collect();
                at_leads.sort_by_key(|(lead, _)| *lead);
                OfModel { runs, at_leads }
            })
            .collect();
        let mut leads: Vec<i64> =
            models.iter().flat_map(|model| model.at_leads.iter().map(|(lead, _)| *lead)).collect();
        if !guidance.runs.is_empty() {
            leads.extend(WITHIN_A_DAY.map(|hours| hours * HOUR));
            leads.extend((1..=FARTHEST_DAYS).map(|days| days * 24 * HOUR));
        }
        leads.retain(|lead| *lead <= FARTHEST_DAYS * 24 * HOUR);
        leads.sort_unstable();
        leads.dedup();
        let at_leads = leads
            .into_iter()
            .map(|lead| AtLead { lead, voice: at_lead(&models, lead, grid) })
            .filter(|said| said.voice.value.iter().any(|value| value.is_finite()))
            .collect();
        Self { models, at_leads }
    }

    /// What is said of the cells ahead: of each model the newest run, or what it had said a longer time before.
    pub(super) fn now(&self, grid: &Grid<'_>) -> Now {
        let moment = grid.second(grid.known) + grid.age;
        let mut now = Now {
            voice: Voice { value: vec![f64::NAN; grid.cells], members: None },
            lead: vec![f64::NAN; grid.cells],
        };
        let mut mean = vec![f64::NAN; grid.cells];
        let mut variance = mean.clone();
        for cell in grid.known.saturating_sub(grid.per_day())..grid.cells {
            let ahead = grid.second(cell) - moment;
            let (mut count, mut sum, mut lead) = (0.0, 0.0, 0.0);
            let mut members = Moments::default();
            for model in &self.models {
                let run = model.run(moment, cell, grid);
                let (value, since) = match run {
                    Some((run, value)) => {
                        if cell >= grid.known {
                            members.add(run, cell, grid);
                        }
                        (value, grid.second(cell) - run.known_since.as_second())
                    }
                    None => {
                        let past = model.at_leads.iter().filter(|(lead, _)| *lead >= ahead);
                        let Some((lead, values)) =
                            past.into_iter().find(|(_, values)| values[cell].is_finite())
                        else {
                            continue;
                        };
                        (values[cell], *lead)
                    }
                };
                count += 1.0;
                sum += value;
                lead += since.max(0) as f64;
            }
            if count > 0.0 {
                now.voice.value[cell] = sum / count;
                now.lead[cell] = lead / count;
                (mean[cell], variance[cell]) = members.told();
            }
        }
        if mean.iter().any(|mean| mean.is_finite()) {
            now.voice.members = Some((mean, variance));
        }
        now
    }

    /// Every member of the newest runs at a cell, on the working scale, and how far the mean about it is from it.
    pub(super) fn members_now(&self, grid: &Grid<'_>, cell: usize, out: &mut Vec<(f64, f64)>) {
        let moment = grid.second(grid.known) + grid.age;
        out.clear();
        for model in &self.models {
            if let Some((run, _)) = model.run(moment, cell, grid) {
                out.extend(run.members.iter().filter_map(|member| {
                    let first = member.first_time().as_second();
                    let about = grid.about(cell, |cell| grid.value_of(member, first, cell));
                    about.0.is_finite().then_some(about)
                }));
            }
        }
    }
}

/// What all models said `lead` seconds before each cell: as the archives tell it, else the kept run of that moment.
fn at_lead(models: &[OfModel<'_>], lead: i64, grid: &Grid<'_>) -> Voice {
    let mut counts = vec![0.0; grid.cells];
    let mut sums = vec![0.0; grid.cells];
    let mut pooled: Vec<Moments> = Vec::new();
    let newest = grid.second(grid.known) + grid.age;
    for model in models {
        let archived = model.at_leads.iter().find(|(known, _)| *known == lead).map(|(_, values)| values);
        let oldest = newest - KEPT_DAYS * 24 * HOUR;
        let first_run =
            model.runs.iter().map(|run| run.known_since.as_second()).find(|since| *since >= oldest);
        for cell in 0..grid.cells {
            let moment = grid.second(cell).saturating_sub(lead);
            let mut value = archived.map_or(f64::NAN, |values| values[cell]);
            if first_run.is_some_and(|first| moment >= first)
                && moment <= newest
                && let Some((run, said)) = model.run(moment, cell, grid)
            {
                if !value.is_finite() {
                    value = said;
                }
                if run.members.len() > 1 {
                    pooled.resize_with(grid.cells, Moments::default);
                    pooled[cell].add(run, cell, grid);
                }
            }
            if value.is_finite() {
                counts[cell] += 1.0;
                sums[cell] += value;
            }
        }
    }
    let value = counts
        .iter()
        .zip(&sums)
        .map(|(count, sum)| if *count > 0.0 { sum / count } else { f64::NAN })
        .collect();
    let members = (!pooled.is_empty()).then(|| pooled.iter().map(Moments::told).unzip());
    Voice { value, members }
}

/// Count, sum and sum of squares of members.
#[derive(Default, Clone)]
struct Moments {
    count: f64,
    sum: f64,
    squares: f64,
}

/// Fewer members than this tell no spread.
const FEWEST_MEMBERS: f64 = 3.0;

impl Moments {
    fn add(&mut self, run: &GuidanceRun, cell: usize, grid: &Grid<'_>) {
        for member in &run.members {
            let value = grid.value_of(member, member.first_time().as_second(), cell);
            if value.is_finite() {
                self.count += 1.0;
                self.sum += value;
                self.squares += value * value;
            }
        }
    }

    /// Mean and variance; NaN of too few.
    fn told(&self) -> (f64, f64) {
        if self.count < FEWEST_MEMBERS {
            return (f64::NAN, f64::NAN);
        }
        let mean = self.sum / self.count;
        (mean, ((self.squares - self.sum * mean) / (self.count - 1.0)).max(0.0))
    }
}
