use super::{
    air::meaning,
    capitalised,
    evidence::{age, asked_tracks, is_climate, newest_run, with_models},
    listed,
    spoiler::unjudged,
    when::Calendar,
};
use crate::{
    quantile::{quantile, sorted},
    reading::Reading,
};
use domain::{OriginKind, Scenarios, Subject, Track, Variable};

/// Days beyond which the weather of today no longer tells anything: the limit of deterministic predictability (Lorenz,
/// Tellus 21, 1969).
const PREDICTABLE_DAYS: i64 = 14;

/// The model that listens to weather guidance, as it is named in the list of models.
const GUIDANCE: &str = "weather guidance";
/// From which weight on guidance is told of, and from which the answer rests mostly on it.
const COUNTS: f64 = 0.05;
const MOSTLY: f64 = 0.5;

/// How sure the answer is and why: the most important sentence first.
pub(crate) fn confidence(reading: &Reading<'_>, calendar: &Calendar) -> Vec<String> {
    let material = reading.material;
    let mut sentences: Vec<String> = Vec::new();
    sentences.extend(meaning(reading));
    sentences.extend(unjudged(reading));
    sentences.extend(guidance(reading, calendar));
    sentences.extend(data_age(reading, calendar, true));
    sentences.extend(reconstructed(reading));
    sentences.extend(material.context.gaps.iter().cloned());
    sentences.extend(sharpness(reading));
    sentences.extend(models(reading));
    if !material.calibration.is_empty() {
        sentences.push(material.calibration.to_owned());
    }
    sentences
}

/// What there is to say where nothing is forecast: how what is usual is known. No model and no newest observation counts.
pub(crate) fn confidence_in_the_usual(reading: &Reading<'_>, calendar: &Calendar) -> Vec<String> {
    let mut sentences: Vec<String> = unjudged(reading).into_iter().collect();
    sentences.extend(data_age(reading, calendar, false));
    sentences.extend(reconstructed(reading));
    sentences.extend(reading.material.context.gaps.iter().cloned());
    sentences
}

/// On which guidance the answer rests and how old that is, where it counts for something.
fn guidance(reading: &Reading<'_>, calendar: &Calendar) -> Option<String> {
    let material = reading.material;
    let note = material.models.iter().find(|note| note.model == GUIDANCE && note.weight >= COUNTS)?;
    let issue_time = material.issue_time.timestamp();
    let (newest, guidance) = asked_tracks(material)
        .filter_map(|track| {
            let guidance = track.guidance.as_deref()?;
            Some((newest_run(guidance, issue_time)?, guidance))
        })
        .max_by_key(|(newest, _)| *newest)?;
    let how = if note.weight >= MOSTLY { "mostly" } else { "partly" };
    let told = age(newest, material.issue_time, calendar);
    Some(format!(
        "Rests {how} on weather guidance: {}, newest run {told}.",
        with_models(guidance, issue_time)
    ))
}

/// How old the newest observation is, source by source, the oldest first; of those `observed` too, or else only of sources
/// that observe nothing.
fn data_age(reading: &Reading<'_>, calendar: &Calendar, observed: bool) -> Vec<String> {
    let material = reading.material;
    let mut tracks: Vec<&Track> = asked_tracks(material).collect();
    tracks.sort_by_key(|track| track.history.newest_time());
    let mut sentences: Vec<String> = Vec::new();
    for track in tracks {
        let of = name(reading, track);
        let sentence = match (track.history.newest_time(), track.origin.kind) {
            (_, OriginKind::RoughClimate) => {
                format!("Rough: {of} rests on {}, with no station and no observation.", track.origin.title)
            }
            (None, _) => {
                format!("What is usual only: {of} rests on {}, with no observation.", track.origin.title)
            }
            (Some(_), _) if !observed => String::new(),
            (Some(newest), _) => {
                let asked = material.question.spans.first().map(|span| span.start.timestamp());
                let lead = asked.map_or(0, |asked| (asked - newest).get_seconds() / 86_400);
                let told = age(newest, material.issue_time, calendar);
                match (&material.question.subject, lead > PREDICTABLE_DAYS) {
                    (Subject::Series { .. }, true) => {
                        format!("Far ahead of its data: the newest value is {told}.")
                    }
                    (_, true) => format!("Seasonal forecast: the newest observation here is {told}."),
                    (_, false) => format!("Newest observation: {told} ({}).", track.origin.title),
                }
            }
        };
        if !sentence.is_empty() && !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
        if let Some(distance) =
            track.origin.distance.filter(|distance| *distance >= 25.0 && !is_climate(track.origin.kind))
        {
            let far = format!("{} is {distance:.0} km away.", track.origin.title);
            if !sentences.contains(&far) {
                sentences.push(far);
            }
        }
    }
    merge_rough(sentences)
}

