use crate::{
    bootstrap::ByDay,
    events::number,
    filter::UseCase,
    scores::{COVERAGES, LeadScores, ModelScores, PIT_BINS},
};
use domain::{LeadBucket, PlaceId, Season, Variable, reference};
use std::collections::{BTreeMap, BTreeSet};

/// From one value to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// How much better than a reference: 1 is perfect, 0 as good as it, below it worse.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Skill {
    /// The share of the reference's score that is saved.
    pub value: f64,
    /// Where it lies in 95 of 100 draws of other days; `None` with too few days to tell.
    pub interval: Option<Interval>,
    /// Days that it rests on.
    pub days: u32,
}

impl Skill {
    pub(crate) fn of(days: &ByDay) -> Option<Self> {
        Some(Self { value: days.skill()?, interval: days.interval(), days: number(days.days()) })
    }

    /// Whether it is better or worse than the reference beyond doubt: 1, -1, or 0 where it can't be told.
    #[must_use]
    pub fn sign(&self) -> i32 {
        match self.interval {
            Some(Interval { low, .. }) if low > 0.0 => 1,
            Some(Interval { high, .. }) if high < 0.0 => -1,
            _ => 0,
        }
    }
}

/// What scores are put together by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// All of them.
    Everything,
    /// How far ahead.
    Lead(LeadBucket),
    /// What for.
    UseCase(UseCase),
    /// Of what.
    Variable(Variable),
    /// Where.
    Place(PlaceId),
    /// When in the year.
    Season(Season),
}

/// How the forecasts of one group did.
#[derive(Debug, Clone, PartialEq)]
pub struct SkillRow {
    /// Which group.
    pub group: Group,
    /// As shown to a person.
    pub label: String,
    /// Valid times that were scored.
    pub count: u32,
    /// Forecasts that they belong to.
    pub forecasts: u32,
    /// The mean score in the variable's canonical unit, where all are of one variable.
    pub crps: Option<f64>,
    /// The mean width of the 80 % range in the variable's canonical unit, where all are of one variable.
    pub width: Option<f64>,
    /// The share that each interval of [`COVERAGES`] held.
    pub coverage: [f64; COVERAGES.len()],
    /// Histogram of the probability integral transform, as shares; flat when the spread is right.
    pub pit: [f64; PIT_BINS],
    /// Skill against what is usual, against persistence, and against raw guidance, over the valid times where each is known.
    pub skills: [Option<Skill>; 3],
}

/// The scores of one variable of one forecast within one bucket of leads, with what they are put together by.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) forecast: i64,
    pub(crate) use_case: (UseCase, String),
    pub(crate) variable: Variable,
    pub(crate) place: Option<(PlaceId, String)>,
    pub(crate) scores: LeadScores,
}

impl Entry {
    fn groups(&self) -> Vec<(Group, String)> {
        let lead = self.scores.lead;
        let season = self.scores.season;
        let mut groups = vec![
            (Group::Everything, "Everything".to_owned()),
            (Group::Lead(lead), capitalised(lead.name())),
            (Group::UseCase(self.use_case.0.clone()), self.use_case.1.clone()),
            (Group::Variable(self.variable.clone()), variable_label(self)),
            (Group::Season(season), capitalised(season.name())),
        ];
        if let Some((id, name)) = &self.place {
            groups.push((Group::Place(*id), name.clone()));
        }
        groups
    }

    fn expert(&self, model: &str) -> Option<&ModelScores> {
        self.scores.experts.iter().find(|(known, _)| known == model).map(|(_, scores)| scores)
    }
}

fn variable_label(entry: &Entry) -> String {
    match &entry.variable {
        Variable::Series(_) => entry.use_case.1.clone(),
        weather => capitalised(weather.name()),
    }
}

pub(crate) fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

#[derive(Default)]
struct Sums {
    label: String,
    count: u32,
    forecasts: BTreeSet<i64>,
    variables: BTreeSet<Variable>,
    blend: ModelScores,
    crps: f64,
    width: f64,
    pit: [f64; PIT_BINS],
    against: [ByDay; 3],
}

