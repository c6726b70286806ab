use super::{
    StationListener,
    fields::{self, Report},
};
use crate::{Inlet, Link};
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{Method, StatusCode, Uri, header::RETRY_AFTER},
    response::{IntoResponse, Response},
};
use domain::Clock;
use jiff::{SignedDuration, Timestamp};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use subtle::ConstantTimeEq as _;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Bytes of a report at most; real ones have one or two thousand.
const LARGEST_REPORT: usize = 16 << 10;
/// How long a report may take to be written before the station is told to come again.
const DEADLINE: Duration = Duration::from_secs(5);
/// How far a station's clock may be off before its stamp is put down to that.
const CLOCK_ERROR: SignedDuration = SignedDuration::from_hours(24);
/// The path of Weather Underground's protocol.
const WEATHER_UNDERGROUND: &str = "/weatherstation/updateweatherstation.php";

/// Why stations can't be listened to.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// The port is open to others, and anybody could push.
    #[error("{address} can be reached from other machines; set a token first, or listen at 127.0.0.1")]
    NeedsToken {
        /// The address.
        address: SocketAddr,
    },
    /// The port can't be had.
    #[error("nothing can be received at {address} ({error}); choose another port")]
    Taken {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        error: std::io::Error,
    },
}

/// A port at which stations are heard.
#[derive(Debug)]
pub struct Station {
    listener: TcpListener,
    token: Option<String>,
}

/// Takes the port.
///
/// # Errors
/// When it can't be had, or it is open to other machines and no token is set.
pub async fn bind(settings: &StationListener) -> Result<Station, ListenError> {
    let address = SocketAddr::new(settings.address, settings.port);
    let token = settings.token.clone().filter(|token| !token.trim().is_empty());
    if !settings.address.is_loopback() && token.is_none() {
        return Err(ListenError::NeedsToken { address });
    }
    let listener = TcpListener::bind(address).await.map_err(|error| ListenError::Taken { address, error })?;
    Ok(Station { listener, token })
}

impl Station {
    /// Where it listens.
    ///
    /// # Errors
    /// When the system doesn't say.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Hears stations until cancelled.
    pub async fn listen(self, inlet: Inlet, clock: Arc<dyn Clock>, link: Link, cancelled: CancellationToken) {
        link.up(clock.now().timestamp());
        let desk = Desk { inlet, clock, token: self.token };
        let router = Router::new()
            .fallback(receive)
            .layer(DefaultBodyLimit::max(LARGEST_REPORT))
            .with_state(Arc::new(desk));
        let served =
            axum::serve(self.listener, router).with_graceful_shutdown(cancelled.cancelled_owned()).await;
        if let Err(error) = served {
            link.down(format!("Weather stations can't be heard any more ({error}); start Forecastle again."));
        }
    }
}

struct Desk {
    inlet: Inlet,
    clock: Arc<dyn Clock>,
    token: Option<String>,
}

async fn receive(State(desk): State<Arc<Desk>>, method: Method, uri: Uri, body: Bytes) -> Response {
    // Without the token there is nothing here.
    let Some(path) = desk.admitted(&uri) else { return StatusCode::NOT_FOUND.into_response() };
    let query = uri.query().unwrap_or_default().as_bytes();
    let (report, protocol) = if path == WEATHER_UNDERGROUND {
        (Report::of(query), Protocol::WeatherUnderground)
    } else if method == Method::POST {
        (Report::of(&body), Protocol::Ecowitt)
    } else {
        return (
            StatusCode::NOT_FOUND,
            format!("A weather station posts its report here, or gets {WEATHER_UNDERGROUND} with one.\n"),
        )
            .into_response();
    };
    let now = desk.clock.now().timestamp();
    let Some(valid_time) = fields::time(report.field("dateutc").unwrap_or("now"), now) else {
        return (StatusCode::BAD_REQUEST, "dateutc is not a time such as 2024-06-01 12:00:00\n")
            .into_response();
    };
    // A station whose clock was never set tells of the year 2000 or of tomorrow.
    let valid_time = if now.duration_since(valid_time).abs() > CLOCK_ERROR && protocol == Protocol::Ecowitt {
        now
    } else {
        valid_time
    };
    let Ok(valid_time) = Timestamp::from_second(valid_time.as_second()) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let readings = report.readings(&protocol.station(&report), valid_time);
    if readings.is_empty() {
        return (StatusCode::BAD_REQUEST, "The report holds no value that Forecastle knows.\n")
            .into_response();
    }
    let Ok(durable) = desk.inlet.try_deliver("station", readings) else { return come_again() };
    match tokio::time::timeout(DEADLINE, durable).await {
        Ok(Ok(())) => "success\n".into_response(),
        _ => come_again(),
    }
}

fn come_again() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "30")], "Not written; send it again.\n").into_response()
}

impl Desk {
    /// The path behind the token; `None` for who doesn't know it.
    fn admitted<'a>(&self, uri: &'a Uri) -> Option<&'a str> {
        let path = uri.path();
        let Some(token) = &self.token else { return Some(path) };
        let same = |said: &str| bool::from(said.as_bytes().ct_eq(token.as_bytes()));
        let (first, _) = path.get(1..)?.split_once('/').unwrap_or((path.get(1..)?, ""));
        if same(first) {
            return path.get(1 + first.len()..);
        }
        let report = Report::of(uri.query().unwrap_or_default().as_bytes());
        report.field("PASSWORD").is_some_and(same).then_some(path)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Protocol {
    Ecowitt,
    WeatherUnderground,
}

impl Protocol {
    /// What to call the station: its own name, without the marks that would split it.
    fn station(self, report: &Report) -> String {
        let said = match self {
            Self::Ecowitt => report.field("model").or_else(|| report.field("stationtype")),
            Self::WeatherUnderground => report.field("ID"),
        };
        let name: String = said
            .unwrap_or_default()
            .chars()
            .filter(|character| character.is_alphanumeric() || matches!(character, ' ' | '-' | '_' | '.'))
            .take(40)
            .collect();
        if name.trim().is_empty() { "Weather station".to_owned() } else { name.trim().to_owned() }
    }
}
