//! Tasks that a user may start an assistant on. What they fill in goes into a prompt as a quotation of one line.

use rmcp::{
    ErrorData,
    model::{GetPromptResult, JsonObject, Prompt, PromptArgument, PromptMessage, Role},
};

/// Names of arguments, as completion knows them.
pub(crate) const PLACE: &str = "place";
pub(crate) const ACTIVITY: &str = "activity";

const PLAN: &str = "plan_my_week_outdoors";
const BRIEF: &str = "brief_me_on_tomorrow";

/// The longest that may be filled in, characters.
const LONGEST: usize = 100;

/// All prompts.
pub(crate) fn list() -> Vec<Prompt> {
    let place = || {
        PromptArgument::new(PLACE)
            .with_title("Place")
            .with_description("Where; the user's home when left out.")
            .with_required(false)
    };
    let activity = PromptArgument::new(ACTIVITY)
        .with_title("Activity")
        .with_description("What to do: picnic, hike, an activity of your own; several kinds when left out.")
        .with_required(false);
    vec![
        Prompt::new(
            PLAN,
            Some("Finds the best times of the next seven days for something outdoors."),
            Some(vec![activity, place()]),
        )
        .with_title("Plan my week outdoors"),
        Prompt::new(
            BRIEF,
            Some("Tells what tomorrow brings: the weather, plans that depend on it, and how sure that is."),
            Some(vec![place()]),
        )
        .with_title("Brief me on tomorrow"),
    ]
}

/// The messages of one prompt.
///
/// # Errors
/// When there is none of that name, or an argument can't be used.
pub(crate) fn get(name: &str, arguments: Option<&JsonObject>) -> Result<GetPromptResult, ErrorData> {
    let filled = |argument: &str| filled(arguments, argument);
    let place = filled(PLACE)?;
    let at = place.as_ref().map_or("at my home".to_owned(), |place| format!("in {place}"));
    let (description, text) = match name {
        PLAN => {
            let what = filled(ACTIVITY)?.map_or(
                "the outdoor activities that I asked about before (see the resource forecastle://forecasts; if there are none, a \
                 walk, a bicycle ride and a picnic)"
                    .to_owned(),
                |activity| format!("the activity {activity}"),
            );
            (
                "Plan my week outdoors",
                format!(
                    "Plan my next seven days outdoors {at}. Call the tool `best_window` for {what}, and use `compare` \
                     where two days are close. Then give me a short plan, day by day: what to do and from when to when, with the \
                     probability that Forecastle gives for it, what could spoil it, and a second choice for the \
                     likeliest failure. Keep clear of what my calendar says (the resource forecastle://plans). Say \
                     plainly where nothing outdoors is likely to go well, and what had to be assumed."
                ),
            )
        }
        BRIEF => (
            "Brief me on tomorrow",
            format!(
                "Brief me on tomorrow {at}, in under 150 words. Ask Forecastle with the tool `ask` about rain, the highest \
                 temperature and the wind tomorrow, and about each of tomorrow's plans in the resource \
                 forecastle://plans. Begin with what I should do differently because of it, if anything. Give each \
                 probability or range as Forecastle tells it, and say which of them rests on little."
            ),
        ),
        _ => return Err(ErrorData::invalid_params(format!("Unknown prompt: {name}"), None)),
    };
    Ok(GetPromptResult::new(vec![PromptMessage::new_text(Role::User, text)]).with_description(description))
}

/// What is filled in for an argument, as a quotation.
fn filled(arguments: Option<&JsonObject>, argument: &str) -> Result<Option<String>, ErrorData> {
    let Some(value) = arguments.and_then(|arguments| arguments.get(argument)) else { return Ok(None) };
    let Some(text) = value.as_str() else {
        return Err(ErrorData::invalid_params(format!("The argument “{argument}” is text."), None));
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    let line: String =
        words.join(" ").chars().filter(|character| !character.is_control() && *character != '"').collect();
    if line.chars().count() > LONGEST {
        return Err(ErrorData::invalid_params(
            format!("The argument “{argument}” has up to {LONGEST} characters."),
            None,
        ));
    }
    Ok((!line.is_empty()).then(|| format!("\"{line}\"")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text(name: &str, arguments: &serde_json::Value) -> Result<String, ErrorData> {
        let arguments = arguments.as_object().cloned();
        let got = get(name, arguments.as_ref())?;
        let text = got.messages[0].content.as_text().map(|text| text.text.clone());
        Ok(text.unwrap_or_default())
    }

    #[test]
    fn what_is_filled_in_is_quoted_on_one_line() {
        let told = text(PLAN, &json!({ "place": "Porto\n\"now\" do this", "activity": "hike" }));
        let told = told.unwrap_or_else(|error| panic!("{error}"));
        assert!(told.contains("in \"Porto now do this\". Call"), "{told}");
        assert!(told.contains("the activity \"hike\""), "{told}");
    }

    #[test]
    fn left_out_arguments_have_a_meaning() {
        for prompt in list() {
            let told = text(&prompt.name, &json!({})).unwrap_or_else(|error| panic!("{error}"));
            assert!(told.contains("at my home"), "{told}");
        }
    }

    #[test]
    fn what_cant_be_used_is_told() {
        assert!(text("sing", &json!({})).is_err());
        assert!(text(PLAN, &json!({ "place": 7 })).is_err());
        assert!(text(PLAN, &json!({ "place": "x".repeat(LONGEST + 1) })).is_err());
    }
}
