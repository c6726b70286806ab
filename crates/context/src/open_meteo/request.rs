//! What is asked: which interface, where, which days, which variables.

use super::{Cell, GuidanceFault, parts::BEST_MATCH, their_variables::THEIRS};
use domain::Variable;
use jiff::{SignedDuration, civil::Date};
use std::fmt::Write as _;

/// Days behind today that a forecast is asked for as well: until the archive has them.
const RECENT_DAYS: i32 = 7;
/// Days ahead of today that there is a forecast for, today not counted.
const FORECAST_DAYS: i32 = 15;
const ENSEMBLE_DAYS: i32 = 14;
const AIR_QUALITY_DAYS: i32 = 4;
/// Days behind today that air quality is asked for at first, for no archive tells it: the most that the interface calls past days
/// (<https://open-meteo.com/en/docs/air-quality-api>). What came stays kept, so that the past grows from there.
const AIR_QUALITY_PAST_DAYS: i32 = 92;
/// Days that it takes until the archive holds a day.
const ARCHIVE_DELAY_DAYS: i32 = 2;
/// The leads that past runs are asked at, days.
const LEADS: &[u8] = &[1, 2, 3, 5, 7];
/// The ensemble that is asked: 51 members, over the whole world, in quarter degrees.
const ENSEMBLE: &str = "ecmwf_ifs025";
const ENSEMBLE_MEMBERS: u16 = 51;

/// One of the interfaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Api {
    /// What the best model says of the days to come.
    Forecast,
    /// What every member of an ensemble says of them.
    Ensemble,
    /// What the weather was, worked out afterwards.
    Archive,
    /// What was said some days before.
    PreviousRuns,
    /// Dust, ozone and ultraviolet light: what it was and what is said of it.
    AirQuality,
}

impl Api {
    /// Every one.
    pub const ALL: [Self; 5] =
        [Self::Forecast, Self::Ensemble, Self::Archive, Self::PreviousRuns, Self::AirQuality];

    /// How long a reply is as good as a new one.
    #[must_use]
    pub const fn time_to_live(self) -> SignedDuration {
        SignedDuration::from_hours(match self {
            Self::Forecast => 1,
            Self::Ensemble | Self::AirQuality => 3,
            Self::Archive | Self::PreviousRuns => 24,
        })
    }

    /// In a sentence: `the forecast`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Forecast => "forecast",
            Self::Ensemble => "ensemble",
            Self::Archive => "archive",
            Self::PreviousRuns => "previous runs",
            Self::AirQuality => "air quality",
        }
    }

    const fn public_host(self) -> &'static str {
        match self {
            Self::Forecast => "https://api.open-meteo.com",
            Self::Ensemble => "https://ensemble-api.open-meteo.com",
            Self::Archive => "https://archive-api.open-meteo.com",
            Self::PreviousRuns => "https://previous-runs-api.open-meteo.com",
            Self::AirQuality => "https://air-quality-api.open-meteo.com",
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Self::Forecast | Self::PreviousRuns => "/v1/forecast",
            Self::Ensemble => "/v1/ensemble",
            Self::Archive => "/v1/archive",
            Self::AirQuality => "/v1/air-quality",
        }
    }

    /// Whether it can tell of a variable at all.
    fn tells(self, variable: &Variable) -> bool {
        match self {
            Self::AirQuality => variable.is_of_the_air(),
            // Reanalyses and past runs have no visibility.
            Self::Archive | Self::PreviousRuns => {
                !variable.is_of_the_air() && *variable != Variable::Visibility
            }
            Self::Forecast | Self::Ensemble => !variable.is_of_the_air(),
        }
    }
}

/// Where the interfaces are served.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BaseUrls {
    /// By interface, in the order of [`Api::ALL`]; Open-Meteo's own where there is none.
    own: [Option<String>; Api::ALL.len()],
}

impl BaseUrls {
    /// Open-Meteo's own servers, one host an interface.
    #[must_use]
    pub fn public() -> Self {
        Self::default()
    }

    /// A server that serves all of them: `http://localhost:8080`.
    ///
    /// # Errors
    /// When it isn't an address of a server.
    pub fn own(address: &str) -> Result<Self, GuidanceFault> {
        let address = sound(address)?;
        Ok(Self { own: [(); Api::ALL.len()].map(|()| Some(address.clone())) })
    }

    /// The same with a server of its own for one interface.
    ///
    /// # Errors
    /// When it isn't an address of a server.
    pub fn with(mut self, api: Api, address: &str) -> Result<Self, GuidanceFault> {
        self.own[api as usize] = Some(sound(address)?);
        Ok(self)
    }

    /// The address of an interface, without what is asked.
    #[must_use]
    pub fn of(&self, api: Api) -> String {
        format!("{}{}", self.own[api as usize].as_deref().unwrap_or(api.public_host()), api.path())
    }

