use super::{
    Call, Effect, Failure, Given, Of, Offered,
    answered::{self, Asked},
};
use contract::{Commands, Permission, WatchRequest};
use domain::{AnswerId, WatchCondition};
use schemars::JsonSchema;
use serde::Deserialize;

/// To be told when a chance crosses a level.
pub(crate) struct Watch;

/// What to watch, and when to tell.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Wish {
    /// The wish in words: `tell me if the chance of rain on Saturday rises above 40 %`. Either this or an answer.
    question: Option<String>,
    /// The number of an answer to watch.
    answer: Option<AnswerId>,
    /// When to tell; what the words or the answer make likely when absent.
    condition: Option<WatchCondition>,
    /// Where, if the words don't say.
    place: Option<String>,
}

impl Offered for Watch {
    const NAME: &'static str = "watch";
    const TITLE: &'static str = "Watch a forecast";
    const DESCRIPTION: &'static str = "Begins to watch a forecast and tells the user, by a notification on their desktop, \
        when its chance or amount crosses a level, until the time asked about is over. Use it when the user wants to be told of a \
        change. What is watched is in the resource forecastle://watches; the user removes a watch in Forecastle.";
    const PERMISSION: Permission = Permission::Write;
    const EFFECT: Effect = Effect::Sets;
    const OF: Of = Of::AQuestion;
    const OPEN_WORLD: bool = true;
    type Takes = Wish;
    type Gives = Asked;

    async fn run(call: &Call<'_>, takes: Wish) -> Result<Given<Asked>, Failure> {
        let text = takes.question.unwrap_or_default();
        if text.trim().is_empty() == takes.answer.is_none() {
            return Err(Failure::new("Give either a `question` in words or the number of an `answer`."));
        }
        call.progress(0.0, "Looking at it for the first time").await;
        let request =
            WatchRequest { text, answer: takes.answer, condition: takes.condition, place: takes.place };
        let response = {
            let _turn = call.turn().await?;
            call.engine.watch(request).await?
        };
        let given = answered::told(call, response, false).await;
        call.progress(1.0, "Done").await;
        given
    }
}
