//! The nouns of Forecastle and the ports to the world outside.
//!
//! Everything that can forecast returns [`Scenarios`]; everything a person can ask is a function of one
//! trajectory; the answer is the distribution of that function over the scenarios. The types here carry
//! that idea from the words a person types ([`Question`]) to the [`Answer`] they read.
//!
//! This crate imports nothing of ours, does no I/O and owns no clock.

mod access;
mod activity;
mod answer;
mod chart;
mod connected;
mod context;
mod covariate;
mod forecast;
mod guidance;
mod hindcast;
pub mod holidays;
mod import;
mod live;
mod normal;
mod observing;
mod place;
mod ports;
mod probability;
mod quality_control;
mod quantiles;
mod question;
mod scenarios;
mod series;
mod standing;
mod sun;
mod typing;
mod unit;
mod variable;
mod verified;
mod watch;

pub use access::{
    AccessStore, AccessToken, AuditChain, AuditEntry, AuditQuery, ChainedEntry, HashedToken, OpenedPlace,
    Permission, TokenId,
};
pub use activity::Activity;
pub use answer::{
    AmountAnswer, Answer, AnswerId, BestWindow, Breakdown, BreakdownLine, Chip, Evidence, Explanation,
    HourChance, ModelNote, NeedChance, Outcome, OutcomeValue, Usual, Verbal,
};
pub use chart::{
    Band, Chart, ChartData, ChartKind, Dot, DrawOptions, Drawing, Mark, ReliabilityPoint, SkillLine,
    SkillPoint, StripHour, Table, Theme, Threshold,
};
pub use connected::{
    AppointmentFields, ConnectedSource, ConnectedSourceId, ConnectedSourceStore, ConnectedState,
    SourceConnection, SourceMapping, SourceRequest,
};
pub use context::{Context, Origin, OriginKind, Track};
pub use covariate::{Covariate, Known};
pub use forecast::{IssuedForecast, ModelId, PastQuestion};
pub use guidance::{Guidance, GuidanceAtLead, GuidanceKind, GuidanceRun, KeptGuidance};
pub use hindcast::Hindcast;
pub use import::{
    FileFormat, ImportOptions, ImportPreview, Incoming, Plan, SeriesChoice, SeriesPreview, Statistic,
    WeatherStation,
};
pub use live::{Broker, LiveSettings, StationListener, TopicSeries};
pub use normal::{standard_normal_density, standard_normal_probability, standard_normal_quantile};
pub use observing::{
    Append, AppendReport, ExportedData, PastImport, QualityFlag, QualityFlags, RegularGrid, SourceQuality,
};
pub use place::{Area, Correction, LocalConditions, LocalOffset, Place, PlaceId};
pub use ports::{
    Clock, Gazetteer, Import, ImportId, InsertReport, Observation, Source, SourceError, Store, StoreError,
    StoreHealth,
};
pub use probability::{Probability, ProbabilityError, QuantileLevel};
pub use quality_control::QualityControl;
pub use quantiles::{QuantileForecast, QuantileForecastError, QuantileLevels};
pub use question::{
    Aggregation, Alternative, Asked, Aspect, Assumption, Bound, Choice, Criterion, Edits, Interpretation,
    Question, Slot, Span, Subject, Suggestion, ThresholdSource, Unclear, Wanted,
};
pub use scenarios::{Scenarios, ScenariosError};
pub use series::{Series, SeriesError, Step};
pub use standing::Standing;
pub use sun::{SunDay, sun_times};
pub use typing::{Completion, Part, PartKind};
pub use unit::{Dimension, Unit, UnitSystem};
pub use variable::{SeriesId, SeriesInfo, SeriesKind, Support, Variable};
pub use verified::{
    Claim, Due, Issue, LeadBucket, MOST_VERIFIED_TIMES, RecordedForecast, Season, Situation, Unverified,
    UnverifiedVariable, Verifiable, Verification, Verified, VerifiedExpert, Went, reference,
};
pub use watch::{
    Crossing, Firing, FiringId, Look, NotShown, Notice, Notifier, QuietHours, Watch, WatchCondition, WatchId,
    WatchState, WatchStore, WatchWish,
};
