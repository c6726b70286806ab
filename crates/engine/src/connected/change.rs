//! Keeping, changing and removing sources.

use super::{appointments, ask::MOST_SERIES, find, is_allowed, kept, words};
use crate::{plans, problems, shared::Shared};
use contract::{ChangeSourceRequest, Problem, ProblemCode, SaveSourceRequest, SourceView};
use domain::{
    ConnectedSource, ConnectedSourceId, ConnectedState, SeriesId, SourceConnection, SourceMapping,
    SourceRequest,
};
use std::collections::BTreeSet;

/// Sources that are kept.
const MOST: usize = 20;
/// Characters of a name.
const LONGEST_NAME: usize = 60;
/// Words of a command, and the bytes of each.
const MOST_WORDS: usize = 64;
const LONGEST_WORD: usize = 4096;
/// Bytes of what a tool is told.
const LARGEST_ARGUMENTS: usize = 64 << 10;
/// Minutes between two askings: five, and a week.
const OFTEN: std::ops::RangeInclusive<u32> = 5..=7 * 24 * 60;
/// Letters of the name of a series.
const LONGEST_ID: usize = 56;

/// Keeps a source.
pub(crate) fn save(shared: &Shared, request: SaveSourceRequest) -> Result<SourceView, Problem> {
    let all = kept(shared)?;
    let before = match request.id {
        Some(id) => Some(find(shared, id)?),
        None => None,
    };
    if before.is_none() && all.len() >= MOST {
        return Err(refused(&format!("There are {MOST} already. Remove one first."), "name"));
    }
    let id = before.as_ref().map_or(ConnectedSourceId(0), |(source, _)| source.id);
    let name = named(&request.name, id, &all)?;
    check_connection(&request.connection)?;
    check_request(&request.request)?;
    check_often(request.every_minutes)?;
    let mut mapping = request.mapping;
    let series = match mapping.appointments {
        Some(_) => Vec::new(),
        None => series_of(shared, &name, &mut mapping, before.as_ref().map(|(source, _)| source), &all)?,
    };
    let source = ConnectedSource {
        id,
        name,
        connection: request.connection,
        request: request.request,
        mapping,
        series,
        on: request.on,
        every_minutes: request.every_minutes,
    };
    // What went wrong before may be put right by this, so that it begins anew.
    let state = match before {
        Some((_, state)) => ConnectedState { failures: 0, trouble: None, next: None, ..state },
        None => ConnectedState::default(),
    };
    keep(shared, source, state)
}

/// Changes whether and how often a source is asked, or what it is called.
pub(crate) fn change(shared: &Shared, request: &ChangeSourceRequest) -> Result<SourceView, Problem> {
    let (mut source, mut state) = find(shared, request.id)?;
    if let Some(name) = &request.name {
        source.name = named(name, source.id, &kept(shared)?)?;
    }
    if let Some(minutes) = request.every_minutes {
        source.every_minutes = Some(minutes).filter(|minutes| *minutes > 0);
        check_often(source.every_minutes)?;
    }
    source.on = request.on.unwrap_or(source.on);
    state = ConnectedState { failures: 0, trouble: None, next: None, ..state };
    keep(shared, source, state)
}

/// Removes a source with the appointments it told.
pub(crate) fn remove(shared: &Shared, id: ConnectedSourceId) -> Result<(), Problem> {
    find(shared, id)?;
    shared.store.remove_connected_source(id).map_err(|error| problems::of_store(&error))?;
    plans::replace(shared, &appointments::names_begin(id), Vec::new())
}

fn keep(shared: &Shared, source: ConnectedSource, state: ConnectedState) -> Result<SourceView, Problem> {
    let id =
        shared.store.save_connected_source(&source, &state).map_err(|error| problems::of_store(&error))?;
    shared.connected.wake();
    Ok(words::view(shared, is_allowed(shared)?, ConnectedSource { id, ..source }, state))
}

fn named(
    name: &str,
    id: ConnectedSourceId,
    all: &[(ConnectedSource, ConnectedState)],
) -> Result<String, Problem> {
    let clean = sources::cleaned(name, LONGEST_NAME);
    if clean.is_empty() || clean != name.trim() {
        return Err(refused(
            &format!("Call it something of 1 to {LONGEST_NAME} letters, on one line."),
            "name",
        ));
    }
    let taken = |(other, _): &(ConnectedSource, ConnectedState)| {
        other.id != id && other.name.to_lowercase() == clean.to_lowercase()
    };
    if all.iter().any(taken) {
        return Err(refused(
            &format!("There is a program called {clean} already. Give this one another name."),
            "name",
        ));
    }
    Ok(clean)
}

fn check_connection(connection: &SourceConnection) -> Result<(), Problem> {
    match connection {
        SourceConnection::Program { command, arguments, environment } => {
            let fits = |word: &String| word.len() <= LONGEST_WORD && !word.contains('\0');
            if command.trim().is_empty() || !fits(command) {
                return Err(refused("Give the program to start, such as npx or a whole path.", "connection"));
            }
            let is_name = |name: &String| !name.is_empty() && !name.contains(['=', '\0']);
            if arguments.len() > MOST_WORDS
                || environment.len() > MOST_WORDS
                || !arguments.iter().all(fits)
                || !environment.iter().all(|(name, value)| is_name(name) && fits(name) && fits(value))
            {
                return Err(refused(
                    &format!(
                        "A command has {MOST_WORDS} words of {LONGEST_WORD} bytes at most, and names in its environment have no =."
                    ),
                    "connection",
                ));
            }
            Ok(())
        }
        SourceConnection::Address { url, .. } => sources::check_address(url)
            .map_err(|error| refused(&problems::sentence(&error.to_string()), "connection")),
    }
}

