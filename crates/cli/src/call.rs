use contract::{COMMAND_NAMES, Commands, Problem, ProblemCode, for_each_command};
use serde_json::Value;

macro_rules! call_by_name {
    ($($(#[$documentation:meta])* $name:ident($request:ty) -> $response:ty, $permission:ident;)*) => {
        /// Calls a command by its name in the contract: the adapter of every command, made from the one list.
        pub(crate) async fn by_name(commands: &impl Commands, name: &str, request: Option<&str>) -> Result<Value, Problem> {
            let request = request.unwrap_or("{}");
            match name {
                $(stringify!($name) => {
                    let request: $request = serde_json::from_str(request).map_err(|error| unreadable(name, &error))?;
                    let response = commands.$name(request).await?;
                    serde_json::to_value(response).map_err(|error| unreadable(name, &error))
                })*
                _ => Err(Problem::new(
                    ProblemCode::NotFound,
                    "There is no such command",
                    format!("Choose one of {}.", COMMAND_NAMES.join(", ")),
                )),
            }
        }
    };
}

for_each_command!(call_by_name);

fn unreadable(name: &str, error: &serde_json::Error) -> Problem {
    Problem::new(
        ProblemCode::BadRequest,
        format!("The request for `{name}` can't be read"),
        format!("{error}. Give it as one JSON object."),
    )
    .about("request")
}