    /// Who is asked by an interface, for a person.
    #[must_use]
    pub fn host_of(&self, api: Api) -> String {
        let Some(address) = &self.own[api as usize] else { return "Open-Meteo".to_owned() };
        reqwest::Url::parse(address)
            .ok()
            .and_then(|url| {
                let host = url.host_str()?.to_owned();
                Some(url.port().map_or(host.clone(), |port| format!("{host}:{port}")))
            })
            .unwrap_or_else(|| address.clone())
    }

    /// Everybody who is asked, for a person: `Open-Meteo`, `Open-Meteo and localhost:8080`.
    #[must_use]
    pub fn host(&self) -> String {
        let mut hosts: Vec<String> = Vec::new();
        for host in Api::ALL.map(|api| self.host_of(api)) {
            if !hosts.contains(&host) {
                hosts.push(host);
            }
        }
        hosts.join(" and ")
    }

    /// Whether it is a server of the user's own that serves an interface: one has no limits of the public one.
    #[must_use]
    pub const fn is_own(&self, api: Api) -> bool {
        self.own[api as usize].is_some()
    }

    /// Whether nobody else is asked.
    #[must_use]
    pub fn is_all_own(&self) -> bool {
        self.own.iter().all(Option::is_some)
    }
}

fn sound(address: &str) -> Result<String, GuidanceFault> {
    let trimmed = address.trim().trim_end_matches('/');
    let is_sound = reqwest::Url::parse(trimmed).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https") && url.host_str().is_some() && url.query().is_none()
    });
    if is_sound {
        Ok(trimmed.to_owned())
    } else {
        Err(GuidanceFault::Address { address: address.to_owned() })
    }
}

/// One request. All variables are asked for at once: ten count as one, and whoever asks next has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Which interface.
    pub api: Api,
    /// Where.
    pub cell: Cell,
    /// The first day, of UTC.
    pub first: Date,
    /// The last day, of UTC.
    pub last: Date,
}

impl Request {
    /// What is asked of an interface about the days around `today`; the whole of what one can tell when it is asked regularly.
    #[must_use]
    pub fn of(api: Api, cell: Cell, today: Date) -> Self {
        let (first, last) = match api {
            Api::Forecast => (-RECENT_DAYS, FORECAST_DAYS),
            Api::Ensemble => (0, ENSEMBLE_DAYS),
            Api::AirQuality => (-RECENT_DAYS, AIR_QUALITY_DAYS),
            Api::Archive => (-30, -ARCHIVE_DELAY_DAYS),
            Api::PreviousRuns => (-30, 1),
        };
        Self { api, cell, first: shifted(today, first), last: shifted(today, last) }
    }

    /// Air quality with what is lacking of its past: from `known` on, the day that it was asked for last, or as far back as there is any.
    #[must_use]
    pub fn of_air(cell: Cell, today: Date, known: Option<Date>) -> Self {
        let regular = Self::of(Api::AirQuality, cell, today);
        let furthest = shifted(today, -AIR_QUALITY_PAST_DAYS);
        // The newest hours were put right since.
        let lacking = known.map_or(furthest, |known| shifted(known, -RECENT_DAYS));
        Self { first: lacking.max(furthest).min(regular.first), ..regular }
    }

    /// The history that a place begins with, in a few requests: `years` of the archive and one year of past runs.
    #[must_use]
    pub fn history(cell: Cell, today: Date, years: i32) -> Vec<Self> {
        let request = |api, from: i32, to: i32| Self {
            api,
            cell,
            first: shifted(today, from),
            last: shifted(today, to),
        };
        let mut requests = vec![request(Api::PreviousRuns, -365, 1)];
        for year in 0..years {
            let newest = -year * 365 - if year == 0 { ARCHIVE_DELAY_DAYS } else { 1 };
            requests.push(request(Api::Archive, -(year + 1) * 365, newest));
        }
        requests
    }

    /// The model of columns that don't name theirs.
    #[must_use]
    pub const fn model(&self) -> &'static str {
        match self.api {
            Api::Ensemble => ENSEMBLE,
            Api::AirQuality => "cams",
            Api::Forecast | Api::Archive | Api::PreviousRuns => BEST_MATCH,
        }
    }

    fn columns(&self) -> Vec<String> {
        let told = THEIRS.iter().filter(|theirs| self.api.tells(&theirs.ours));
        match self.api {
            Api::PreviousRuns => told
                .flat_map(|theirs| {
                    LEADS.iter().map(move |days| format!("{}_previous_day{days}", theirs.name))
                })
                .collect(),
            _ => told.map(|theirs| theirs.name.to_owned()).collect(),
        }
    }

    /// The request as an address.
    #[must_use]
    pub fn url(&self, base: &BaseUrls) -> String {
        let mut url = format!(
            "{}?latitude={}&longitude={}&hourly={}&start_date={}&end_date={}&timezone=GMT&wind_speed_unit=ms",
            base.of(self.api),
            self.cell.latitude(),
            self.cell.longitude(),
            self.columns().join(","),
            self.first,
            self.last,
        );
        if self.api == Api::Ensemble {
            let _ = write!(url, "&models={ENSEMBLE}");
        }
        url
    }

    /// How many requests this one counts as with the maintainers: a tenth for each variable (of each member), times the
    /// fortnights when they are more than one, and at least 1. As `calculateQueryWeight` of their server works it out.
    #[must_use]
    pub fn weight(&self) -> f64 {
        let members = if self.api == Api::Ensemble { ENSEMBLE_MEMBERS } else { 1 };
        let columns = u16::try_from(self.columns().len()).unwrap_or(u16::MAX);
        let days = self.last.since(self.first).map_or(0, |span| span.get_days()) + 1;
        let variables = f64::from(columns) * f64::from(members) / 10.0;
        (variables * (f64::from(days) / 14.0).max(1.0)).max(1.0)
    }
}

