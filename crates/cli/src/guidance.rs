//! For which places weather guidance may be asked from the network.

use crate::{arguments::GuidanceChange, place_called, print::Printer};
use contract::{Commands, Nothing, Problem, ProblemCode};
use domain::Place;
use engine::Engine;

pub(crate) async fn change(
    engine: &Engine,
    change: Option<GuidanceChange>,
    printer: &mut Printer,
) -> Result<(), Problem> {
    match change {
        Some(GuidanceChange::Allow { place, all_my_places, decimals, server, interface_server }) => {
            let mut settings = engine.settings(Nothing {}).await?;
            settings.guidance.decimals = decimals.unwrap_or(settings.guidance.decimals);
            if let Some(server) = server {
                settings.guidance.base_url = Some(server);
            }
            for server in &interface_server {
                let (interface, address) = server.split_once('=').unwrap_or((server, ""));
                let servers = &mut settings.guidance.servers;
                let known = match interface {
                    "forecast" => &mut servers.forecast,
                    "ensemble" => &mut servers.ensemble,
                    "archive" => &mut servers.archive,
                    "previous-runs" => &mut servers.previous_runs,
                    "air-quality" => &mut servers.air_quality,
                    _ => {
                        return Err(Problem::new(
                            ProblemCode::BadRequest,
                            "No such interface",
                            "The interfaces are forecast, ensemble, archive, previous-runs and air-quality.",
                        )
                        .about("interface_server"));
                    }
                };
                *known = Some(address.to_owned());
            }
            if all_my_places {
                settings.guidance.all_my_places = true;
            } else {
                let place = wanted(engine, &place.join(" "), settings.home.as_ref()).await?;
                settings.guidance.places.retain(|known| known.id != place.id);
                settings.guidance.places.push(place);
            }
            engine.save_settings(settings).await?;
        }
        Some(GuidanceChange::Off { place }) => {
            let mut settings = engine.settings(Nothing {}).await?;
            if place.is_empty() {
                settings.guidance.all_my_places = false;
                settings.guidance.places.clear();
            } else {
                let name = place.join(" ");
                let before = settings.guidance.places.len();
                settings.guidance.places.retain(|place| place.name.to_lowercase() != name.to_lowercase());
                if settings.guidance.places.len() == before {
                    return Err(Problem::new(
                        ProblemCode::NotFound,
                        "It isn't allowed for that place by name",
                        "`forecastle guidance status` lists the places; `forecastle guidance off` ends it for all.",
                    ));
                }
            }
            engine.save_settings(settings).await?;
        }
        Some(GuidanceChange::Status) | None => {}
    }
    printer.guidance(&engine.guidance(Nothing {}).await?)
}

/// The place that is named: one of the user's own, the home, or the likeliest of that name.
async fn wanted(engine: &Engine, name: &str, home: Option<&Place>) -> Result<Place, Problem> {
    if name.is_empty() {
        return home.cloned().ok_or_else(|| {
            Problem::new(
                ProblemCode::BadRequest,
                "No home is set",
                "Name a place, as in `forecastle guidance allow Porto`, or set your home with `forecastle home NAME`.",
            )
        });
    }
    let own = engine.saved_places(Nothing {}).await?;
    match own.into_iter().find(|place| place.name.to_lowercase() == name.to_lowercase()) {
        Some(place) => Ok(place),
        None => place_called(engine, name).await,
    }
}
