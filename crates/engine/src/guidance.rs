//! Weather guidance from the network: for which places it may be asked, and what is said when it can't be had.

use crate::{places, problems, settings, shared::Shared};
use context::{
    freshness,
    open_meteo::{
        Api, Arrival, BaseUrls, CREDIT, Cell, Client, Filled, GuidanceFault, Kept, OpenMeteo,
        leaves_the_machine,
    },
};
use contract::{
    Change, GuidancePlace, GuidanceServers, GuidanceSettings, GuidanceStatus, Problem, ProblemCode, Settings,
};
use domain::{Place, Question, Store};
use jiff::{SignedDuration, Zoned};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::broadcast;

/// An answer waits for guidance at most this long; half of what it may take in all.
const WAIT: Duration = Duration::from_millis(1500);
/// One request may take this long, with all its tries, after the answer was given without it.
const DEADLINE: Duration = Duration::from_secs(20);
/// Questions about later than this are not helped by guidance.
const REACH: SignedDuration = SignedDuration::from_hours(16 * 24);

/// Who fetches, made when it is first needed and anew when the address changes.
pub(crate) struct Fetching {
    pub(crate) kept: Arc<Kept>,
    changes: broadcast::Sender<Change>,
    current: Mutex<Option<(BaseUrls, OpenMeteo)>>,
}

impl Fetching {
    pub(crate) fn new(store: Arc<dyn Store>, changes: broadcast::Sender<Change>) -> Self {
        Self { kept: Arc::new(Kept::new(store)), changes, current: Mutex::default() }
    }

    fn open_meteo(&self, settings: &GuidanceSettings) -> Result<OpenMeteo, GuidanceFault> {
        let wanted = base_of(settings)?;
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((base, open_meteo)) = &*current
            && *base == wanted
        {
            return Ok(open_meteo.clone());
        }
        let changes = self.changes.clone();
        let announce = move |arrival: Arrival| {
            // Nobody may be listening.
            let _ = changes.send(Change::Guidance { places: arrival.places, what: arrival.what.to_owned() });
        };
        let client = Client::new(wanted.clone(), DEADLINE)?;
        let open_meteo = OpenMeteo::new(Arc::clone(&self.kept), client, announce);
        *current = Some((wanted, open_meteo.clone()));
        Ok(open_meteo)
    }
}

fn base_of(settings: &GuidanceSettings) -> Result<BaseUrls, GuidanceFault> {
    let all = settings.base_url.as_deref().map_or(Ok(BaseUrls::public()), BaseUrls::own)?;
    servers(settings).into_iter().try_fold(all, |all, (api, _, address)| match address {
        Some(address) => all.with(api, address),
        None => Ok(all),
    })
}

