use crate::{problems, shared::Shared};
use contract::{Check, CheckState, Doctor, Problem, SourceState};
use jiff::civil::date;

/// No machine with a right clock runs this program before it was written.
const WRITTEN: jiff::civil::Date = date(2026, 11, 1);

/// Looks at the installation, the data and the clock.
pub(crate) fn examine(shared: &Shared) -> Result<Doctor, Problem> {
    let store = shared.store.health().map_err(|error| problems::of_store(&error))?;
    let now = shared.clock.now();
    let settings = crate::settings::load(&*shared.store)?;
    let check = |name: &str, state, detail: String| Check { name: name.to_owned(), state, detail };
    let mut checks = vec![
        if store.sound {
            check("Data file", CheckState::Fine, "sound".to_owned())
        } else {
            check(
                "Data file",
                CheckState::Wrong,
                "SQLite finds it damaged. Put back a copy, or move it aside to start afresh.".to_owned(),
            )
        },
        if now.date() < WRITTEN {
            check(
                "Clock",
                CheckState::Wrong,
                format!("this machine says it is {}. Set its clock; “tomorrow” depends on it.", now.date()),
            )
        } else {
            check(
                "Clock",
                CheckState::Fine,
                format!(
                    "{} in {}",
                    now.strftime("%Y-%m-%d %H:%M"),
                    now.time_zone().iana_name().unwrap_or("an unnamed zone")
                ),
            )
        },
        match &settings.home {
            Some(home) => check("Home", CheckState::Fine, home.full_name()),
            None => check(
                "Home",
                CheckState::Note,
                "not set; the largest city of your time zone stands in. Set it with `forecastle home NAME`."
                    .to_owned(),
            ),
        },
        check("Network", CheckState::Fine, network(shared, &settings)?),
    ];
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut memory: Vec<String> =
        shared.context.memory().into_iter().map(|(name, said)| format!("{name}: {said}")).collect();
    memory.push(format!("weather guidance: {}", shared.guidance.kept.counts().in_words()));
    checks.push(check("Memory", CheckState::Fine, format!("since the start: {}", memory.join("; "))));
    checks.push(crate::plan_ahead::check(shared)?);
    checks.push(check("Models", CheckState::Fine, format!("up to {cores} at once")));
    let sources = shared
        .series()?
        .into_iter()
        .map(|info| SourceState {
            holds: format!("{} {}", info.unit.symbol(), years(&info)),
            age: info
                .last
                .map_or_else(|| "no values yet".to_owned(), |last| context::freshness::age(last, &now)),
            title: info.title,
        })
        .chain(context::sources::overview(&now).into_iter().map(|(title, holds, age)| SourceState {
            title,
            holds,
            age,
        }))
        .collect();
    Ok(Doctor { version: env!("CARGO_PKG_VERSION").to_owned(), store, checks, sources })
}

/// What leaves this machine, and how often what was wanted was there already.
fn network(shared: &Shared, settings: &contract::Settings) -> Result<String, Problem> {
    if settings.guidance.is_off() {
        return Ok("not used; nothing leaves this machine".to_owned());
    }
    let status = crate::guidance::status(shared)?;
    let places: Vec<String> =
        status.places.iter().map(|place| format!("{} ({}, {})", place.name, place.told, place.age)).collect();
    Ok(format!(
        "weather guidance for {}; {} of 10,000 requests within a day. Since the start: {}. {}",
        places.join(", "),
        status.spent_today,
        shared.guidance.kept.counts().in_words(),
        status.leaves_the_machine
    ))
}

fn years(info: &domain::SeriesInfo) -> String {
    match (info.first, info.last) {
        (Some(first), Some(last)) => format!("{} to {}", first.strftime("%Y"), last.strftime("%Y")),
        _ => String::new(),
    }
}
