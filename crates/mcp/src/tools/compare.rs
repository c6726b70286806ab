use super::{
    Call, Effect, Failure, Given, Of, Offered,
    answered::{self, Asked},
};
use contract::{AskRequest, Permission};
use schemars::JsonSchema;
use serde::Deserialize;

/// The most days or places set side by side.
const MOST: usize = 5;

/// Days or places side by side.
pub(crate) struct Compare;

/// What to compare.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Sides {
    /// What is asked of each: `picnic`, `rain`, `highest temperature`, the title of a series.
    #[schemars(required)]
    what: String,
    /// Two to five places to compare at one time: `["Porto", "Lisbon"]`. Either these or days.
    places: Vec<String>,
    /// Two to five days to compare at one place, as dates or weekdays: `["2026-11-28", "2026-11-29"]`, `["Saturday", "Sunday"]`.
    days: Vec<String>,
    /// When, for places: `tomorrow`, `on Saturday morning`, `on 2026-11-28`.
    when: Option<String>,
    /// Where, for days: the name of a place. The user's home when absent.
    place: Option<String>,
    /// Whether the charts are wanted as a picture.
    picture: bool,
}

impl Offered for Compare {
    const NAME: &'static str = "compare";
    const TITLE: &'static str = "Compare days or places";
    const DESCRIPTION: &'static str = "Sets two to five days at one place, or two to five places on one day, side by \
        side: the chance or the amount of each, which one is best, and how sure that is (days are compared outcome by \
        outcome, so what they have in common doesn't blur the difference). Use it for “Saturday or Sunday?” and “Porto or \
        Lisbon?”; the lines are in `answer.breakdown`.";
    const PERMISSION: Permission = Permission::Ask;
    const EFFECT: Effect = Effect::Adds;
    const OF: Of = Of::AQuestion;
    const OPEN_WORLD: bool = true;
    type Takes = Sides;
    type Gives = Asked;

    async fn run(call: &Call<'_>, takes: Sides) -> Result<Given<Asked>, Failure> {
        let request = AskRequest { text: question(&takes)?, place: takes.place, ..AskRequest::default() };
        answered::ask(call, request, takes.picture).await
    }
}

/// The comparison as the grammar reads it.
fn question(sides: &Sides) -> Result<String, Failure> {
    let what = sides.what.trim();
    let (choices, places) = match (sides.places.as_slice(), sides.days.as_slice()) {
        (places, []) => (places, true),
        ([], days) => (days, false),
        _ => return Err(Failure::new("Give either `places` or `days`, not both.")),
    };
    if what.is_empty() || !(2..=MOST).contains(&choices.len()) {
        return Err(Failure::new(format!(
            "Give `what` is asked of each, and two to {MOST} `places` or `days` to compare."
        )));
    }
    let choices: Vec<&str> = choices.iter().map(|choice| choice.trim()).collect();
    let listed = choices.join(" or ");
    Ok(if places {
        let when = sides.when.as_deref().unwrap_or_default().trim();
        format!("{what} {when} in {listed}").replace("  ", " ")
    } else {
        let on =
            if choices[0].starts_with("tomorrow") || choices[0].starts_with("today") { "" } else { "on " };
        format!("{what} {on}{listed}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sides(what: &str, places: &[&str], days: &[&str], when: Option<&str>) -> Sides {
        let owned = |list: &[&str]| list.iter().map(|&item| item.to_owned()).collect();
        Sides {
            what: what.to_owned(),
            places: owned(places),
            days: owned(days),
            when: when.map(str::to_owned),
            ..Sides::default()
        }
    }

    #[test]
    fn choices_become_one_question() {
        let asked = |sides: &Sides| question(sides).unwrap_or_else(|failure| panic!("{failure:?}"));
        assert_eq!(
            asked(&sides("rain", &["Porto", "Lisbon"], &[], Some("on Saturday"))),
            "rain on Saturday in Porto or Lisbon"
        );
        assert_eq!(
            asked(&sides("picnic", &[], &["2026-11-28", "2026-11-29"], None)),
            "picnic on 2026-11-28 or 2026-11-29"
        );
        assert_eq!(asked(&sides("rain", &["Porto", "Lisbon"], &[], None)), "rain in Porto or Lisbon");
    }

    #[test]
    fn what_cant_be_compared_is_told() {
        for odd in [
            sides("rain", &["Porto"], &[], None),
            sides("rain", &[], &[], None),
            sides("", &["Porto", "Lisbon"], &[], None),
            sides("rain", &["Porto", "Lisbon"], &["Saturday", "Sunday"], None),
        ] {
            assert!(question(&odd).is_err(), "{odd:?}");
        }
    }
}
