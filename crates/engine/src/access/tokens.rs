use crate::{problems, shared::Shared};
use contract::{CreateTokenRequest, CreatedToken, Problem, ProblemCode};
use domain::{AccessToken, HashedToken, OpenedPlace, TokenId};
use jiff::{SignedDuration, Timestamp};
use rand::{TryRng as _, rngs::SysRng};
use sha2::{Digest as _, Sha256};
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use subtle::ConstantTimeEq as _;

/// What every secret begins with, so that one that lies about can be told for what it is.
const BEGINNING: &str = "forecastle_";
/// How long a token that another copy of Forecastle revoked may still open something.
const FRESH: Duration = Duration::from_secs(1);
/// The most places that one token names.
const MOST_PLACES: usize = 100;
/// The longest a token may serve, in days.
const MOST_DAYS: u32 = 3650;

/// How exactly it is kept when a token was used last: often enough for a person, seldom enough for a disk.
const USE_KEPT: SignedDuration = SignedDuration::from_mins(1);

/// The tokens as they were read last.
#[derive(Default)]
pub(crate) struct Doors {
    known: Mutex<Option<(Instant, Arc<[HashedToken]>)>>,
    used: Mutex<BTreeMap<TokenId, Use>>,
}

/// When a token opened something.
#[derive(Debug, Clone, Copy)]
struct Use {
    last: Timestamp,
    written: Option<Timestamp>,
}

impl Use {
    /// Whether it is time to write it down.
    fn is_due(&self, all: bool) -> bool {
        self.written.is_none_or(|written| {
            self.last > written && (all || self.last.duration_since(written) >= USE_KEPT)
        })
    }
}

impl Doors {
    fn forget(&self) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

fn known(shared: &Shared) -> Result<Arc<[HashedToken]>, Problem> {
    {
        let known = shared.doors.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((read, tokens)) = &*known
            && read.elapsed() < FRESH
        {
            return Ok(Arc::clone(tokens));
        }
    }
    let tokens: Arc<[HashedToken]> =
        shared.store.tokens().map_err(|error| problems::of_store(&error))?.into();
    *shared.doors.known.lock().unwrap_or_else(PoisonError::into_inner) =
        Some((Instant::now(), Arc::clone(&tokens)));
    Ok(tokens)
}

/// The token with this secret, if it opens anything now. How long it takes tells nothing of any secret: every token is compared whole.
pub(crate) fn let_in(shared: &Shared, secret: &str) -> Result<Option<AccessToken>, Problem> {
    let hash = hash(secret);
    let mut found = None;
    for (known, token) in known(shared)?.iter() {
        if bool::from(known.ct_eq(&hash)) {
            found = Some(token.clone());
        }
    }
    let now = shared.clock.now().timestamp();
    let found = found.filter(|token| token.serves_at(now));
    if let Some(token) = &found {
        let mut used = shared.doors.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.entry(token.id).or_insert(Use { last: now, written: token.last_used }).last = now;
    }
    Ok(found)
}

/// Writes down when tokens were used last: those for which that is due, or all.
pub(super) fn write_use(shared: &Shared, all: bool) -> Result<(), Problem> {
    let due: Vec<(TokenId, Timestamp)> = {
        let used = shared.doors.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.iter().filter(|(_, used)| used.is_due(all)).map(|(id, used)| (*id, used.last)).collect()
    };
    if due.is_empty() {
        return Ok(());
    }
    shared.store.note_use(&due).map_err(|error| problems::of_store(&error))?;
    let mut used = shared.doors.used.lock().unwrap_or_else(PoisonError::into_inner);
    for (id, at) in due {
        used.entry(id).and_modify(|used| used.written = Some(at));
    }
    Ok(())
}

fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

pub(crate) fn list(shared: &Shared) -> Result<Vec<AccessToken>, Problem> {
    let tokens = shared.store.tokens().map_err(|error| problems::of_store(&error))?;
    let used = shared.doors.used.lock().unwrap_or_else(PoisonError::into_inner);
    let last = |token: &AccessToken| token.last_used.max(used.get(&token.id).map(|used| used.last));
    Ok(tokens.into_iter().map(|(_, token)| AccessToken { last_used: last(&token), ..token }).collect())
}

pub(crate) fn create(shared: &Shared, request: CreateTokenRequest) -> Result<CreatedToken, Problem> {
    let refused = |detail: &str, field: &str| {
        Problem::new(ProblemCode::BadRequest, "The token can't be made", detail).about(field)
    };
    let name = request.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 60 || name.chars().any(char::is_control) {
        return Err(refused("Say in 1 to 60 letters whom it is for.", "name"));
    }
    if request.permissions.is_empty() {
        return Err(refused("Say what it allows: predict, ask, read, write or admin.", "permissions"));
    }
    if request.days.is_some_and(|days| days == 0 || days > MOST_DAYS) {
        return Err(refused("It can serve for 1 to 3650 days, or for good.", "days"));
    }
    let places = opened(shared, &request.places)?;
    let now = shared.clock.now().timestamp();
    let expires = request.days.map(|days| now + SignedDuration::from_hours(24 * i64::from(days)));
    let mut permissions = request.permissions;
    permissions.sort_unstable();
    permissions.dedup();
    let token = AccessToken {
        id: TokenId(0),
        name,
        permissions,
        series: request.series,
        places,
        models: request.models,
        created: now,
        expires,
        last_used: None,
    };
    let mut bytes = [0; 32];
    SysRng.try_fill_bytes(&mut bytes).map_err(|error| {
        let detail = format!("The system gives no random numbers ({error}). Try again.");
        Problem::new(ProblemCode::Internal, "The token can't be made", detail)
    })?;
    let secret = bytes.iter().fold(BEGINNING.to_owned(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    let kept = (hash(&secret), token);
    let id = shared.store.save_token(&kept).map_err(|error| problems::of_store(&error))?;
    shared.doors.forget();
    Ok(CreatedToken { secret, token: AccessToken { id, ..kept.1 } })
}

/// The places of these names.
fn opened(shared: &Shared, names: &[String]) -> Result<Vec<OpenedPlace>, Problem> {
    let refused = |detail: String| {
        Err(Problem::new(ProblemCode::BadRequest, "The token can't be made", detail).about("places"))
    };
    if names.len() > MOST_PLACES {
        return refused(format!("It can name {MOST_PLACES} places at most."));
    }
    let mut places = Vec::with_capacity(names.len());
    for name in names {
        let called = shared.with_setting(|setting| intent::places_called(name, &setting))?;
        let Some(place) = called.into_iter().next() else {
            return refused(format!(
                "“{}” is no place that Forecastle knows. Name one of your own, a town, or degrees north and east.",
                name.trim()
            ));
        };
        places.push(OpenedPlace { id: place.id, name: place.full_name() });
    }
    Ok(places)
}

pub(crate) fn revoke(shared: &Shared, id: TokenId) -> Result<(), Problem> {
    let removed = shared.store.remove_token(id).map_err(|error| problems::of_store(&error))?;
    shared.doors.forget();
    if removed {
        return Ok(());
    }
    let detail =
        format!("Token {} was revoked already, or never made. `tokens` lists those there are.", id.0);
    Err(Problem::new(ProblemCode::NotFound, "There is no such token", detail).about("id"))
}
