use super::{
    Call, Effect, Failure, Given, Of, Offered,
    answered::{self, Asked},
};
use contract::{AskRequest, Permission};
use domain::{AnswerId, Edits};
use schemars::JsonSchema;
use serde::Deserialize;

/// A question in words.
pub(crate) struct Ask;

/// What to ask.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Question {
    /// The question in English or German, as a person would ask it, with what, where and when: `Can we have a picnic in
    /// Porto on Saturday?`, `Will it rain tomorrow morning?`, `How much power will the office use next week?`
    #[schemars(required)]
    question: String,
    /// Where, if the words don't say: the name of a place. The user's home when absent.
    place: Option<String>,
    /// Parts set by hand, which replace what the words say: those of a reading that an earlier result offered.
    edits: Edits,
    /// The number of an earlier answer that the question goes on from, as `and on Sunday?` does.
    follows: Option<AnswerId>,
    /// A past moment to ask as of, such as `2013-06-14T18:00`: nothing later is used. Now when absent.
    as_of: Option<String>,
    /// Whether the charts are wanted as a picture.
    picture: bool,
}

impl Offered for Ask {
    const NAME: &'static str = "ask";
    const TITLE: &'static str = "Ask for a forecast";
    const DESCRIPTION: &'static str = "Answers a question about what is coming with a calibrated probability or range: \
        the weather, whether something can be done outdoors and when best, and the user's own series (energy, traffic, \
        sales and the like; see the resource forecastle://series). Everything is worked out on the user's machine. Use \
        it for any question about the future that has a what, a where and a when. Give the probability as it is \
        told; don't round it to yes or no, and name what was assumed. If the result says `unclear`, ask the user which \
        of its readings is meant and ask again with that reading's `edits`. The question is kept in the user's history, so \
        that it can be scored.";
    const PERMISSION: Permission = Permission::Ask;
    const EFFECT: Effect = Effect::Adds;
    const OF: Of = Of::AQuestion;
    const OPEN_WORLD: bool = true;
    type Takes = Question;
    type Gives = Asked;

    async fn run(call: &Call<'_>, takes: Question) -> Result<Given<Asked>, Failure> {
        if takes.question.trim().is_empty() {
            return Err(Failure::new("There is no question. Give it in words as `question`."));
        }
        if takes.follows.is_some() {
            call.needs(Permission::Read, "Going on from an earlier answer")?;
        }
        let request = AskRequest {
            text: takes.question,
            edits: takes.edits,
            as_of: takes.as_of,
            place: takes.place,
            previous: takes.follows,
            ..AskRequest::default()
        };
        answered::ask(call, request, takes.picture).await
    }
}
