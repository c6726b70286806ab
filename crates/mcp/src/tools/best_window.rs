use super::{
    Call, Effect, Failure, Given, Of, Offered,
    answered::{self, Asked},
};
use contract::{ActivityInfo, AskRequest, Commands, Nothing, Permission};
use domain::Edits;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// When to do something.
pub(crate) struct FindBestWindow;

/// What to do, where, and within which days and hours.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Outing {
    /// What to do: `picnic`, `hike`, `drone flight`, or an activity of the user's own. A name that isn't known is answered with
    /// those that are.
    #[schemars(required)]
    activity: String,
    /// Where: the name of a place. The user's home when absent.
    place: Option<String>,
    /// The first day, such as `2026-11-28`; today when both days are absent.
    from_date: Option<Date>,
    /// The last day; the first one when absent, or six days from today when both are.
    to_date: Option<Date>,
    /// The first hour of each day, 0 to 23; as is usual for the activity when absent.
    from_hour: Option<u8>,
    /// The hour that each day ends before, 1 to 24.
    to_hour: Option<u8>,
    /// How many hours in a row it takes; as is usual for the activity when absent.
    length_hours: Option<u32>,
    /// Whether the charts are wanted as a picture.
    picture: bool,
}

impl Offered for FindBestWindow {
    const NAME: &'static str = "best_window";
    const TITLE: &'static str = "Find the best time";
    const DESCRIPTION: &'static str = "Finds when within some days an outdoor activity goes best: the best stretch of \
        the needed length with the probability that everything it takes holds all through it (dry, warm enough, little wind, by \
        published criteria or the user's own), the chance hour by hour, and what would most likely spoil it. Use it in \
        place of `ask` when the activity, the days and the hours are known.";
    const PERMISSION: Permission = Permission::Ask;
    const EFFECT: Effect = Effect::Adds;
    const OF: Of = Of::AQuestion;
    const OPEN_WORLD: bool = true;
    type Takes = Outing;
    type Gives = Asked;

    async fn run(call: &Call<'_>, takes: Outing) -> Result<Given<Asked>, Failure> {
        let mut known = call.engine.activities(Nothing {}).await?;
        known.retain(|known| call.granted.opens_all() || !known.yours);
        let Some(activity) = called(&takes.activity, &known) else {
            let titles: Vec<&str> = known.iter().map(|known| known.title.as_str()).collect();
            return Err(Failure::new(format!(
                "No activity is called that. There are: {}. The user can add others in Forecastle.",
                titles.join(", ")
            )));
        };
        let dated = takes.from_date.or(takes.to_date).is_some();
        let text =
            if dated { activity.title.clone() } else { format!("{} in the next 7 days", activity.title) };
        let edits = Edits {
            activity: Some(activity.id.clone()),
            from_date: takes.from_date.or(takes.to_date),
            to_date: takes.to_date,
            from_hour: takes.from_hour,
            to_hour: takes.to_hour,
            length_hours: takes.length_hours,
            ..Edits::default()
        };
        let request = AskRequest { text, edits, place: takes.place, ..AskRequest::default() };
        answered::ask(call, request, takes.picture).await
    }
}

/// The activity with this key, title or other name.
fn called<'a>(name: &str, known: &'a [ActivityInfo]) -> Option<&'a ActivityInfo> {
    let name = name.trim().to_lowercase();
    known.iter().find(|known| {
        known.id == name
            || known.title.to_lowercase() == name
            || known.activity.aliases.iter().any(|alias| alias.replace('*', "").trim() == name)
    })
}
