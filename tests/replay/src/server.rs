//! The server: what it is told to play, and what it was asked.

use crate::{
    Fault,
    http::{self, Reply},
    query::Query,
    said::{self, Played},
};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::{
    net::{Ipv4Addr, TcpListener},
    path::{Component, Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

/// A server on the loopback interface, until it is dropped.
pub struct Server {
    state: Arc<State>,
    port: u16,
}

pub(crate) struct State {
    fault: Mutex<Fault>,
    /// The moment it plays; the machine's clock when absent.
    now: Mutex<Option<Timestamp>>,
    asked: Mutex<Vec<String>>,
    recorded: Option<PathBuf>,
    closed: Mutex<bool>,
}

impl Server {
    /// Starts on a port, any free one for 0. Files of `recorded` are served below `/recorded/`.
    ///
    /// # Errors
    /// When the port can't be had.
    pub fn start(port: u16, recorded: Option<PathBuf>) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let port = listener.local_addr()?.port();
        let state = Arc::new(State {
            fault: Mutex::default(),
            now: Mutex::default(),
            asked: Mutex::default(),
            recorded,
            closed: Mutex::default(),
        });
        let serving = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if *hold(&serving.closed) {
                    return;
                }
                let state = Arc::clone(&serving);
                thread::spawn(move || http::serve(&stream, &state));
            }
        });
        Ok(Self { state, port })
    }

    /// `http://127.0.0.1:45123`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// From now on this goes wrong.
    pub fn set_fault(&self, fault: Fault) {
        *hold(&self.state.fault) = fault;
    }

    /// From now on it is this moment.
    pub fn set_now(&self, now: Timestamp) {
        *hold(&self.state.now) = Some(now);
    }

    /// What was asked so far, path and query; a connection that was broken before anything was read counts as an empty one.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        hold(&self.state.asked).clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        *hold(&self.state.closed) = true;
        // Wakes up the listener, which then sees that it is over.
        let _ = std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
    }
}

impl State {
    pub(crate) fn fault(&self) -> Fault {
        *hold(&self.fault)
    }

    pub(crate) fn count_broken(&self) {
        hold(&self.asked).push(String::new());
    }

    /// The reply to a target such as `/v1/forecast?latitude=1`.
    pub(crate) fn answer(&self, target: &str) -> Reply {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        if path == "/control" {
            return self.control(query);
        }
        hold(&self.asked).push(target.to_owned());
        if let Some(file) = path.strip_prefix("/recorded/") {
            return self.recorded_reply(Path::new(file));
        }
        let now = hold(&self.now).unwrap_or_else(Timestamp::now);
        let fault = self.fault();
        let played = match path {
            "/v1/forecast" => Played::Forecast,
            "/v1/ensemble" => Played::Ensemble,
            "/v1/archive" => Played::Archive,
            "/v1/air-quality" => Played::AirQuality,
            _ => return refusal("404 Not Found", "Not Found"),
        };
        match fault {
            Fault::Slow { milliseconds } => thread::sleep(Duration::from_millis(milliseconds)),
            Fault::TooManyRequests { retry_after } => {
                let mut reply = refusal(
                    "429 Too Many Requests",
                    "Minutely API request limit exceeded. Please try again in one minute.",
                );
                if let Some(seconds) = retry_after {
                    reply.headers.push_str(&format!("Retry-After: {seconds}\r\n"));
                }
                return reply;
            }
            Fault::ServerFault => {
                return Reply {
                    headers: "Content-Type: text/plain\r\n".to_owned(),
                    ..Reply::json("500 Internal Server Error", b"Internal Server Error".to_vec())
                };
            }
            Fault::WrongContentType => {
                return Reply {
                    headers: "Content-Type: text/html; charset=utf-8\r\n".to_owned(),
                    ..Reply::json(
                        "200 OK",
                        b"<!doctype html><title>Log in</title>Welcome to the free network.".to_vec(),
                    )
                };
            }
            Fault::ErrorBody => {
                return refusal(
                    "400 Bad Request",
                    "Parameter 'start_date' is out of allowed range from 2016-01-01 to 2026-12-11",
                );
            }
            Fault::Endless => return Reply::json("200 OK", endless()),
            Fault::None | Fault::Broken | Fault::Truncated | Fault::HalfBody | Fault::NullHoles => {}
        }
        let reply = Query::read(query, now).and_then(|query| said::reply(played, &query, now));
        let mut reply = match reply {
            Ok(reply) => reply,
            Err(reason) => return refusal("400 Bad Request", &reason),
        };
        if fault == Fault::NullHoles {
            punch_holes(&mut reply);
        }
        let mut body = serde_json::to_vec(&reply).unwrap_or_default();
        if fault == Fault::Truncated {
            body.truncate(body.len() * 2 / 3);
        }
        Reply { half: fault == Fault::HalfBody, ..Reply::json("200 OK", body) }
    }

    /// Sets the switches from outside: `/control?fault=slow:3000&now=2013-06-14T12:00:00Z`.
    fn control(&self, query: &str) -> Reply {
        for (name, value) in query.split('&').filter_map(|field| field.split_once('=')) {
            match name {
                "fault" => match Fault::read(value) {
                    Some(fault) => *hold(&self.fault) = fault,
                    None => return refusal("400 Bad Request", "There is no such fault."),
                },
                "now" => match value.parse() {
                    Ok(now) => *hold(&self.now) = Some(now),
                    Err(_) => return refusal("400 Bad Request", "That is no moment."),
                },
                _ => return refusal("400 Bad Request", "There is no such switch."),
            }
        }
        let state = json!({ "fault": format!("{:?}", self.fault()), "asked": hold(&self.asked).len() });
        Reply::json("200 OK", state.to_string().into_bytes())
    }

    fn recorded_reply(&self, file: &Path) -> Reply {
        let within = file.components().all(|part| matches!(part, Component::Normal(_)));
        let body = self
            .recorded
            .as_ref()
            .filter(|_| within)
            .and_then(|folder| std::fs::read(folder.join(file)).ok());
        body.map_or_else(|| refusal("404 Not Found", "Not Found"), |body| Reply::json("200 OK", body))
    }
}

fn refusal(status: &'static str, reason: &str) -> Reply {
    Reply::json(status, json!({ "error": true, "reason": reason }).to_string().into_bytes())
}

/// Thirty megabytes of sound JSON, which compress to next to nothing.
fn endless() -> Vec<u8> {
    let mut body = br#"{"hourly":{"time":["2026-01-01T00:00""#.to_vec();
    while body.len() < 30_000_000 {
        body.extend_from_slice(br#","2026-01-01T00:00""#);
    }
    body.extend_from_slice(b"]}}");
    body
}

fn punch_holes(reply: &mut Value) {
    let Some(columns) = reply.get_mut("hourly").and_then(Value::as_object_mut) else { return };
    for (number, (name, column)) in columns.iter_mut().enumerate() {
        let Some(values) = column.as_array_mut().filter(|_| name != "time") else { continue };
        for (index, value) in values.iter_mut().enumerate() {
            if index % 3 == 0 || number == 1 {
                *value = Value::Null;
            }
        }
    }
}

fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
