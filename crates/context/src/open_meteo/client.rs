//! HTTP to Open-Meteo: once more when it is worth it, never beyond a deadline, never more than a limit of bytes.

use super::{BaseUrls, GuidanceFault, Request, parse, reply::Reply};
use jiff::{SignedDuration, Timestamp};
use reqwest::{
    StatusCode,
    header::{CONTENT_TYPE, DATE, ETAG, HeaderMap, IF_NONE_MATCH, RETRY_AFTER},
};
use std::{
    hash::{BuildHasher, Hasher, RandomState},
    io,
    time::Duration,
};
use tokio::time::Instant;

/// The largest reply that is read, decompressed.
const LIMIT_BYTES: usize = 20_000_000;
/// A reply that is an error is a sentence.
const LIMIT_ERROR_BYTES: usize = 64_000;
/// How often one request is tried.
const TRIES: u32 = 3;
/// The pause before the second try; it doubles each time.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
/// How long is waited after "too many requests" without a word on how long.
const PAUSE_UNTOLD: SignedDuration = SignedDuration::from_secs(60);
/// No server may make us wait for longer than this by one word.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(24);

/// What came back.
#[derive(Debug, Clone, PartialEq)]
pub enum Received {
    /// A reply, and the tag by which it can be asked whether it changed, where the server gives one.
    New(Reply, Option<String>),
    /// The reply of this tag is still the newest.
    Unchanged,
}

/// Asks one server. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    base: BaseUrls,
    /// How long one request may take, with all its tries.
    deadline: Duration,
}

