use super::{Call, Effect, Failure, Given, Of, Offered};
use contract::{Commands, Permission, RecordReport, RecordRequest, RecordedQuestion, TitledTable};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The most past questions told when no number is given.
const SOME: u32 = 10;

/// How the forecasts did.
pub(crate) struct TrackRecord;

/// Which part of the record.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Part {
    /// The name of a place that was asked about; all when absent.
    place: Option<String>,
    /// What for: an activity, `weather`, or the title of a series; all when absent.
    activity: Option<String>,
    /// Of what: `temperature`, `rain`, `wind`, the title of a series; all when absent.
    variable: Option<String>,
    /// Issued from this day on, such as `2026-05-01`.
    since: Option<String>,
    /// The most past questions to list; 10 when absent.
    limit: Option<u32>,
}

/// How the forecasts did, without the charts.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Did {
    /// In plain words, the finding first.
    sentences: Vec<String>,
    /// What the figures cover.
    covers: String,
    /// How many forecasts there are in all.
    forecasts: u32,
    /// The numbers.
    tables: Vec<TitledTable>,
    /// The best calls, the best first.
    best: Vec<RecordedQuestion>,
    /// The worst calls, the worst first.
    worst: Vec<RecordedQuestion>,
    /// Past questions that came due, the newest first.
    questions: Vec<RecordedQuestion>,
    /// Questions that came due and of which nothing was measured: ask the user how they went.
    untold: Vec<RecordedQuestion>,
}

impl From<RecordReport> for Did {
    fn from(report: RecordReport) -> Self {
        Self {
            sentences: report.sentences,
            covers: report.covers,
            forecasts: report.forecasts,
            tables: report.tables,
            best: report.best,
            worst: report.worst,
            questions: report.questions,
            untold: report.untold,
        }
    }
}

impl Offered for TrackRecord {
    const NAME: &'static str = "track_record";
    const TITLE: &'static str = "See how forecasts did";
    const DESCRIPTION: &'static str = "Tells how Forecastle's forecasts did so far, scored against what was measured or \
        what the user said: how often things happened that were given a chance, how much better than what is usual, the best and \
        the worst calls. Use it when the user asks whether the forecasts can be trusted, and to find forecasts whose \
        outcome only the user can tell (`untold`).";
    const PERMISSION: Permission = Permission::Read;
    const EFFECT: Effect = Effect::Reads;
    const OF: Of = Of::Everything;
    const OPEN_WORLD: bool = false;
    type Takes = Part;
    type Gives = Did;

    async fn run(call: &Call<'_>, takes: Part) -> Result<Given<Did>, Failure> {
        let request = RecordRequest {
            place: takes.place,
            activity: takes.activity,
            variable: takes.variable,
            since: takes.since,
            as_of: false,
            limit: Some(takes.limit.unwrap_or(SOME)),
        };
        let _turn = call.turn().await?;
        let did = Did::from(call.engine.record(request).await?);
        let words = [did.sentences.join("\n"), did.covers.clone()].join("\n\n");
        Ok(Given::reply(words.trim().to_owned(), did, Vec::new()))
    }
}
