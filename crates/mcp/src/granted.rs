use contract::Permission;
use engine::Engine;
use std::sync::Arc;

/// What the program at the other end may do.
///
/// Over HTTP it comes with each request, as an extension of that type which whoever checks tokens puts there; a request
/// without one may do nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Granted {
    permissions: Vec<Permission>,
    /// By what name what it does is written down in the audit log.
    who: Option<Arc<str>>,
}

impl Granted {
    /// These and no others.
    #[must_use]
    pub fn of(permissions: impl IntoIterator<Item = Permission>) -> Self {
        Self { permissions: permissions.into_iter().collect(), who: None }
    }

    /// The same for somebody whose doings are written down in the audit log under this name: who comes over HTTP.
    #[must_use]
    pub fn audited(self, who: Arc<str>) -> Self {
        Self { who: Some(who), ..self }
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

/// What is said to a program that may not do something.
pub(crate) fn refusal(what: &str, needed: Permission) -> String {
    format!(
        "Not allowed. {what} takes the permission “{}”, which this program was not given. The user can give it in \
         Forecastle, by a token with that permission.",
        needed.name()
    )
}