impl Client {
    /// A client of this server, with a time limit for one request and all its tries.
    ///
    /// # Errors
    /// When this machine can't make encrypted connections at all.
    pub fn new(base: BaseUrls, deadline: Duration) -> Result<Self, GuidanceFault> {
        install_tls();
        let http = reqwest::Client::builder()
            .user_agent(concat!("Forecastle/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(deadline.min(Duration::from_secs(5)))
            .redirect(reqwest::redirect::Policy::limited(2))
            .build()
            .map_err(|error| GuidanceFault::Unreachable { host: base.host(), detail: in_words(&error) })?;
        Ok(Self { http, base, deadline })
    }

    /// Who is asked.
    #[must_use]
    pub const fn base(&self) -> &BaseUrls {
        &self.base
    }

    /// Asks, up to three times within the deadline. `now` is what a pause is counted from.
    ///
    /// # Errors
    /// In words, when there is no reply that can be used.
    #[tracing::instrument(skip_all, fields(api = request.api.name(), cell = %request.cell))]
    pub async fn get(
        &self,
        request: &Request,
        tag: Option<&str>,
        now: Timestamp,
    ) -> Result<Received, GuidanceFault> {
        let started = Instant::now();
        let give_up = started + self.deadline;
        let mut pause = FIRST_PAUSE;
        let mut before = None;
        for attempt in 1.. {
            let tried = tokio::time::timeout_at(give_up, self.try_once(request, tag, now)).await;
            let fault = match tried {
                Ok(Ok(received)) => {
                    tracing::debug!(attempt, milliseconds = started.elapsed().as_millis(), "received");
                    return Ok(received);
                }
                Ok(Err(fault)) => fault,
                Err(_) => {
                    // What went wrong before says more than that time ran out.
                    let late = || GuidanceFault::Late {
                        host: self.base.host_of(request.api),
                        seconds: self.deadline.as_secs(),
                    };
                    return Err(before.unwrap_or_else(late));
                }
            };
            tracing::debug!(attempt, %fault, "a try failed");
            let wait = match &fault {
                GuidanceFault::TooManyRequests { until, .. } => {
                    Duration::try_from(until.duration_since(now)).unwrap_or_default()
                }
                fault if fault.may_pass() => jittered(pause),
                _ => return Err(fault),
            };
            if attempt == TRIES || Instant::now() + wait >= give_up {
                return Err(fault);
            }
            tokio::time::sleep(wait).await;
            pause *= 2;
            before = Some(fault);
        }
        unreachable!("the last try returns")
    }

    async fn try_once(
        &self,
        request: &Request,
        tag: Option<&str>,
        now: Timestamp,
    ) -> Result<Received, GuidanceFault> {
        let host = self.base.host_of(request.api);
        let unreachable = |error: &reqwest::Error| GuidanceFault::Unreachable {
            host: host.clone(),
            detail: in_words(error),
        };
        let mut asked = self.http.get(request.url(&self.base));
        if let Some(tag) = tag {
            asked = asked.header(IF_NONE_MATCH, tag);
        }
        let mut response = asked.send().await.map_err(|error| unreachable(&error))?;
        let status = response.status();
        if status == StatusCode::NOT_MODIFIED && tag.is_some() {
            return Ok(Received::Unchanged);
        }
        if status == StatusCode::TOO_MANY_REQUESTS {
            return Err(GuidanceFault::TooManyRequests { until: retry_after(response.headers(), now), host });
        }
        if status.is_server_error() {
            return Err(GuidanceFault::ServerFault { host, status: status.as_u16() });
        }
        let kind =
            response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let is_json = kind.is_empty() || kind.contains("json");
        let kind = kind.split(';').next().unwrap_or_default().trim().to_owned();
        let tag = response.headers().get(ETAG).and_then(|tag| tag.to_str().ok()).map(str::to_owned);
        let limit = if status.is_success() { LIMIT_BYTES } else { LIMIT_ERROR_BYTES };
        if !is_json {
            return Err(match status.is_success() {
                true => GuidanceFault::NotWeather { host, what: kind },
                false => GuidanceFault::Refused { host, reason: format!("status {}", status.as_u16()) },
            });
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| unreachable(&error))? {
            if body.len() + chunk.len() > limit {
                return Err(GuidanceFault::TooLarge { host, megabytes: LIMIT_BYTES / 1_000_000 });
            }
            body.extend_from_slice(&chunk);
        }
        // A reply of a megabyte takes tens of milliseconds to read.
        let of = host.clone();
        let parsed = tokio::task::spawn_blocking(move || parse(&body, &of)).await.map_err(|_| {
            GuidanceFault::Unreadable { host: host.clone(), detail: "reading it failed".to_owned() }
        })?;
        match parsed {
            Ok(_) if !status.is_success() => {
                Err(GuidanceFault::Refused { host, reason: format!("status {}", status.as_u16()) })
            }
            Err(GuidanceFault::NotWeather { .. } | GuidanceFault::Unreadable { .. })
                if !status.is_success() =>
            {
                Err(GuidanceFault::Refused { host, reason: format!("status {}", status.as_u16()) })
            }
            parsed => parsed.map(|reply| Received::New(reply, tag)),
        }
    }
}

/// Says once for the whole program what encrypts: without it no client of `reqwest` can be made, not even one that never
/// encrypts.
pub fn install_tls() {
    // Fails when another part of the program installed one before: then that one does.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// When the next request may be made: seconds, or a date by their clock.
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Timestamp {
    let text = |name| headers.get(name).and_then(|value: &reqwest::header::HeaderValue| value.to_str().ok());
    let pause = text(RETRY_AFTER).and_then(|told| {
        let told = told.trim();
        if let Ok(seconds) = told.parse::<u32>() {
            return Some(SignedDuration::from_secs(i64::from(seconds)));
        }
        let date = |text: &str| jiff::fmt::rfc2822::parse(text).ok().map(|date| date.timestamp());
        Some(date(told)?.duration_since(text(DATE).and_then(date).unwrap_or(now)))
    });
    let pause = pause.unwrap_or(PAUSE_UNTOLD).clamp(SignedDuration::from_secs(1), LONGEST_PAUSE);
    now.saturating_add(pause).unwrap_or(Timestamp::MAX)
}

/// Between half of a pause and all of it, so that many who failed together don't come back together.
fn jittered(pause: Duration) -> Duration {
    let chance = RandomState::new().build_hasher().finish() % 1000;
    pause / 2 + pause.mul_f64(f64::from(u32::try_from(chance).unwrap_or(0)) / 2000.0)
}

/// What the network says in plain words, without the address: that holds the position.
fn in_words(error: &reqwest::Error) -> String {
    let mut innermost: &(dyn std::error::Error + 'static) = error;
    let mut kind = None;
    loop {
        kind = innermost.downcast_ref::<io::Error>().map(io::Error::kind).or(kind);
        match innermost.source() {
            Some(source) => innermost = source,
            None => break,
        }
    }
    let text = innermost.to_string();
    let words = match kind {
        _ if error.is_timeout() => "it takes too long",
        _ if text.contains("lookup") || text.contains("dns") => "its name can't be looked up",
        Some(io::ErrorKind::ConnectionRefused) => "nobody answers there",
        Some(
            io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkDown,
        ) => "there is no network",
        Some(
            io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::UnexpectedEof,
        ) => "the connection broke off",
        _ if error.is_body() || error.is_decode() || error.is_request() && kind.is_none() => {
            "the connection broke off"
        }
        _ => return text.chars().filter(|character| !character.is_control()).take(120).collect(),
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_told_in_seconds_or_by_a_date() {
        let now: Timestamp = "2026-11-26T12:00:00Z".parse().expect("a moment");
        for (told, date, seconds) in [
            (Some("30"), None, 30),
            (Some("0"), None, 1),
            (Some("Thu, 26 Nov 2026 12:02:00 GMT"), None, 120),
            // Their clock goes an hour before ours.
            (Some("Thu, 26 Nov 2026 13:02:00 GMT"), Some("Thu, 26 Nov 2026 13:00:00 GMT"), 120),
            (Some("soon"), None, 60),
            (None, None, 60),
            (Some("4000000000"), None, 86_400),
        ] {
            let mut headers = HeaderMap::new();
            let mut put = |name, value: Option<&str>| {
                if let Some(value) = value {
                    headers.insert(name, value.parse().expect("a header"));
                }
            };
            put(RETRY_AFTER, told);
            put(DATE, date);
            let pause = retry_after(&headers, now).duration_since(now).as_secs();
            assert_eq!(pause, seconds, "{told:?}");
        }
    }
}
