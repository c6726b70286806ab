//! The user's own places: a name of theirs for a position or a town.

use crate::{problems, shared::Shared};
use contract::{ForgetPlaceRequest, Nothing, Problem, ProblemCode, SavePlaceRequest};
use domain::{Place, PlaceId};

/// A longer name doesn't fit where it is shown.
const LONGEST_NAME: usize = 60;

pub(crate) fn all(shared: &Shared) -> Result<Vec<Place>, Problem> {
    shared.store.places().map_err(|error| problems::of_store(&error))
}

/// Keeps a place under a name of the user's; one of that name gives way to it.
pub(crate) fn save(shared: &Shared, request: &SavePlaceRequest) -> Result<Place, Problem> {
    let name = request.name.split_whitespace().collect::<Vec<_>>().join(" ");
    if !name.chars().any(char::is_alphabetic) || name.chars().count() > LONGEST_NAME {
        return Err(Problem::new(
            ProblemCode::BadRequest,
            "That can't be a name",
            format!("Give the place a name of up to {LONGEST_NAME} characters with a letter in it, such as “Cabin”."),
        )
        .about("name"));
    }
    let saved = all(shared)?;
    let others: Vec<Place> = saved.iter().filter(|place| !is_called(place, &name)).cloned().collect();
    let found = shared.with_setting(|setting| {
        let setting = intent::Setting { saved: &others, ..setting };
        intent::places_called(&request.at, &setting).into_iter().next()
    })?;
    let Some(at) = found else {
        return Err(Problem::new(
            ProblemCode::NotFound,
            "No such place",
            format!(
                "“{}” is no town that Forecastle knows and no position. Name the nearest larger town, or give degrees \
                 north and east, such as “41.15, -8.61”.",
                request.at.trim()
            ),
        )
        .about("at"));
    };
    let id = saved.iter().find(|place| is_called(place, &name)).map_or_else(
        || PlaceId(saved.iter().map(|place| place.id.0 + 1).fold(PlaceId::OWN, u32::max)),
        |place| place.id,
    );
    let region = if at.id.position().is_some() { at.region.clone() } else { Some(at.name.clone()) };
    let place = Place { id, name, region, population: 0, ..at };
    shared.store.save_place(&place).map_err(|error| problems::of_store(&error))?;
    Ok(place)
}

/// Forgets the place of this name.
pub(crate) fn forget(shared: &Shared, request: &ForgetPlaceRequest) -> Result<Nothing, Problem> {
    let saved = all(shared)?;
    let Some(place) = saved.iter().find(|place| is_called(place, request.name.trim())) else {
        let names: Vec<&str> = saved.iter().map(|place| place.name.as_str()).collect();
        let detail = if names.is_empty() {
            "No place is saved yet.".to_owned()
        } else {
            format!("The saved places are {}.", names.join(", "))
        };
        return Err(Problem::new(ProblemCode::NotFound, "No such place", detail).about("name"));
    };
    shared.store.forget_place(place.id).map_err(|error| problems::of_store(&error))?;
    Ok(Nothing {})
}

fn is_called(place: &Place, name: &str) -> bool {
    place.name.to_lowercase() == name.to_lowercase()
}