/// What each variable's scores are measured in before they are put together with others': its mean score of what is usual, or of
/// the blend where that isn't known.
fn scales(entries: &[Entry]) -> BTreeMap<&Variable, f64> {
    let mut sums: BTreeMap<&Variable, [(f64, f64); 2]> = BTreeMap::new();
    for entry in entries {
        let sums = sums.entry(&entry.variable).or_default();
        let count = f64::from(entry.scores.count);
        if let Some(usual) = entry.expert(&reference::CLIMATOLOGY.0) {
            sums[0].0 += f64::from(usual.crps);
            sums[0].1 += count;
        }
        sums[1].0 += f64::from(entry.scores.blend.crps);
        sums[1].1 += count;
    }
    let mean = |(sum, count): (f64, f64)| (count > 0.0 && sum > 0.0).then(|| sum / count);
    sums.into_iter()
        .map(|(variable, [usual, blend])| (variable, mean(usual).or_else(|| mean(blend)).unwrap_or(1.0)))
        .collect()
}

/// One row a group, everything first.
pub(crate) fn rows(entries: &[Entry]) -> Vec<SkillRow> {
    let scales = scales(entries);
    let references = [reference::CLIMATOLOGY, reference::PERSISTENCE, reference::RAW_GUIDANCE];
    let mut groups: BTreeMap<Group, Sums> = BTreeMap::new();
    for entry in entries {
        let scale = scales.get(&entry.variable).copied().unwrap_or(1.0);
        for (group, label) in entry.groups() {
            let sums = groups.entry(group).or_default();
            sums.label = label;
            sums.count += entry.scores.count;
            sums.forecasts.insert(entry.forecast);
            if !sums.variables.contains(&entry.variable) {
                sums.variables.insert(entry.variable.clone());
            }
            let blend = &entry.scores.blend;
            sums.blend.join(blend);
            sums.crps += f64::from(blend.crps);
            sums.width += f64::from(blend.width);
            for (sum, share) in sums.pit.iter_mut().zip(entry.scores.pit) {
                *sum += f64::from(share);
            }
            for (days, reference) in sums.against.iter_mut().zip(&references) {
                if let Some(other) = entry.expert(&reference.0) {
                    days.add(entry.scores.day, f64::from(blend.crps) / scale, f64::from(other.crps) / scale);
                }
            }
        }
    }
    groups.into_iter().map(|(group, sums)| row(group, sums)).collect()
}

fn row(group: Group, sums: Sums) -> SkillRow {
    let count = f64::from(sums.count.max(1));
    let alone = sums.variables.len() == 1;
    SkillRow {
        group,
        label: sums.label,
        count: sums.count,
        forecasts: number(sums.forecasts.len()),
        crps: alone.then(|| sums.crps / count),
        width: alone.then(|| sums.width / count),
        coverage: sums.blend.held.map(|held| f64::from(held) / count),
        pit: sums.pit.map(|share| share / count),
        skills: sums.against.map(|days| Skill::of(&days)),
    }
}

/// The skill of each model against what is usual, the best first; the blend goes by the empty name.
pub(crate) fn models(entries: &[Entry]) -> Vec<(String, Skill)> {
    let scales = scales(entries);
    let mut models: BTreeMap<&str, ByDay> = BTreeMap::new();
    for entry in entries {
        let Some(usual) = entry.expert(&reference::CLIMATOLOGY.0) else { continue };
        let scale = scales.get(&entry.variable).copied().unwrap_or(1.0);
        let others = entry.scores.experts.iter().map(|(model, scores)| (model.as_str(), scores));
        for (model, scores) in others.chain([("", &entry.scores.blend)]) {
            let days = models.entry(model).or_default();
            days.add(entry.scores.day, f64::from(scores.crps) / scale, f64::from(usual.crps) / scale);
        }
    }
    let mut all: Vec<(String, Skill)> = models
        .into_iter()
        .filter(|(model, _)| *model != reference::CLIMATOLOGY.0)
        .filter_map(|(model, days)| Some((model.to_owned(), Skill::of(&days)?)))
        .collect();
    all.sort_by(|(_, a), (_, b)| b.value.total_cmp(&a.value));
    all
}
