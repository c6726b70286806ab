use contract::{Problem, ProblemCode};
use domain::StoreError;

/// A fault of the data file as a person is told of it.
pub(crate) fn of_store(error: &StoreError) -> Problem {
    let (code, title) = match error {
        StoreError::Locked { .. } => (ProblemCode::Data, "Your data is in use"),
        StoreError::ReadOnly { .. } => (ProblemCode::Data, "Your data can't be changed"),
        StoreError::Damaged { .. } => (ProblemCode::Data, "Your data file is damaged"),
        StoreError::Newer { .. } => (ProblemCode::Data, "Your data is from a newer Forecastle"),
        StoreError::DiskFull { .. } => (ProblemCode::Data, "The disk is full"),
        StoreError::Folder { .. } => (ProblemCode::Data, "The data folder can't be used"),
        StoreError::Missing { .. } => (ProblemCode::NotFound, "It isn't there"),
        StoreError::Outdated { .. } => (ProblemCode::NotFound, "It can't be read any more"),
        StoreError::NotExported { .. } => (ProblemCode::BadRequest, "Your data can't be exported"),
        StoreError::NotRestored { .. } => (ProblemCode::BadRequest, "The export can't be restored"),
        StoreError::Input(_) => (ProblemCode::Import, "The file can't be imported"),
        StoreError::Other { .. } => (ProblemCode::Data, "Your data can't be read"),
    };
    Problem::new(code, title, sentence(&error.to_string()))
}

/// A message as a sentence: capital first, full stop last.
pub(crate) fn sentence(message: &str) -> String {
    let mut characters = message.chars();
    let Some(first) = characters.next() else { return String::new() };
    let starts_with_a_path = first == '/' || first == '.';
    let mut text: String =
        if starts_with_a_path { first.to_string() } else { first.to_uppercase().collect() };
    text.push_str(characters.as_str());
    if !text.ends_with(['.', '!', '?', '…']) {
        text.push('.');
    }
    text
}

/// The work of a thread that ended before it answered.
pub(crate) fn of_lost_work(error: &tokio::task::JoinError) -> Problem {
    Problem::new(
        ProblemCode::Internal,
        "Something went wrong inside Forecastle",
        format!("{}. Nothing was lost; try again.", sentence(&error.to_string()).trim_end_matches('.')),
    )
}
