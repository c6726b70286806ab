//! Requests by clients that wait for their answers, and by an open stream that doesn't.

use crate::{payload::Payloads, server::Server};
use eyre::Result;
use reqwest::{Client, RequestBuilder};
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

/// What a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A forecast that wasn't asked before.
    Cold,
    /// A forecast that was.
    Cached,
    /// Values to be kept.
    Save,
    /// Values to be read.
    Read,
    /// What a question is taken for while it is typed, as the window asks with every key.
    Typed,
}

/// What came of requests.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Of those that were answered, in milliseconds.
    pub(crate) latencies: Vec<f64>,
    /// How many were answered with another status than success, by status; 0 for no answer at all.
    pub(crate) others: BTreeMap<u16, usize>,
    /// How many of those said when to come again.
    pub(crate) told_when: usize,
    pub(crate) took: Duration,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Self) {
        self.latencies.extend(other.latencies);
        self.told_when += other.told_when;
        for (status, count) in other.others {
            *self.others.entry(status).or_default() += count;
        }
    }

    /// A percentile of the latencies, in milliseconds.
    pub(crate) fn percentile(&self, percent: f64) -> f64 {
        let mut sorted = self.latencies.clone();
        sorted.sort_by(f64::total_cmp);
        let nearest = (percent / 100.0 * sorted.len() as f64).ceil() as usize;
        sorted.get(nearest.saturating_sub(1)).copied().unwrap_or(f64::NAN)
    }

    pub(crate) fn per_second(&self) -> f64 {
        self.latencies.len() as f64 / self.took.as_secs_f64()
    }
}

/// Where requests go.
#[derive(Clone)]
pub(crate) struct Load {
    client: Client,
    url: Arc<str>,
    token: Arc<str>,
    payloads: Arc<Payloads>,
    saved: Arc<AtomicUsize>,
}

impl Load {
    pub(crate) fn new(server: &Server, payloads: Payloads) -> Result<Self> {
        let client =
            Client::builder().pool_max_idle_per_host(512).timeout(Duration::from_secs(60)).build()?;
        let (url, token) = (server.url.as_str().into(), server.token.as_str().into());
        Ok(Self { client, url, token, payloads: Arc::new(payloads), saved: Arc::default() })
    }

    fn request(&self, kind: Kind, number: usize) -> RequestBuilder {
        let predict = |body: Vec<u8>| {
            let request = self.client.post(format!("{}/v1/predict", self.url));
            request.header("content-type", "application/json").body(body)
        };
        match kind {
            Kind::Cold => predict(self.payloads.cold()),
            Kind::Cached => predict(self.payloads.cached(number)),
            Kind::Save => {
                let first = self.saved.fetch_add(1, Ordering::Relaxed);
                save(&self.client, &self.url, &self.token, first % 5000, 20)
            }
            Kind::Read => {
                let url = format!("{}/v1/series/load/observations?limit=100", self.url);
                self.client.get(url).bearer_auth(&self.token)
            }
            Kind::Typed => {
                let question = "will it rain in Porto tomorrow afternoon?";
                let typed = &question[..=number % (question.len() - 1)];
                let request =
                    self.client.post(format!("{}/v1/ask/preview", self.url)).bearer_auth(&self.token);
                let body = serde_json::json!({ "text": typed }).to_string();
                request.header("content-type", "application/json").body(body)
            }
        }
    }

    async fn ask(&self, kind: Kind, number: usize) -> Tally {
        let start = Instant::now();
        let mut tally = Tally::default();
        let answer = match self.request(kind, number).send().await {
            Ok(response) => {
                let status = response.status();
                let again = response.headers().contains_key("retry-after");
                // An answer counts once it is read.
                match response.bytes().await {
                    Ok(_) if status.is_success() => None,
                    Ok(_) => Some((status.as_u16(), again)),
                    Err(_) => Some((0, false)),
                }
            }
            Err(_) => Some((0, false)),
        };
        match answer {
            None => tally.latencies.push(start.elapsed().as_secs_f64() * 1e3),
            Some((status, again)) => {
                tally.others.insert(status, 1);
                tally.told_when = usize::from(again);
            }
        }
        tally
    }

    /// So many clients, each of which sends so many requests, the next when the last is answered.
    pub(crate) async fn closed(&self, clients: usize, requests: usize, kind: Kind) -> Result<Tally> {
        let start = Instant::now();
        let mut tasks = JoinSet::new();
        for client in 0..clients {
            let load = self.clone();
            tasks.spawn(async move {
                let mut tally = Tally::default();
                for number in 0..requests {
                    tally.add(load.ask(kind, client + number).await);
                }
                tally
            });
        }
        self.gather(tasks, start).await
    }

    /// So many requests a second for a while, whether the last are answered or not.
    pub(crate) async fn open(&self, rate: f64, lasts: Duration, mix: &[Kind]) -> Result<Tally> {
        let start = Instant::now();
        let mut tasks = JoinSet::new();
        let mut tally = Tally::default();
        for number in 0.. {
            let due = Duration::from_secs_f64(number as f64 / rate);
            if due >= lasts {
                break;
            }
            tokio::time::sleep_until((start + due).into()).await;
            let (load, kind) = (self.clone(), mix[number % mix.len()]);
            tasks.spawn(async move { load.ask(kind, number).await });
            while let Some(done) = tasks.try_join_next() {
                tally.add(done?);
            }
        }
        tally.add(self.gather(tasks, start).await?);
        tally.took = start.elapsed();
        Ok(tally)
    }

    async fn gather(&self, mut tasks: JoinSet<Tally>, start: Instant) -> Result<Tally> {
        let mut all = Tally::default();
        while let Some(tally) = tasks.join_next().await {
            all.add(tally?);
        }
        all.took = start.elapsed();
        Ok(all)
    }
}

/// A request to keep `count` values of the series `load` from the `first` hour of 2024 on; each value is the number of its hour.
pub(crate) fn save(client: &Client, url: &str, token: &str, first: usize, count: usize) -> RequestBuilder {
    let start = jiff::Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(24 * 365 * 54);
    let observations: Vec<_> = (first..first + count)
        .map(|hour| {
            let time = start + jiff::SignedDuration::from_hours(i64::try_from(hour).unwrap_or(0));
            serde_json::json!({ "time": time.to_string(), "value": hour as f64 })
        })
        .collect();
    let body = serde_json::json!({ "title": "Load", "unit": "kWh", "observations": observations });
    let request = client.put(format!("{url}/v1/series/load/observations")).bearer_auth(token);
    request.header("content-type", "application/json").body(body.to_string())
}
