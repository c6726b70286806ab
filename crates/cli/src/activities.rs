use contract::{ActivityInfo, Commands, Nothing, Problem, ProblemCode};
use domain::Activity;
use engine::Engine;
use serde::Deserialize;
use std::path::Path;

/// An entry of a file: an activity, or one as this program prints it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    Printed(ActivityInfo),
    Plain(Activity),
}

/// Adds the activities of a file to the user's own, and takes one away.
pub(crate) async fn change(
    engine: &Engine,
    load: Option<&Path>,
    remove: Option<&str>,
) -> Result<(), Problem> {
    if load.is_none() && remove.is_none() {
        return Ok(());
    }
    let mut settings = engine.settings(Nothing {}).await?;
    for entry in load.map(read).transpose()?.unwrap_or_default() {
        let activity = match entry {
            Entry::Printed(info) => info.activity,
            Entry::Plain(activity) => activity,
        };
        check(&activity)?;
        settings.activities.retain(|known| known.id != activity.id);
        settings.activities.push(activity);
    }
    if let Some(id) = remove {
        let before = settings.activities.len();
        settings.activities.retain(|known| known.id != id);
        if settings.activities.len() == before {
            let detail =
                format!("“{id}” is not among your own activities. `forecastle activities` marks those.");
            return Err(Problem::new(ProblemCode::NotFound, "No such activity of yours", detail));
        }
    }
    engine.save_settings(settings).await?;
    Ok(())
}

fn read(file: &Path) -> Result<Vec<Entry>, Problem> {
    let unreadable = |detail: String| {
        Problem::new(ProblemCode::BadRequest, "The activities can't be read", detail).about("load")
    };
    let text =
        std::fs::read_to_string(file).map_err(|error| unreadable(format!("{}: {error}.", file.display())))?;
    serde_json::from_str(&text).map_err(|error| {
        unreadable(format!(
            "{}: {error}. It should be a list of entries as `forecastle --json activities` prints them.",
            file.display()
        ))
    })
}

fn check(activity: &Activity) -> Result<(), Problem> {
    let fault = if activity.id.trim().is_empty() || activity.title.trim().is_empty() {
        "An activity needs an id and a title."
    } else if !(1..=72).contains(&activity.length_hours) {
        "An activity lasts 1 to 72 hours."
    } else if activity.usual_hours.0 > 23 || activity.usual_hours.1 > 24 {
        "The usual hours begin at 0 to 23 and end before 1 to 24."
    } else if activity.criteria.is_empty() {
        "An activity needs at least one criterion."
    } else {
        return Ok(());
    };
    Err(Problem::new(
        ProblemCode::BadRequest,
        "That activity can't be kept",
        format!("{fault} Correct “{}” and load the file again; nothing was changed.", activity.title),
    ))
}
