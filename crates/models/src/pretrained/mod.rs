//! Networks that were trained on many series by others and forecast a new one as it is, without any fitting.

mod convolution;
mod encoder;
mod expert;
mod fracast;
mod head;
mod kernel;
mod periods;
mod signal;
mod weights;

pub(crate) use expert::paths;
pub use fracast::Fracast;
pub use weights::WeightsError;

/// A forecasting network whose weights came from elsewhere. It knows a series by its last values alone: no unit, no time.
pub trait Pretrained: Send + Sync {
    /// Its name as shown to a person.
    fn title(&self) -> &'static str;

    /// How many of the last values it looks at; earlier ones change nothing.
    fn context_length(&self) -> usize;

    /// The largest lead it forecasts, in steps after the last value.
    fn horizon(&self) -> usize;

    /// The levels of its quantiles, rising.
    fn levels(&self) -> &[f64];

    /// Quantiles of what follows each of the `series`, in its unit.
    ///
    /// A series is regular in time, oldest value first, and its last value lies one step before lead 1. What is not finite in
    /// it is missing. A forecast holds [`horizon`](Self::horizon) leads x [`levels`](Self::levels), the levels of lead 1 first,
    /// rising within a lead and finite; it is empty for a series of which no value is known.
    fn predict(&self, series: &[&[f64]]) -> Vec<Vec<f64>>;
}
