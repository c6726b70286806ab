use super::{
    condition::{fault, occasion},
    headline::amount_scale,
    number::percent,
};
use crate::{quantile::quantile, reading::Reading};
use domain::{Asked, Usual};

/// How it compares with the usual: the same function of the climatological members.
pub(crate) fn usual(reading: &Reading<'_>) -> Option<Usual> {
    let scenarios = reading.material.usual?;
    let reference_class = reading.material.usual_class.to_owned();
    let date = match reading.material.question.spans.len() {
        1 => "On this date",
        _ => "On these dates",
    };
    if let (Asked::Amount { .. }, Some(amount)) = (&reading.material.question.asked, &reading.amount) {
        let values = reading.amount_in(scenarios)?;
        let (usual, now) = (quantile(&values, 0.5)?, quantile(&amount.values, 0.5)?);
        let scale = amount_scale(reading, amount);
        let (usual_text, now_text) = (scale.bare(usual), scale.bare(now));
        let comparison = if usual_text == now_text {
            ", as expected now"
        } else if now < usual {
            ", more than expected now"
        } else {
            ", less than expected now"
        };
        let text = format!("{date} it is usually {}{comparison}.", scale.followed(&usual_text));
        return Some(Usual { chance: None, amount: Some(scale.value(usual)), text, reference_class });
    }
    let chance = reading.probability_in(scenarios)?;
    let told = percent(chance);
    let text = match &reading.material.question.asked {
        Asked::Window { negated: true, .. } => {
            let fault = fault(reading.judge.criteria()).map_or_else(
                || format!("conditions for {} are usually wrong", occasion(reading.material.question)),
                |fault| format!("it is usually {fault}"),
            );
            format!("{date} {fault} {told} of the time.")
        }
        Asked::Window { .. } => format!("{date} it usually works {told} of the time."),
        _ => format!("{date} the usual chance is {told}."),
    };
    Some(Usual { chance: Some(chance), amount: None, text, reference_class })
}
