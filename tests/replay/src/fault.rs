/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fault {
    /// Nothing.
    #[default]
    None,
    /// The reply takes its time.
    Slow {
        /// So much.
        milliseconds: u64,
    },
    /// The connection is reset before anything is sent.
    Broken,
    /// The reply is whole as HTTP, but its JSON breaks off.
    Truncated,
    /// The connection ends in the middle of the reply.
    HalfBody,
    /// Too many requests.
    TooManyRequests {
        /// As told in `Retry-After`; nothing is told when absent.
        retry_after: Option<u32>,
    },
    /// A fault of the server.
    ServerFault,
    /// A page for people, as that of a network that wants a log-in.
    WrongContentType,
    /// A refusal in their words.
    ErrorBody,
    /// Every third value is null, and one column has none.
    NullHoles,
    /// More bytes than any reply should have.
    Endless,
}

impl Fault {
    /// The faults by name, as the switch is set from outside: `slow:3000`, `too-many-requests:30`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (name, number) =
            text.split_once(':').map_or((text, None), |(name, number)| (name, number.parse().ok()));
        Some(match name {
            "none" => Self::None,
            "slow" => Self::Slow { milliseconds: u64::from(number.unwrap_or(3000)) },
            "broken" => Self::Broken,
            "truncated" => Self::Truncated,
            "half-body" => Self::HalfBody,
            "too-many-requests" => Self::TooManyRequests { retry_after: number },
            "server-fault" => Self::ServerFault,
            "wrong-content-type" => Self::WrongContentType,
            "error-body" => Self::ErrorBody,
            "null-holes" => Self::NullHoles,
            "endless" => Self::Endless,
            _ => return None,
        })
    }
}
