//! The raw members of weather models as joint trajectories, for the order of members.

use domain::{Guidance, GuidanceRun, Scenarios, Series, Track};
use jiff::Timestamp;
use std::sync::Arc;

/// The members of the newest run of each model over `valid_times`, all variables of `tracks` in their order: member by member those that
/// belong together. NaN where a model says nothing of a variable. `None` without any.
pub(crate) fn raw_members(
    tracks: &[&Track],
    valid_times: &Arc<[Timestamp]>,
    issue_time: Timestamp,
) -> Option<Scenarios> {
    let guidance: Vec<Option<Guidance>> =
        tracks.iter().map(|track| Some(track.guidance.as_ref()?.known_at(issue_time))).collect();
    let mut models: Vec<&str> =
        guidance.iter().flatten().flat_map(|guidance| &guidance.runs).map(|run| run.model.as_str()).collect();
    models.sort_unstable();
    models.dedup();
    // Of each model its newest run for every variable, and how many members that has.
    let runs: Vec<(Vec<Option<&GuidanceRun>>, usize)> = models
        .iter()
        .map(|model| {
            let of_variables: Vec<Option<&GuidanceRun>> =
                guidance.iter().map(|guidance| newest(guidance.as_ref()?, model, valid_times)).collect();
            let members = of_variables.iter().flatten().map(|run| run.members.len()).max().unwrap_or(0);
            (of_variables, members)
        })
        .collect();
    let members: usize = runs.iter().map(|(_, members)| members).sum();
    if members == 0 {
        return None;
    }
    let mut values = Vec::with_capacity(tracks.len() * members * valid_times.len());
    for variable in 0..tracks.len() {
        for (of_variables, members) in &runs {
            for member in 0..*members {
                let series = of_variables[variable].and_then(|run| run.members.get(member));
                match series {
                    Some(series) => values.extend(at(series, valid_times)),
                    None => values.extend(std::iter::repeat_n(f64::NAN, valid_times.len())),
                }
            }
        }
    }
    let variables = tracks.iter().map(|track| track.variable.clone()).collect();
    Scenarios::new(variables, Arc::clone(valid_times), members, values).ok()
}

/// The newest run of a model that tells of the last time asked about; else the newest.
fn newest<'a>(guidance: &'a Guidance, model: &str, valid_times: &[Timestamp]) -> Option<&'a GuidanceRun> {
    let of_model = || guidance.runs.iter().filter(|run| run.model == model);
    let last = *valid_times.last()?;
    let reaches = |run: &&GuidanceRun| run.members.iter().any(|member| member.value_at(last).is_some());
    of_model()
        .filter(reaches)
        .max_by_key(|run| run.known_since)
        .or_else(|| of_model().max_by_key(|run| run.known_since))
}

fn at(series: &Series, valid_times: &[Timestamp]) -> impl Iterator<Item = f64> {
    valid_times.iter().map(|time| series.value_at(*time).unwrap_or(f64::NAN))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Origin, OriginKind, Step, Variable};
    use jiff::SignedDuration;

    fn hours(start: &str, values: Vec<f64>) -> Series {
        Series::new(start.parse().expect("a moment"), Step::HOUR, values).expect("a step")
    }

    fn track(variable: Variable, runs: Vec<GuidanceRun>) -> Track {
        let origin = Origin::new(OriginKind::Guidance, "a test");
        let history = hours("2026-03-01T00:00[UTC]", vec![1.0; 24]);
        let guidance = Some(Arc::new(Guidance { runs, at_leads: Vec::new(), origin: origin.clone() }));
        Track { guidance, ..Track::of_weather(variable, history, origin) }
    }

    fn run(model: &str, known: &str, members: usize, value: f64) -> GuidanceRun {
        let members = (0..members)
            .map(|member| hours("2026-03-02T00:00[UTC]", vec![value + member as f64; 6]))
            .collect();
        GuidanceRun { model: model.to_owned(), known_since: known.parse().expect("a moment"), members }
    }

    #[test]
    fn members_that_belong_together_stand_at_the_same_place() {
        let (early, late) = ("2026-03-01T18:00Z", "2026-03-02T00:00Z");
        let warm = track(
            Variable::Temperature,
            vec![run("a", early, 3, 10.0), run("a", late, 3, 20.0), run("b", early, 2, 40.0)],
        );
        let windy = track(Variable::WindSpeed, vec![run("b", early, 2, 5.0)]);
        let start: Timestamp = "2026-03-02T00:00Z".parse().expect("a moment");
        let times: Arc<[Timestamp]> = (0..3).map(|hour| start + SignedDuration::from_hours(hour)).collect();
        let raw = raw_members(&[&warm, &windy], &times, start).expect("members");
        assert_eq!(raw.members(), 5);
        let first =
            |variable: usize| -> Vec<f64> { (0..5).map(|m| raw.trajectory(variable, m)[0]).collect() };
        assert_eq!(first(0), [20.0, 21.0, 22.0, 40.0, 41.0]);
        assert!(first(1)[..3].iter().all(|value| value.is_nan()));
        assert_eq!(first(1)[3..], [5.0, 6.0]);
        // What is received later changes nothing.
        let before = raw_members(&[&warm], &times, start - SignedDuration::from_hours(1)).expect("members");
        assert_eq!(before.trajectory(0, 0)[0].to_bits(), 10.0_f64.to_bits());
    }

    #[test]
    fn without_runs_there_are_no_members() {
        let times: Arc<[Timestamp]> = Arc::from([Timestamp::UNIX_EPOCH]);
        assert!(raw_members(&[&track(Variable::Temperature, Vec::new())], &times, Timestamp::MAX).is_none());
    }
}
