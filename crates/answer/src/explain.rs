use crate::words::number::percent;
use domain::{Answer, Aspect, Explanation};

/// What can be said about an answer that was given: from the answer itself, so that the two can't disagree.
#[must_use]
pub fn explain(answer: &Answer, aspect: Aspect) -> Explanation {
    let mut sentences: Vec<String> = match aspect {
        Aspect::Reason => reason(answer),
        Aspect::Risk => risk(answer),
        Aspect::Confidence => answer.confidence.clone(),
        Aspect::Evidence => evidence(answer),
    };
    if matches!(aspect, Aspect::Confidence)
        && !sentences.contains(&answer.calibration)
        && !answer.calibration.is_empty()
    {
        sentences.push(answer.calibration.clone());
    }
    if sentences.is_empty() {
        sentences.push("The answer is counted over its scenarios; nothing more is known of it.".to_owned());
    }
    Explanation { answer: answer.id, headline: answer.headline.clone(), aspect, sentences }
}

fn reason(answer: &Answer) -> Vec<String> {
    let mut sentences: Vec<String> = answer.spoiler.iter().cloned().collect();
    let mut needs: Vec<_> = answer.needs.iter().collect();
    needs.sort_by(|a, b| a.chance.value().total_cmp(&b.chance.value()));
    sentences.extend(needs.iter().map(|need| {
        let detail = if need.detail.is_empty() { String::new() } else { format!(": {}", need.detail) };
        format!("{}, {}{detail}.", need.label, percent(need.chance))
    }));
    if let Some(breakdown) = &answer.breakdown {
        sentences.extend(breakdown.lines.iter().map(|line| {
            let detail = if line.detail.is_empty() { String::new() } else { format!(", {}", line.detail) };
            format!("{}: {}{detail}.", line.label, line.value)
        }));
    }
    sentences.extend(answer.usual.iter().map(|usual| usual.text.clone()));
    sentences.extend(answer.confidence.first().cloned());
    sentences
}

fn risk(answer: &Answer) -> Vec<String> {
    let mut sentences: Vec<String> = answer.spoiler.iter().cloned().collect();
    let limiting = answer.needs.iter().filter(|need| need.limiting);
    sentences.extend(limiting.map(|need| {
        format!(
            "{} holds with {}; {}. The limit: {}.",
            need.label,
            percent(need.chance),
            need.detail,
            need.source
        )
    }));
    if sentences.is_empty() {
        sentences.push("No single need stands out as the one that would spoil it.".to_owned());
    }
    sentences
}

fn evidence(answer: &Answer) -> Vec<String> {
    let mut sentences: Vec<String> = answer
        .evidence
        .iter()
        .map(|evidence| {
            format!(
                "{} from {}, {}.",
                crate::words::capitalised(&evidence.variables),
                evidence.source,
                evidence.age
            )
        })
        .collect();
    let mut spoke: Vec<_> = answer.models.iter().filter(|model| model.left_out.is_none()).collect();
    spoke.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    if !spoke.is_empty() {
        let names: Vec<String> =
            spoke.iter().map(|model| format!("{} ({:.0} %)", model.model, model.weight * 100.0)).collect();
        sentences.push(format!("Models: {}.", crate::words::listed(&names)));
    }
    sentences.push(format!("Counted over {} scenarios.", answer.members));
    sentences
}