fn shifted(day: Date, days: i32) -> Date {
    day.saturating_add(jiff::Span::new().days(days))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn cell() -> Cell {
        Cell::of(41.1496, -8.611, 2).expect("a position")
    }

    #[test]
    fn a_request_tells_the_cell_the_days_and_the_variables_and_nothing_else() {
        let request = Request::of(Api::Ensemble, cell(), date(2026, 11, 26));
        insta::assert_snapshot!(
            request.url(&BaseUrls::public()),
            @"https://ensemble-api.open-meteo.com/v1/ensemble?latitude=41.15&longitude=-8.61&hourly=temperature_2m,dew_point_2m,relative_humidity_2m,pressure_msl,precipitation,wind_speed_10m,wind_gusts_10m,cloud_cover,visibility&start_date=2026-11-26&end_date=2026-12-10&timezone=GMT&wind_speed_unit=ms&models=ecmwf_ifs025"
        );
        let own = BaseUrls::own("http://localhost:8080/").expect("an address");
        let url = Request::of(Api::PreviousRuns, cell(), date(2026, 11, 26)).url(&own);
        assert!(url.starts_with("http://localhost:8080/v1/forecast?latitude=41.15&longitude=-8.61&hourly=temperature_2m_previous_day1,"), "{url}");
        for wrong in ["", "localhost:8080", "ftp://a", "file:///etc/passwd", "http://", "http://a/?b=c"] {
            assert!(BaseUrls::own(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn each_interface_can_have_a_server_of_its_own() {
        let mixed = BaseUrls::public().with(Api::AirQuality, "http://localhost:8081/").expect("an address");
        assert_eq!(mixed.of(Api::AirQuality), "http://localhost:8081/v1/air-quality");
        assert_eq!(mixed.of(Api::Forecast), "https://api.open-meteo.com/v1/forecast");
        assert_eq!(mixed.host(), "Open-Meteo and localhost:8081");
        assert_eq!(mixed.host_of(Api::AirQuality), "localhost:8081");
        assert!(mixed.is_own(Api::AirQuality) && !mixed.is_own(Api::Archive) && !mixed.is_all_own());
        let own =
            BaseUrls::own("http://a").and_then(|own| own.with(Api::Archive, "http://b")).expect("addresses");
        assert!(own.is_all_own());
        assert_eq!(
            (own.of(Api::Archive), own.host()),
            ("http://b/v1/archive".to_owned(), "a and b".to_owned())
        );
        assert!(BaseUrls::public().with(Api::Archive, "b").is_err());
    }

    #[test]
    fn requests_weigh_what_the_maintainers_count() {
        // Fifteen variables of a fortnight count 1.5, of four weeks 3.0: https://open-meteo.com/en/pricing
        let today = date(2026, 11, 26);
        let weight = |api| Request::of(api, cell(), today).weight();
        assert!((weight(Api::Forecast) - 0.9 * 23.0 / 14.0).abs() < 1e-9);
        assert!((weight(Api::Ensemble) - 0.9 * 51.0 * 15.0 / 14.0).abs() < 1e-9);
        assert!((weight(Api::AirQuality) - 1.0).abs() < 1e-9, "four variables of a fortnight");
        let whole = Request::of_air(cell(), today, None);
        assert_eq!(whole.first, date(2026, 8, 26));
        assert!((whole.weight() - 0.4 * 97.0 / 14.0).abs() < 1e-9, "less than three requests, once");
        for (known, first) in [
            (date(2026, 11, 26), date(2026, 11, 19)),
            (date(2026, 11, 1), date(2026, 10, 25)),
            (date(2025, 1, 1), date(2026, 8, 26)),
            (date(2027, 1, 1), date(2026, 11, 19)),
        ] {
            assert_eq!(Request::of_air(cell(), today, Some(known)).first, first, "known up to {known}");
        }
        let history = Request::history(cell(), today, 2);
        assert_eq!(history.len(), 3);
        let all: f64 = history.iter().map(Request::weight).sum();
        assert!(all < 300.0, "{all} of the 600 a minute");
        assert_eq!(history[1].first, date(2025, 11, 26));
        assert_eq!(history[2].last, date(2025, 11, 25), "the years join");
    }
}
