use contract::Permission;
use std::collections::BTreeSet;

/// What the program at the other end may do.
///
/// Over HTTP it comes with each request, as an extension of that type which whoever checks tokens puts there; a request
/// without one may do nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Granted(BTreeSet<Permission>);

impl Granted {
    /// These and no others.
    #[must_use]
    pub fn of(permissions: impl IntoIterator<Item = Permission>) -> Self {
        Self(permissions.into_iter().collect())
    }

    /// What a program may do that the user starts on this machine: ask, read and change, but not see to settings and files.
    #[must_use]
    pub fn all_but_admin() -> Self {
        Self::of(Permission::ALL.into_iter().filter(|permission| *permission != Permission::Admin))
    }

    /// Whether this is among them.
    #[must_use]
    pub fn allows(&self, permission: Permission) -> bool {
        self.0.contains(&permission)
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
