//! What is measured, one after the other.

use crate::{
    load::{Kind, Load, Tally, save},
    server::Server,
};
use eyre::{Result, ensure};
use std::{path::Path, time::Duration};

/// Of ten requests, six are new, two were asked before, one saves and one reads.
const MIX: [Kind; 10] = [
    Kind::Cold,
    Kind::Cold,
    Kind::Cached,
    Kind::Cold,
    Kind::Save,
    Kind::Cold,
    Kind::Cold,
    Kind::Cached,
    Kind::Cold,
    Kind::Read,
];
/// Parts of the soak that are told one by one.
const PARTS: u32 = 10;
/// New forecasts after which the server remembers as many as it ever does.
const FILLING: usize = 3200;
/// What memory may be at the end of the soak against what it was when a tenth of it was over.
const GROWTH: f64 = 1.05;

/// Cold and cached requests by 1, 8 and 32 clients.
pub(crate) async fn by_clients(load: &Load, server: &Server) -> Result<()> {
    println!(
        "{:<24} {:>8} {:>8} {:>8} {:>9} {:>8} {:>7}",
        "forecasts by", "p50 ms", "p95 ms", "p99 ms", "a second", "CPU ms", "MiB"
    );
    for (kind, title, each) in [(Kind::Cold, "new", 20), (Kind::Cached, "cached", 400)] {
        for clients in [1, 8, 32] {
            // The first of each are another kind of work.
            load.closed(clients, 2, kind).await?;
            let before = server.cpu();
            let requests = if clients == 1 { 5 * each } else { each };
            let tally = load.closed(clients, requests, kind).await?;
            let cpu = server.cpu().zip(before).map(|(after, before)| 1e3 * (after - before));
            println!(
                "{:<24} {:>8.2} {:>8.2} {:>8.2} {:>9.0} {:>8} {:>7} {}",
                format!("{clients} clients, {title}"),
                tally.percentile(50.0),
                tally.percentile(95.0),
                tally.percentile(99.0),
                tally.per_second(),
                told(cpu.map(|cpu| cpu / tally.latencies.len() as f64), 3),
                told(server.memory(), 0),
                failures(&tally),
            );
        }
    }
    Ok(())
}

fn told(figure: Option<f64>, digits: usize) -> String {
    figure.map_or_else(|| "?".to_owned(), |figure| format!("{figure:.digits$}"))
}

fn failures(tally: &Tally) -> String {
    if tally.others.is_empty() { String::new() } else { format!("others by status: {:?}", tally.others) }
}

/// New forecasts at three times the rate that can be had: the rest is told to come again, and what takes no time goes on as before.
pub(crate) async fn overload(load: &Load) -> Result<()> {
    let capacity = load.closed(8, 40, Kind::Cold).await?.per_second();
    let lasts = Duration::from_secs(15);
    let (tally, cached, typed) = tokio::try_join!(
        load.open(3.0 * capacity, lasts, &[Kind::Cold]),
        load.open(20.0, lasts, &[Kind::Cached]),
        load.open(10.0, lasts, &[Kind::Typed]),
    )?;
    println!(
        "\nat three times capacity ({:.0} a second): {} answered with p99 {:.0} ms, {:?} turned away by status, {} of them told when to \
         come again; beside them cached ones with p99 {:.1} ms {} and questions being typed with p99 {:.1} ms {}",
        3.0 * capacity,
        tally.latencies.len(),
        tally.percentile(99.0),
        tally.others,
        tally.told_when,
        cached.percentile(99.0),
        failures(&cached),
        typed.percentile(99.0),
        failures(&typed),
    );
    let turned_away: usize = tally.others.values().sum();
    ensure!(
        tally.others.keys().all(|status| matches!(status, 429 | 503)) && tally.told_when == turned_away,
        "what is turned away is told so, and when to come again"
    );
    ensure!(cached.others.is_empty() && typed.others.is_empty(), "what takes no time isn't turned away");
    Ok(())
}

/// A mix of requests at 80 % of what can be had, of which none may fail and after which no more memory may be taken up than at first.
pub(crate) async fn soak(load: &Load, server: &Server, lasts: Duration) -> Result<()> {
    // First, as many forecasts are made as are remembered. Nine tenths of the work of the mix is in new ones.
    let capacity = load.closed(8, FILLING / 8, Kind::Cold).await?.per_second() / 0.6;
    let rate = 0.8 * capacity;
    println!("\na mix at 80 % of capacity, {rate:.0} a second, for {:.0} s:", lasts.as_secs_f64());
    println!("{:>8} {:>8} {:>8} {:>9} {:>7}", "s", "p50 ms", "p99 ms", "answered", "MiB");
    let mut memory = Vec::new();
    let mut failed = 0;
    for part in 1..=PARTS {
        let tally = load.open(rate, lasts / PARTS, &MIX).await?;
        let now = server.memory();
        println!(
            "{:>8.0} {:>8.2} {:>8.2} {:>9} {:>7} {}",
            (lasts / PARTS * part).as_secs_f64(),
            tally.percentile(50.0),
            tally.percentile(99.0),
            tally.latencies.len(),
            told(now, 0),
            failures(&tally),
        );
        memory.extend(now);
        failed += tally.others.values().sum::<usize>();
    }
    ensure!(failed == 0, "{failed} requests failed");
    if let [first, .., last] = memory.as_slice() {
        println!("memory went from {first:.0} to {last:.0} MiB, {:+.1} %", 100.0 * (last / first - 1.0));
        ensure!(*last <= GROWTH * first, "memory grew");
    }
    Ok(())
}

/// Kills the server while values are being saved, starts it again, and looks for all that it had said were kept.
pub(crate) async fn killed(server: &mut Server, program: &Path, data: &Path) -> Result<()> {
    let client = reqwest::Client::new();
    let mut kept = 0;
    for round in 0..5 {
        let (url, token) = (server.url.clone(), server.token.clone());
        let saving = tokio::spawn({
            let client = client.clone();
            async move {
                let mut kept = kept;
                while let Ok(response) = save(&client, &url, &token, kept, 50).send().await {
                    if response.status().is_success() {
                        kept += 50;
                    }
                }
                kept
            }
        });
        tokio::time::sleep(Duration::from_millis(400 + 130 * round)).await;
        server.kill()?;
        kept = saving.await?;
        *server = Server::start(program, data)?;
        let found = found(&client, server).await?;
        ensure!(found >= kept, "{kept} values were said to be kept and {found} are there");
        println!("killed while saving: {kept} values were said to be kept, {found} are there");
    }
    Ok(())
}

/// How many values of the series `load` there are, page by page.
async fn found(client: &reqwest::Client, server: &Server) -> Result<usize> {
    let (mut found, mut from) = (0, String::new());
    loop {
        let request = client.get(format!("{}/v1/series/load/observations{from}", server.url));
        let page = request.bearer_auth(&server.token).send().await?.error_for_status()?.bytes().await?;
        let page: serde_json::Value = serde_json::from_slice(&page)?;
        found += page["observations"].as_array().map_or(0, Vec::len);
        match page["next"].as_str() {
            Some(next) => from = format!("?from={next}"),
            None => return Ok(found),
        }
    }
}
