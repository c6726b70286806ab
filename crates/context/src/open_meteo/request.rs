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
    /// Fine dust.
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
            Self::AirQuality => *variable == Variable::ParticulateMatter,
            // Reanalyses and past runs have no visibility.
            Self::Archive | Self::PreviousRuns => {
                !matches!(variable, Variable::ParticulateMatter | Variable::Visibility)
            }
            Self::Forecast | Self::Ensemble => *variable != Variable::ParticulateMatter,
        }
    }
}

/// Where the interfaces are served.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BaseUrls {
    own: Option<String>,
}

impl BaseUrls {
    /// Open-Meteo's own servers, one host an interface.
    #[must_use]
    pub const fn public() -> Self {
        Self { own: None }
    }

    /// A server that serves all of them: `http://localhost:8080`.
    ///
    /// # Errors
    /// When it isn't an address of a server.
    pub fn own(address: &str) -> Result<Self, GuidanceFault> {
        let trimmed = address.trim().trim_end_matches('/');
        let parsed = reqwest::Url::parse(trimmed).ok();
        let sound = parsed.is_some_and(|url| {
            matches!(url.scheme(), "http" | "https") && url.host_str().is_some() && url.query().is_none()
        });
        if sound {
            Ok(Self { own: Some(trimmed.to_owned()) })
        } else {
            Err(GuidanceFault::Address { address: address.to_owned() })
        }
    }

    /// The address of an interface, without what is asked.
    #[must_use]
    pub fn of(&self, api: Api) -> String {
        format!("{}{}", self.own.as_deref().unwrap_or(api.public_host()), api.path())
    }

    /// Who is asked, for a person.
    #[must_use]
    pub fn host(&self) -> String {
        match &self.own {
            None => "Open-Meteo".to_owned(),
            Some(address) => reqwest::Url::parse(address)
                .ok()
                .and_then(|url| {
                    let host = url.host_str()?.to_owned();
                    Some(url.port().map_or(host.clone(), |port| format!("{host}:{port}")))
                })
                .unwrap_or_else(|| address.clone()),
        }
    }

    /// Whether it is a server of the user's own, which has no limits of the public one.
    #[must_use]
    pub const fn is_own(&self) -> bool {
        self.own.is_some()
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
    fn requests_weigh_what_the_maintainers_count() {
        // Fifteen variables of a fortnight count 1.5, of four weeks 3.0: https://open-meteo.com/en/pricing
        let today = date(2026, 11, 26);
        let weight = |api| Request::of(api, cell(), today).weight();
        assert!((weight(Api::Forecast) - 0.9 * 23.0 / 14.0).abs() < 1e-9);
        assert!((weight(Api::Ensemble) - 0.9 * 51.0 * 15.0 / 14.0).abs() < 1e-9);
        assert!((weight(Api::AirQuality) - 1.0).abs() < 1e-9);
        let history = Request::history(cell(), today, 2);
        assert_eq!(history.len(), 3);
        let all: f64 = history.iter().map(Request::weight).sum();
        assert!(all < 300.0, "{all} of the 600 a minute");
        assert_eq!(history[1].first, date(2025, 11, 26));
        assert_eq!(history[2].last, date(2025, 11, 25), "the years join");
    }
}
