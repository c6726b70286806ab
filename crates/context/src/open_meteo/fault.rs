use jiff::Timestamp;

/// Why guidance could not be had. Every message is a plain sentence that says what to do or what happens next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GuidanceFault {
    /// No connection, or it broke.
    #[error(
        "{host} could not be reached ({detail}); check this machine's connection, Forecastle tries again by itself"
    )]
    Unreachable {
        /// Who was asked.
        host: String,
        /// What the network says.
        detail: String,
    },
    /// No answer in time.
    #[error("{host} did not answer within {seconds} s; Forecastle tries again by itself")]
    Late {
        /// Who was asked.
        host: String,
        /// How long was waited.
        seconds: u64,
    },
    /// They ask for fewer requests.
    #[error("{host} asks for fewer requests; Forecastle waits until {} UTC", clock(*until))]
    TooManyRequests {
        /// Who was asked.
        host: String,
        /// When the next request may be made.
        until: Timestamp,
    },
    /// The free limits are used up on our side.
    #[error(
        "the requests that {host} allows are used up for this {period}; Forecastle waits until {} UTC, or use a server of your own", clock(*until)
    )]
    LimitReached {
        /// Who would have been asked.
        host: String,
        /// `minute`, `hour` or `day`.
        period: &'static str,
        /// When there is room again.
        until: Timestamp,
    },
    /// They refuse the request in words.
    #[error(
        "{host} refuses the request ({reason}); check the address of the server in the settings, or update Forecastle"
    )]
    Refused {
        /// Who was asked.
        host: String,
        /// In their words.
        reason: String,
    },
    /// They have a fault.
    #[error("{host} has a fault of its own (status {status}); Forecastle tries again by itself")]
    ServerFault {
        /// Who was asked.
        host: String,
        /// The HTTP status.
        status: u16,
    },
    /// What came is no reply of Open-Meteo.
    #[error(
        "{host} sent {what}, which is no weather data; check the address of the server in the settings, and whether a log-in page stands between"
    )]
    NotWeather {
        /// Who was asked.
        host: String,
        /// What it sent.
        what: String,
    },
    /// The reply breaks off or contradicts itself.
    #[error("the reply of {host} can't be read ({detail}); Forecastle tries again by itself")]
    Unreadable {
        /// Who was asked.
        host: String,
        /// Where and why.
        detail: String,
    },
    /// The reply is larger than any should be.
    #[error(
        "the reply of {host} is larger than {megabytes} MB and was not read; check the address of the server in the settings"
    )]
    TooLarge {
        /// Who was asked.
        host: String,
        /// The limit.
        megabytes: usize,
    },
    /// The address isn't one.
    #[error(
        "{address} isn't the address of a server; give one such as http://localhost:8080 in the settings"
    )]
    Address {
        /// What was given.
        address: String,
    },
    /// What was received can't be kept.
    #[error("guidance was received but can't be kept: {detail}")]
    NotKept {
        /// What the store says.
        detail: String,
    },
}

impl GuidanceFault {
    /// Whether the same request may well succeed a moment later.
    #[must_use]
    pub const fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. } | Self::Late { .. } | Self::ServerFault { .. } | Self::Unreadable { .. }
        )
    }
}

/// The next full minute.
fn clock(moment: Timestamp) -> String {
    let minute = (moment.as_second() + 59).div_euclid(60) * 60;
    Timestamp::from_second(minute).unwrap_or(moment).strftime("%H:%M").to_string()
}