fn check_request(request: &SourceRequest) -> Result<(), Problem> {
    let fits = match request {
        SourceRequest::Tool { name, arguments } => {
            let bytes = serde_json::to_vec(arguments).map_or(usize::MAX, |bytes| bytes.len());
            !name.is_empty() && name.len() <= LONGEST_WORD && bytes <= LARGEST_ARGUMENTS
        }
        SourceRequest::Resource { uri } => !uri.is_empty() && uri.len() <= LONGEST_WORD,
    };
    let field = match request {
        SourceRequest::Tool { .. } => "request.name",
        SourceRequest::Resource { .. } => "request.uri",
    };
    if fits { Ok(()) } else { Err(refused("Name the tool or the resource to ask.", field)) }
}

fn check_often(every_minutes: Option<u32>) -> Result<(), Problem> {
    if every_minutes.is_none_or(|minutes| OFTEN.contains(&minutes)) {
        return Ok(());
    }
    Err(refused("It can be asked every 5 minutes at most, and once a week at least.", "every_minutes"))
}

/// The series that the columns go to: those they went to before, else new ones that nobody has.
fn series_of(
    shared: &Shared,
    name: &str,
    mapping: &mut SourceMapping,
    before: Option<&ConnectedSource>,
    all: &[(ConnectedSource, ConnectedState)],
) -> Result<Vec<SeriesId>, Problem> {
    let choices = &mut mapping.options.series;
    let columns: BTreeSet<&str> = choices.iter().map(|choice| choice.column.as_str()).collect();
    if choices.is_empty() || choices.len() > MOST_SERIES || columns.len() < choices.len() {
        return Err(refused(
            &format!(
                "Choose 1 to {MOST_SERIES} columns, each once. Look at its answer first to see which there are."
            ),
            "mapping",
        ));
    }
    // Everything else would choose columns by itself.
    mapping.options.all = false;
    let own: Vec<(String, SeriesId)> = before.map_or_else(Vec::new, |before| {
        let columns = before.mapping.options.series.iter().map(|choice| choice.column.clone());
        columns.zip(before.series.iter().cloned()).collect()
    });
    let is_own = |id: &SeriesId| own.iter().any(|(_, own)| own == id);
    let known = shared.series()?;
    let mut taken: BTreeSet<SeriesId> = known.iter().map(|info| info.id.clone()).collect();
    taken.extend(all.iter().flat_map(|(source, _)| source.series.iter().cloned()));
    let titles: BTreeSet<String> =
        known.iter().filter(|info| !is_own(&info.id)).map(|info| info.title.to_lowercase()).collect();
    let mut ids = Vec::new();
    for choice in choices {
        let title = sources::cleaned(choice.title.as_deref().unwrap_or(&choice.column), LONGEST_NAME);
        if title.is_empty() {
            return Err(refused("Give each series a title.", "mapping"));
        }
        let id = match own.iter().find(|(column, _)| *column == choice.column) {
            Some((_, id)) => id.clone(),
            None => unused(&format!("{name}-{title}"), &taken),
        };
        taken.insert(id.clone());
        ids.push(id);
        // Two series of one title could not be told apart in a question.
        choice.title =
            Some(if titles.contains(&title.to_lowercase()) { format!("{title} ({name})") } else { title });
    }
    Ok(ids)
}

/// `weather-box-temperature`, or with a number where that is taken.
fn unused(words: &str, taken: &BTreeSet<SeriesId>) -> SeriesId {
    let mut slug = String::new();
    for letter in words.to_lowercase().chars() {
        match letter {
            'a'..='z' | '0'..='9' => slug.push(letter),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
        if slug.len() == LONGEST_ID {
            break;
        }
    }
    let slug = match slug.trim_end_matches('-') {
        "" => "connected",
        slug => slug,
    };
    let first = SeriesId(slug.to_owned());
    let numbered = (2..).map(|number: u32| SeriesId(format!("{slug}-{number}")));
    std::iter::once(first).chain(numbered).find(|id| !taken.contains(id)).expect("numbers don't end")
}

fn refused(detail: &str, field: &str) -> Problem {
    Problem::new(ProblemCode::BadRequest, "The program can't be kept like that", detail).about(field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_gets_a_name_of_its_own() {
        let taken = BTreeSet::from([SeriesId("box-outside".into()), SeriesId("box-outside-2".into())]);
        assert_eq!(unused("Box Outside °C", &BTreeSet::new()).0, "box-outside-c");
        assert_eq!(unused("Box: outside", &taken).0, "box-outside-3");
        assert_eq!(unused("夜", &BTreeSet::new()).0, "connected");
        assert!(unused(&"long ".repeat(50), &BTreeSet::new()).0.len() <= LONGEST_ID);
    }
}