/// Servers of single interfaces, each with the name of its setting.
fn servers(settings: &GuidanceSettings) -> [(Api, &'static str, &Option<String>); 5] {
    let servers = &settings.servers;
    [
        (Api::Forecast, "guidance.servers.forecast", &servers.forecast),
        (Api::Ensemble, "guidance.servers.ensemble", &servers.ensemble),
        (Api::Archive, "guidance.servers.archive", &servers.archive),
        (Api::PreviousRuns, "guidance.servers.previous_runs", &servers.previous_runs),
        (Api::AirQuality, "guidance.servers.air_quality", &servers.air_quality),
    ]
}

/// Refuses an address that is none; an empty one is none given.
pub(crate) fn check(settings: &mut GuidanceSettings) -> Result<(), Problem> {
    settings.decimals = settings.decimals.min(4);
    let not_empty = |address: &mut Option<String>| {
        *address = address.take().filter(|address| !address.trim().is_empty());
    };
    let GuidanceServers { forecast, ensemble, archive, previous_runs, air_quality } = &mut settings.servers;
    for address in [&mut settings.base_url, forecast, ensemble, archive, previous_runs, air_quality] {
        not_empty(address);
    }
    let refused = |field: &str, fault: &GuidanceFault| {
        let detail = problems::sentence(&fault.to_string());
        Problem::new(ProblemCode::BadRequest, "That is no address of a server", detail).about(field)
    };
    if let Some(address) = &settings.base_url {
        BaseUrls::own(address).map_err(|fault| refused("guidance.base_url", &fault))?;
    }
    for (api, field, address) in servers(settings) {
        if let Some(address) = address {
            BaseUrls::public().with(api, address).map_err(|fault| refused(field, &fault))?;
        }
    }
    Ok(())
}

/// The places for which guidance may be asked, each once.
fn allowed(settings: &Settings, own: &[Place]) -> Vec<Place> {
    let mine = settings.home.iter().chain(own).filter(|_| settings.guidance.all_my_places);
    let mut allowed: Vec<Place> = Vec::new();
    for place in mine.chain(&settings.guidance.places) {
        if allowed.iter().all(|known| known.id != place.id) {
            allowed.push(place.clone());
        }
    }
    allowed
}

/// The places for which guidance may be asked, with their cells.
pub(crate) fn cells(shared: &Shared) -> Result<Vec<(Place, Cell)>, Problem> {
    let settings = settings::load(&*shared.store)?;
    let kept = &shared.guidance.kept;
    kept.set_decimals(settings.guidance.decimals);
    let allowed = allowed(&settings, &places::all(shared)?);
    let with_cell = |place: Place| kept.cell(&place).map(|cell| (place, cell));
    Ok(allowed.into_iter().filter_map(with_cell).collect())
}

/// Sees to it that guidance for the places of a question is there and new, where it may be asked, and waits for it a little.
/// What is said of it where it could not be had, in sentences.
#[tracing::instrument(skip_all)]
pub(crate) async fn fill(
    shared: &Arc<Shared>,
    question: &Question,
    settings: &Settings,
    now: &Zoned,
) -> Vec<String> {
    if settings.guidance.is_off() || !is_near(question, now) {
        return Vec::new();
    }
    let own = {
        let shared = Arc::clone(shared);
        tokio::task::spawn_blocking(move || places::all(&shared))
            .await
            .ok()
            .and_then(Result::ok)
            .unwrap_or_default()
    };
    let allowed = allowed(settings, &own);
    let sides = if question.compares_places() { question.choices() } else { vec![question.clone()] };
    let asked: Vec<(Place, Cell, Vec<domain::Variable>)> = sides
        .into_iter()
        .filter_map(|choice| {
            let place =
                choice.place.clone().filter(|place| allowed.iter().any(|allowed| allowed.id == place.id))?;
            shared.guidance.kept.set_decimals(settings.guidance.decimals);
            let cell = shared.guidance.kept.cell(&place)?;
            Some((place, cell, choice.variables()))
        })
        .collect();
    if asked.is_empty() {
        return Vec::new();
    }
    let open_meteo = match shared.guidance.open_meteo(&settings.guidance) {
        Ok(open_meteo) => open_meteo,
        Err(fault) => return vec![problems::sentence(&fault.to_string())],
    };
    let mut filling = tokio::task::JoinSet::new();
    for (place, cell, variables) in asked {
        let (open_meteo, moment) = (open_meteo.clone(), now.timestamp());
        filling.spawn(async move {
            let filled = open_meteo.fill(&place, cell, &variables, moment, WAIT).await;
            (place, filled)
        });
    }
    let several = filling.len() > 1;
    let mut sentences = Vec::new();
    for (place, filled) in filling.join_all().await {
        for sentence in said(&filled, several.then_some(&place), &open_meteo.host(), now) {
            if !sentences.contains(&sentence) {
                sentences.push(sentence);
            }
        }
    }
    sentences
}

/// Whether any of the time asked about is still to come and within reach.
fn is_near(question: &Question, now: &Zoned) -> bool {
    question.spans.iter().any(|span| {
        let until = now.timestamp().saturating_add(REACH).unwrap_or(jiff::Timestamp::MAX);
        span.end.timestamp() > now.timestamp() && span.start.timestamp() < until
    })
}

/// What is wrong and how old the guidance is that was used all the same.
fn said(filled: &Filled, place: Option<&Place>, host: &str, now: &Zoned) -> Vec<String> {
    if filled.faults.is_empty() && !filled.is_late {
        return Vec::new();
    }
    let of = place.map(|place| format!(" for {}", place.name)).unwrap_or_default();
    let mut sentences: Vec<String> =
        filled.faults.iter().map(|fault| problems::sentence(&fault.to_string())).collect();
    let just_now = |received: jiff::Timestamp| received.as_second() == now.timestamp().as_second();
    if filled.is_late && filled.newest.is_some_and(just_now) {
        sentences.push(format!(
            "More guidance{of} is still on its way from {host}; the answer gets better when it is here."
        ));
        return sentences;
    }
    if filled.is_late {
        sentences.push(format!(
            "{host} has not answered yet; the answer is made without waiting, and gets better when it does."
        ));
    }
    let at =
        |received: jiff::Timestamp| received.to_zoned(now.time_zone().clone()).strftime("%H:%M").to_string();
    sentences.push(match filled.newest {
        None => format!("There is no guidance{of} yet."),
        Some(received) if now.timestamp().duration_since(received) < SignedDuration::from_hours(24) => {
            format!("Guidance{of} is from {}, {}.", at(received), freshness::age(received, now))
        }
        Some(received) => format!("Guidance{of} is {}.", freshness::age(received, now)),
    });
    sentences
}

/// The weight of what was asked of the network within the last day; nothing when it may not be asked.
pub(crate) fn spent_within_a_day(shared: &Shared) -> Result<f64, Problem> {
    let settings = settings::load(&*shared.store)?.guidance;
    if settings.is_off() {
        return Ok(0.0);
    }
    let now = shared.clock.now().timestamp();
    Ok(shared.guidance.open_meteo(&settings).map_or(0.0, |open_meteo| open_meteo.spent_within_a_day(now)))
}

/// For which places guidance may be asked, and how old it is.
pub(crate) fn status(shared: &Shared) -> Result<GuidanceStatus, Problem> {
    let settings = settings::load(&*shared.store)?;
    let now = shared.clock.now();
    let allowed = allowed(&settings, &places::all(shared)?);
    let decimals = settings.guidance.decimals;
    let example = allowed.first().or(settings.home.as_ref());
    // Nobody lives in the sea off Guinea.
    let example =
        example.and_then(|place| Cell::of_place(place, decimals)).or_else(|| Cell::of(0.0, 0.0, decimals));
    let base = base_of(&settings.guidance).unwrap_or_default();
    let mut told = Vec::new();
    for place in &allowed {
        let Some(cell) = Cell::of_place(place, decimals) else { continue };
        let newest =
            shared.store.newest_guidance(&cell.to_string()).map_err(|error| problems::of_store(&error))?;
        told.push(GuidancePlace {
            name: place.name.clone(),
            told: cell.in_words(),
            age: newest
                .map_or_else(|| "nothing received yet".to_owned(), |newest| freshness::age(newest, &now)),
        });
    }
    let spent = shared
        .guidance
        .open_meteo(&settings.guidance)
        .map_or(0.0, |open_meteo| open_meteo.spent_within_a_day(now.timestamp()));
    Ok(GuidanceStatus {
        places: told,
        leaves_the_machine: example.map(|cell| leaves_the_machine(&cell, &base.host())).unwrap_or_default(),
        credit: CREDIT.to_owned(),
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "some thousands at most"
        )]
        spent_today: spent.round() as u32,
    })
}
