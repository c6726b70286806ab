//! Whose requests are let in: those that come to this server by its own name, not from another web page, and that are allowed what they
//! ask for.

use crate::{connections::Ends, problem::Fault, server::State};
use axum::{
    Extension,
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use contract::Permission;
use domain::AccessToken;
use engine::{Engine, Limits};
use mcp::Granted;
use std::sync::Arc;

/// The header that names a request.
const REQUEST_ID: &str = "x-request-id";
/// Commands about one question, of which the engine knows what it is about.
const ABOUT_A_QUESTION: &[&str] = &["ask", "draw", "offer_watch", "open_answer", "watch"];
/// The longest name of a request that is taken over from whoever asks.
const LONGEST_REQUEST_ID: usize = 64;

/// Who asks and what they may.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    /// By what name turns are taken.
    pub(crate) name: Arc<str>,
    permissions: Arc<[Permission]>,
    token: Option<Arc<AccessToken>>,
}

impl Caller {
    pub(crate) fn check(&self, needed: Permission) -> Result<(), Fault> {
        if needed.is_among(&self.permissions) {
            return Ok(());
        }
        let who = if self.token.is_some() { "this token" } else { "whoever asks without a token" };
        Err(Fault::new(
            StatusCode::FORBIDDEN,
            "That isn't allowed",
            format!("It takes the permission `{}`, which {who} doesn't have.", needed.name()),
        ))
    }

    /// What an assistant may do in its name.
    pub(crate) fn granted(&self) -> Granted {
        let granted = Granted::of(self.permissions.iter().copied()).audited(Arc::clone(&self.name));
        match &self.token {
            Some(token) => granted.limited(Arc::clone(token)),
            None => granted,
        }
    }

    /// The engine as the token opens it: where it opens single series or places, questions can be about those only.
    pub(crate) fn engine(&self, engine: &Engine) -> Engine {
        let limits = self.token.as_deref().and_then(Limits::of);
        engine.limited(limits.map(Arc::new))
    }

    /// Refuses a command that a token for single series and places doesn't open. What a question is about is known to the engine alone.
    pub(crate) fn check_limits(
        &self,
        command: &str,
        needed: Permission,
        series: Option<&str>,
    ) -> Result<(), Fault> {
        let Some(token) = self.token.as_deref().filter(|token| token.is_limited()) else { return Ok(()) };
        let refused = |what: &str| Err(Fault::new(StatusCode::FORBIDDEN, "That isn't allowed", what));
        match series {
            _ if needed == Permission::Predict || ABOUT_A_QUESTION.contains(&command) => Ok(()),
            Some(series) if token.opens_series(series) => Ok(()),
            Some(_) => refused("This token opens other series only."),
            None => {
                refused("This token opens single series or places only, and nothing else of what is kept.")
            }
        }
    }

    /// Refuses a model that the token doesn't open.
    pub(crate) fn check_model(&self, model: &str) -> Result<(), Fault> {
        if self.token.as_ref().is_none_or(|token| token.opens_model(model)) {
            return Ok(());
        }
        Err(Fault::new(StatusCode::FORBIDDEN, "That isn't allowed", "This token opens other models only."))
    }
}

/// Names every request, and lets in whom it may. Stands before everything else.
pub(crate) async fn admit(
    axum::extract::State(state): axum::extract::State<State>,
    Extension(ends): Extension<Ends>,
    mut request: Request,
    next: Next,
) -> Response {
    let id = request_id(request.headers());
    let admitted = addressed(&state, request.uri(), request.headers(), ends)
        .and_then(|()| same_origin(&state, request.headers(), ends));
    let admitted = match admitted {
        Ok(()) => caller(&state, request.headers(), ends).await,
        Err(fault) => Err(fault),
    };
    let mut response = match admitted {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Err(fault) => fault.into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(REQUEST_ID, id);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// The name a request brings, if it is a plain one, or a new one.
fn request_id(headers: &HeaderMap) -> HeaderValue {
    let plain = |id: &&HeaderValue| {
        let id = id.as_bytes();
        (1..=LONGEST_REQUEST_ID).contains(&id.len())
            && id.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
    };
    headers.get(REQUEST_ID).filter(plain).cloned().unwrap_or_else(|| {
        let id = format!("{:016x}", fastrand::u64(..));
        HeaderValue::from_str(&id).expect("hexadecimal digits are plain")
    })
}

/// A web page can have a browser send requests here under a name of its own that it points to this machine: such a name is in `Host`.
fn addressed(state: &State, uri: &Uri, headers: &HeaderMap, ends: Ends) -> Result<(), Fault> {
    let known = |host: &str| state.hosts.know(host, ends.local);
    // A request may name the server in its first line as well, as if this were a proxy.
    let first_line = uri.authority().is_none_or(|authority| known(authority.as_str()));
    let mut named = headers.get_all(header::HOST).iter();
    match (named.next().and_then(|host| host.to_str().ok()), named.next()) {
        (Some(host), None) if first_line && known(host) => Ok(()),
        _ => Err(Fault::new(
            StatusCode::FORBIDDEN,
            "This server isn't called that",
            format!("Its names are {}. Use one of them in the address.", state.hosts.with_port().join(", ")),
        )),
    }
}

/// A page of another origin may not ask, whatever it sends.
fn same_origin(state: &State, headers: &HeaderMap, ends: Ends) -> Result<(), Fault> {
    let Some(origin) = headers.get(header::ORIGIN) else { return Ok(()) };
    match origin.to_str() {
        Ok(origin) if state.hosts.know_origin(origin, ends.local) => Ok(()),
        _ => Err(Fault::new(
            StatusCode::FORBIDDEN,
            "Web pages of others may not ask",
            "The request comes from a page of another origin. Ask from a program, or from this server's own page.",
        )),
    }
}

/// Whom a token, or its lack, makes of whoever asks.
async fn caller(state: &State, headers: &HeaderMap, ends: Ends) -> Result<Caller, Fault> {
    let Some(said) = headers.get(header::AUTHORIZATION) else {
        if state.without_token.is_empty() {
            return Err(Fault::new(
                StatusCode::UNAUTHORIZED,
                "It takes a token",
                "Make one with `forecastle tokens create` and send it as `Authorization: Bearer ...`.",
            ));
        }
        let name = format!("without a token, from {}", ends.peer.ip());
        return Ok(Caller { name: name.into(), permissions: Arc::clone(&state.without_token), token: None });
    };
    state.rates.may_try(ends.peer.ip())?;
    let secret = said.to_str().ok().and_then(|said| said.strip_prefix("Bearer ")).map(str::trim);
    let token = match secret {
        Some(secret) => state.engine.let_in(secret.to_owned()).await?,
        None => None,
    };
    let Some(token) = token else {
        state.rates.wrong_token(ends.peer.ip())?;
        let who = format!("a wrong token, from {}", ends.peer.ip());
        if let Err(problem) = state.engine.note(&who, "let_in", "refused", false).await {
            tracing::warn!(%problem, "what was refused is not written down yet");
        }
        return Err(Fault::new(
            StatusCode::UNAUTHORIZED,
            "The token opens nothing",
            "It is unknown, revoked or out of date. Make a new one with `forecastle tokens create`.",
        ));
    };
    let name = format!("{} (token {})", token.name, token.id.0);
    Ok(Caller {
        name: name.into(),
        permissions: token.permissions.clone().into(),
        token: Some(Arc::new(token)),
    })
}
