use contract::Permission;
use domain::AccessToken;
use engine::{Engine, Limits};
use std::{fmt, pin::Pin, sync::Arc};

/// Whoever asks must wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Busy {
    /// In how many seconds to ask again.
    pub again_in: u64,
}

impl fmt::Display for Busy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = if self.again_in == 1 { "second" } else { "seconds" };
        write!(
            formatter,
            "Too much is asked at once. Nothing was begun; call again in {} {unit}.",
            self.again_in
        )
    }
}

/// Held while something is worked out.
pub type Turn = Box<dyn Send>;

/// Where whoever mounts the service has calls queue with all else that it has worked out.
pub trait Queue: fmt::Debug + Send + Sync {
    /// Waits for a turn to have something worked out. It is over when what this gives is dropped.
    ///
    /// # Errors
    /// When that would take too long.
    fn turn(&self) -> Pin<Box<dyn Future<Output = Result<Turn, Busy>> + Send + '_>>;
    /// Counts a change.
    ///
    /// # Errors
    /// When there were too many.
    fn change(&self) -> Result<(), Busy>;
}

/// What the program at the other end may do.
///
/// Over HTTP it comes with each request, as an extension of that type which whoever checks tokens puts there; a request
/// without one may do nothing.
#[derive(Debug, Clone, Default)]
pub struct Granted {
    permissions: Vec<Permission>,
    /// What single series, places and models it opens, where it doesn't open them all.
    token: Option<Arc<AccessToken>>,
    /// By what name what it does is written down in the audit log.
    who: Option<Arc<str>>,
    /// Where it waits for its turn; nowhere when it is alone.
    queue: Option<Arc<dyn Queue>>,
}

impl Granted {
    /// These and no others.
    #[must_use]
    pub fn of(permissions: impl IntoIterator<Item = Permission>) -> Self {
        Self { permissions: permissions.into_iter().collect(), ..Self::default() }
    }

    /// The same within the limits of a token.
    #[must_use]
    pub fn limited(self, token: Arc<AccessToken>) -> Self {
        Self { token: Some(token), ..self }
    }

    /// The same for somebody whose doings are written down in the audit log under this name: who comes over HTTP.
    #[must_use]
    pub fn audited(self, who: Arc<str>) -> Self {
        Self { who: Some(who), ..self }
    }

    /// The same for somebody who waits for its turn there.
    #[must_use]
    pub fn queued(self, queue: Arc<dyn Queue>) -> Self {
        Self { queue: Some(queue), ..self }
    }

    /// The engine as it is opened: questions can be about what the token opens only.
    pub(crate) fn engine(&self, engine: &Engine) -> Engine {
        let limits = self.token.as_deref().and_then(Limits::of);
        engine.limited(limits.map(Arc::new))
    }

    /// Whether all that is kept is opened, and not single series or places only.
    pub(crate) fn opens_all(&self) -> bool {
        self.token.as_ref().is_none_or(|token| !token.is_limited())
    }

    pub(crate) fn opens_series(&self, series: &str) -> bool {
        self.token.as_ref().is_none_or(|token| token.opens_series(series))
    }

    pub(crate) fn opens_model(&self, model: &str) -> bool {
        self.token.as_ref().is_none_or(|token| token.opens_model(model))
    }

    /// Waits for a turn to have something worked out, and holds it.
    pub(crate) async fn turn(&self) -> Result<Option<Turn>, Busy> {
        match &self.queue {
            Some(queue) => queue.turn().await.map(Some),
            None => Ok(None),
        }
    }

    /// Counts a change.
    pub(crate) fn change(&self) -> Result<(), Busy> {
        self.queue.as_ref().map_or(Ok(()), |queue| queue.change())
    }

    /// Writes down what it did, if that is written down.
    pub(crate) async fn note(
        &self,
        engine: &Engine,
        what: &'static str,
        outcome: &'static str,
        changed: bool,
    ) {
        let Some(who) = &self.who else { return };
        if let Err(problem) = engine.note(who, what, outcome, changed).await {
            tracing::warn!(%problem, what, "what was done is not written down yet");
        }
    }

    /// What a program may do that the user starts on this machine: ask, read and change, but not see to settings and files.
    #[must_use]
    pub fn all_but_admin() -> Self {
        Self::of(Permission::ALL.into_iter().filter(|permission| *permission != Permission::Admin))
    }

    /// Whether this is among them.
    #[must_use]
    pub fn allows(&self, permission: Permission) -> bool {
        permission.is_among(&self.permissions)
    }
}

/// What is said to a program that asks for what its token doesn't open.
pub(crate) fn not_opened(what: &str) -> String {
    format!(
        "Not allowed. {what} isn't among the single series, places and models that this program's token opens."
    )
}

/// What is said to a program that may not do something.
pub(crate) fn refusal(what: &str, needed: Permission) -> String {
    format!(
        "Not allowed. {what} takes the permission “{}”, which this program was not given. The user can give it in \
         Forecastle, by a token with that permission.",
        needed.name()
    )
}
