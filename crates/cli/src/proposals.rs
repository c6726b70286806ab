//! Changes proposed from how past outings went, and what to do about them.

use crate::print::Printer;
use contract::{AnswerProposalRequest, Commands, Nothing, Problem, ProblemCode, Proposal};

/// Lists what is proposed, or answers the one at a place in the list, counted from 1.
pub(crate) async fn answer(
    commands: &impl Commands,
    answer: Option<(usize, bool)>,
    printer: &mut Printer,
) -> Result<(), Problem> {
    let listed = commands.proposals(Nothing {}).await?;
    let Some((number, accept)) = answer else {
        return printer.either(&listed, || in_words(&listed));
    };
    let Some(proposal) = number.checked_sub(1).and_then(|at| listed.get(at)) else {
        let detail = match listed.len() {
            0 => "Nothing is proposed. Changes are proposed from how outings went: forecastle went ID fine."
                .to_owned(),
            count => format!("The list goes from 1 to {count}: forecastle proposals"),
        };
        return Err(Problem::new(ProblemCode::NotFound, "There is no proposal of that number", detail)
            .about("number"));
    };
    let response =
        commands.answer_proposal(AnswerProposalRequest { id: proposal.id.clone(), accept }).await?;
    printer.either(&response, || response.text.clone())
}

fn in_words(proposals: &[Proposal]) -> String {
    if proposals.is_empty() {
        return "Nothing is proposed. Tell how outings went, and Forecastle learns what you call good enough."
            .to_owned();
    }
    let mut lines: Vec<String> = proposals
        .iter()
        .zip(1..)
        .map(|(one, number)| format!("{number:>3}  {}: {} {}", one.activity, one.evidence, one.change))
        .collect();
    lines
        .push("Nothing changes until you say so: forecastle proposals --accept N, or --decline N".to_owned());
    lines.join("\n")
}
