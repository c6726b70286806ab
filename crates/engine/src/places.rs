//! The user's own places: a name of theirs for a position or a town.

use crate::{problems, shared::Shared};
use contract::{ForgetPlaceRequest, Nothing, Problem, ProblemCode, SavePlaceRequest};
use domain::{LocalConditions, LocalOffset, Place, PlaceId};

/// A longer name doesn't fit where it is shown.
const LONGEST_NAME: usize = 60;
/// Heights of land, m, with room to spare.
const HEIGHTS: std::ops::RangeInclusive<f64> = -500.0..=9000.0;
/// No place lies further above or below the town it is named by, m.
const MOST_HIGHER: f64 = 5000.0;
/// No weather of one region differs by more, in the unit of its variable.
const LARGEST_OFFSET: f64 = 50.0;

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
    let before = saved.iter().find(|place| is_called(place, &name));
    if let Some(before) = before.filter(|_| request.at.trim().is_empty()) {
        let local = local_conditions(request, None)?;
        let town = before.local.as_ref().and_then(|local| Some(before.elevation? - local.higher_by?));
        let place = Place { elevation: town.or(before.elevation), ..before.clone() };
        return keep(shared, with_local(place, local));
    }
    let (higher_by, at) = intent::higher_than(&request.at)
        .map_or((None, request.at.as_str()), |(metres, place)| (Some(metres), place));
    let local = local_conditions(request, higher_by)?;
    let others: Vec<Place> = saved.iter().filter(|place| !is_called(place, &name)).cloned().collect();
    let found = shared.with_setting(|setting| {
        let setting = intent::Setting { saved: &others, ..setting };
        intent::places_called(at, &setting).into_iter().next()
    })?;
    let Some(at) = found else {
        return Err(Problem::new(
            ProblemCode::NotFound,
            "No such place",
            format!(
                "“{}” is no town that Forecastle knows and no position. Name the nearest larger town, or give degrees \
                 north and east, such as “41.15, -8.61”.",
                at.trim()
            ),
        )
        .about("at"));
    };
    let id = before.map_or_else(
        || PlaceId(saved.iter().map(|place| place.id.0 + 1).fold(PlaceId::OWN, u32::max)),
        |place| place.id,
    );
    let region = if at.id.position().is_some() { at.region.clone() } else { Some(at.name.clone()) };
    keep(shared, with_local(Place { id, name, region, population: 0, local: None, ..at }, local))
}

fn keep(shared: &Shared, place: Place) -> Result<Place, Problem> {
    shared.store.save_place(&place).map_err(|error| problems::of_store(&error))?;
    Ok(place)
}

/// What is said of the weather at a place, checked; `higher_by` is what the words for the place say.
fn local_conditions(request: &SavePlaceRequest, higher_by: Option<f64>) -> Result<LocalConditions, Problem> {
    let refused = |field: &str, detail: String| {
        Err(Problem::new(ProblemCode::BadRequest, "That can't be so", detail).about(field))
    };
    let higher_by = request.higher_by.or(higher_by);
    if request.elevation.is_some() && higher_by.is_some() {
        let detail = "Give the height above the sea or that above the town, not both.";
        return refused("elevation", detail.to_owned());
    }
    if request.elevation.is_some_and(|metres| !HEIGHTS.contains(&metres)) {
        return refused("elevation", "A height above the sea lies between -500 and 9000 m.".to_owned());
    }
    if higher_by.is_some_and(|metres| !(-MOST_HIGHER..=MOST_HIGHER).contains(&metres)) {
        let detail = format!("A place lies at most {MOST_HIGHER} m above or below the town it is named by.");
        return refused("higher_by", detail);
    }
    for local in &request.offsets {
        let name = local.variable.name();
        if !LocalOffset::allows(&local.variable) {
            let detail = format!(
                "Temperature, dew point, humidity, air pressure, wind and gusts can differ by an amount; {name} can't."
            );
            return refused("offsets", detail);
        }
        if !(-LARGEST_OFFSET..=LARGEST_OFFSET).contains(&local.offset) {
            return refused("offsets", format!("No {name} differs by more than {LARGEST_OFFSET}."));
        }
    }
    Ok(LocalConditions { elevation: request.elevation, higher_by, offsets: request.offsets.clone() })
}

/// The place with what is said of its weather; its height follows from it where it can.
fn with_local(place: Place, local: LocalConditions) -> Place {
    let above_town = local.higher_by.and_then(|metres| Some(place.elevation? + metres));
    let elevation = local.elevation.or(above_town).or(place.elevation);
    let local = (!local.is_empty()).then(|| Box::new(local));
    Place { elevation, local, ..place }
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
