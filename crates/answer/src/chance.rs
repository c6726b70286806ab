use crate::{
    judge::Held,
    material::Material,
    reading::{Reading, success},
};
use domain::{Asked, Probability, Scenarios};

/// The chance of what is asked, and in which members it comes true.
#[derive(Debug, Clone, PartialEq)]
pub struct Chance {
    /// The share of members in which it does.
    pub chance: Probability,
    /// The usual chance of the same, where that is known.
    pub usual: Option<Probability>,
    /// Whether it does, for each member.
    pub held: Vec<bool>,
    /// The chance of the same in each of the other scenarios, where they tell of it.
    pub elsewhere: Vec<Option<Probability>>,
}

/// The chance that an answer would tell, and that of the same (of a window: of the one named) in `others`; `None` for what has none
/// and for kinds made of several questions.
#[must_use]
pub fn chance(material: &Material<'_>, others: &[Scenarios]) -> Option<Chance> {
    let asked = &material.question.asked;
    if !matches!(asked, Asked::Window { .. } | Asked::Event { .. }) {
        return None;
    }
    let reading = Reading::of(material);
    let held = (0..reading.judge.members())
        .map(|member| success(&reading.judge, asked, member, &reading.decisive) == Held::Yes)
        .collect();
    Some(Chance {
        chance: reading.probability?,
        usual: material.usual.and_then(|usual| reading.probability_in(usual)),
        held,
        elsewhere: others.iter().map(|scenarios| reading.probability_in(scenarios)).collect(),
    })
}
