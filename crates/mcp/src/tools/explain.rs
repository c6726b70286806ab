use super::{Call, Effect, Failure, Given, Of, Offered, answered};
use contract::{AskRequest, AskResponse, Commands, OpenAnswerRequest, Permission};
use domain::{AnswerId, Aspect, Explanation};
use schemars::JsonSchema;
use serde::Deserialize;

/// Why an answer is as it is.
pub(crate) struct Explain;

/// Which answer, and what about it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct About {
    /// The number of the answer.
    answer: AnswerId,
    /// What to explain: `reason` (why it came out like this), `confidence` (how sure it is), `evidence` (what it rests on) or `risk`
    /// (what could spoil it).
    #[serde(default = "reason")]
    aspect: Aspect,
}

const fn reason() -> Aspect {
    Aspect::Reason
}

impl Offered for Explain {
    const NAME: &'static str = "explain";
    const TITLE: &'static str = "Explain an answer";
    const DESCRIPTION: &'static str = "Explains an answer that was given before: why it came out like this, how sure it \
        is, which data and models it rests on, or what could spoil it. The explanation is read off the answer itself, so use \
        it rather than guessing a reason.";
    const PERMISSION: Permission = Permission::Read;
    const EFFECT: Effect = Effect::Reads;
    const OF: Of = Of::AQuestion;
    const OPEN_WORLD: bool = false;
    type Takes = About;
    type Gives = Explanation;

    async fn run(call: &Call<'_>, takes: About) -> Result<Given<Explanation>, Failure> {
        let text = match takes.aspect {
            Aspect::Reason => "why",
            Aspect::Confidence => "how sure are you",
            Aspect::Evidence => "what are your sources",
            Aspect::Risk => "what could spoil it",
        };
        // Whether it is there still; what can't be found can't be explained.
        call.engine.open_answer(OpenAnswerRequest { id: takes.answer }).await?;
        let request =
            AskRequest { text: text.to_owned(), previous: Some(takes.answer), ..AskRequest::default() };
        let _turn = call.turn().await?;
        match call.engine.ask(request).await? {
            AskResponse::Explained { explanation } => {
                Ok(Given::reply(answered::explained(&explanation), explanation, Vec::new()))
            }
            AskResponse::Unclear { unclear } => Err(Failure::new(unclear.message)),
            AskResponse::Answered { .. } => {
                Err(Failure::new("That answer can't be explained. Ask the question again first."))
            }
        }
    }
}
