use crate::{COMMAND_NAMES, Commands, Problem, ProblemCode, for_each_command};
use serde_json::Value;

macro_rules! call_by_name {
    ($($(#[$documentation:meta])* $name:ident($request:ty) -> $response:ty, $permission:ident;)*) => {
        /// Calls a command by its name, with request and response as JSON: for surfaces that are made from the list of commands.
        ///
        /// # Errors
        /// When there is no such command, the request isn't one of its own, or the command refuses.
        pub async fn call(commands: &impl Commands, name: &str, request: Value) -> Result<Value, Problem> {
            match name {
                $(stringify!($name) => {
                    let request: $request = serde_json::from_value(request).map_err(|error| unreadable(name, &error))?;
                    let response = commands.$name(request).await?;
                    serde_json::to_value(response).map_err(|error| unwritable(name, &error))
                })*
                _ => Err(unknown()),
            }
        }

        /// Whether a request is one of this command's, without calling it.
        ///
        /// # Errors
        /// When there is no such command, or the request isn't one of its own.
        pub fn read(name: &str, request: Value) -> Result<(), Problem> {
            match name {
                $(stringify!($name) => serde_json::from_value::<$request>(request)
                    .map(drop)
                    .map_err(|error| unreadable(name, &error)),)*
                _ => Err(unknown()),
            }
        }
    };
}

for_each_command!(call_by_name);

fn unknown() -> Problem {
    Problem::new(
        ProblemCode::NotFound,
        "There is no such command",
        format!("Choose one of {}.", COMMAND_NAMES.join(", ")),
    )
}

fn unreadable(name: &str, error: &serde_json::Error) -> Problem {
    Problem::new(
        ProblemCode::BadRequest,
        format!("The request for `{name}` can't be read"),
        format!("{error}. Give it as one JSON object."),
    )
    .about("request")
}

fn unwritable(name: &str, error: &serde_json::Error) -> Problem {
    Problem::new(
        ProblemCode::Internal,
        format!("What `{name}` answers can't be written"),
        format!("{error}. This is a fault of Forecastle's own; nothing was lost."),
    )
}