/// One sentence for all the variables that rest on the same rough source.
fn merge_rough(sentences: Vec<String>) -> Vec<String> {
    let mut merged: Vec<(String, Vec<String>, String)> = Vec::new();
    for sentence in sentences {
        let parts = ["Rough: ", "What is usual only: "].into_iter().find_map(|beginning| {
            let rest = sentence.strip_prefix(beginning)?;
            let (name, ending) = rest.split_once(" rests on ")?;
            Some((beginning.to_owned(), name.to_owned(), ending.to_owned()))
        });
        let (beginning, names, ending) =
            parts.map_or_else(|| (sentence, Vec::new(), String::new()), |(b, name, e)| (b, vec![name], e));
        match merged.iter_mut().find(|(b, known, e)| *b == beginning && *e == ending && !known.is_empty()) {
            Some((_, known, _)) => known.extend(names),
            None => merged.push((beginning, names, ending)),
        }
    }
    merged
        .into_iter()
        .map(|(beginning, names, ending)| match names.len() {
            0 => beginning,
            1 => format!("{beginning}{} rests on {ending}", names[0]),
            _ => format!("{beginning}{} rest on {ending}", listed(&names)),
        })
        .collect()
}

fn name(reading: &Reading<'_>, track: &Track) -> String {
    super::condition::subject_name(reading.material.question, &track.variable).to_owned()
}

fn reconstructed(reading: &Reading<'_>) -> Option<String> {
    if !reading.steps.within_a_day() {
        return None;
    }
    let daily: Vec<String> = asked_tracks(reading.material)
        .filter(|track| track.origin.kind == OriginKind::ObservedDaily)
        .map(|track| name(reading, track))
        .collect();
    (!daily.is_empty()).then(|| {
        let verb = if daily.len() == 1 { "is" } else { "are" };
        format!(
            "{} {verb} observed by the day here; the hours are reconstructed.",
            capitalised(&listed(&daily))
        )
    })
}

/// How much narrower the forecast is than what is usual, over the steps asked about.
fn sharpness(reading: &Reading<'_>) -> Option<String> {
    let usual = reading.material.usual?;
    let mut ratios: Vec<f64> = Vec::new();
    for variable in reading.material.question.variables() {
        if variable == Variable::RainReported {
            continue;
        }
        let (now, then) =
            (width(reading.material.scenarios, &variable, reading), width(usual, &variable, reading));
        if let (Some(now), Some(then)) = (now, then)
            && then > 0.0
        {
            ratios.push(now / then);
        }
    }
    if ratios.is_empty() {
        return None;
    }
    let mean = ratios.iter().sum::<f64>() / ratios.len() as f64;
    Some(match mean {
        ratio if ratio < 0.9 => {
            format!("The forecast is {:.0} % narrower than what is usual.", (1.0 - ratio) * 100.0)
        }
        ratio if ratio <= 1.1 => "The forecast knows little more than what is usual.".to_owned(),
        _ => "The forecast is wider than what is usual.".to_owned(),
    })
}

/// The mean width of the central 80 % over the decisive steps.
fn width(scenarios: &Scenarios, variable: &Variable, reading: &Reading<'_>) -> Option<f64> {
    let position = scenarios.position(variable)?;
    let mut total = 0.0;
    for step in &reading.decisive {
        let time = scenarios.valid_times().binary_search(&reading.steps.start(*step).timestamp()).ok()?;
        let values = sorted(scenarios.across_members(position, time));
        total += quantile(&values, 0.9)? - quantile(&values, 0.1)?;
    }
    (!reading.decisive.is_empty()).then(|| total / reading.decisive.len() as f64)
}

/// How many models spoke, which led, and which were left out.
fn models(reading: &Reading<'_>) -> Vec<String> {
    let mut sentences = Vec::new();
    let mut used: Vec<_> = reading.material.models.iter().filter(|note| note.left_out.is_none()).collect();
    used.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    match &used[..] {
        [] => {}
        [only] => sentences.push(format!("One model: {}.", only.model)),
        [first, second, ..] if first.weight - second.weight < 0.005 => {
            let names: Vec<String> = used.iter().map(|note| note.model.clone()).collect();
            sentences.push(format!("{} models, blended: {}.", used.len(), listed(&names)));
        }
        [first, ..] => sentences.push(format!(
            "{} models, led by {} ({:.0} %).",
            used.len(),
            first.model,
            first.weight * 100.0
        )),
    }
    sentences.extend(left_out(reading));
    sentences
}

/// Which models were left out and why; several with one cause in one sentence.
fn left_out(reading: &Reading<'_>) -> Vec<String> {
    let mut causes: Vec<(&str, &str, Vec<String>)> = Vec::new();
    for note in reading.material.models {
        let Some(reason) = note.left_out.as_deref().map(|reason| reason.trim_end_matches('.')) else {
            continue;
        };
        // The first clause is the cause; what follows differs from model to model.
        let cause =
            reason.split(" and ").next().and_then(|clause| clause.split([',', ';']).next()).unwrap_or(reason);
        match causes.iter_mut().find(|(known, _, _)| *known == cause) {
            Some((_, _, names)) => names.push(note.model.clone()),
            None => causes.push((cause, reason, vec![note.model.clone()])),
        }
    }
    causes
        .into_iter()
        .map(|(cause, reason, names)| {
            let told = if names.len() == 1 { reason } else { cause };
            format!("Left out: {} ({told}).", listed(&names))
        })
        .collect()
}
