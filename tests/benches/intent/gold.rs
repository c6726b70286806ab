use eyre::{ContextCompat, Result, WrapErr, bail};
use serde_json::Value;

/// A labelled set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Set {
    Duckling,
    Recognizers,
    SnipsWeatherTrain,
    SnipsWeatherValidate,
    SnipsOther,
    Slurp,
    Clinc,
    Mycroft,
}

impl Set {
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Duckling => "Duckling English time corpus",
            Self::Recognizers => "Recognizers-Text DateTimeModel",
            Self::SnipsWeatherTrain => "SNIPS GetWeather (its train part)",
            Self::SnipsWeatherValidate => "SNIPS GetWeather (its validate part)",
            Self::SnipsOther => "SNIPS other intents",
            Self::Slurp => "SLURP",
            Self::Clinc => "CLINC",
            Self::Mycroft => "Mycroft weather",
        }
    }
}

const SNIPS_OTHER: [&str; 6] = [
    "AddToPlaylist",
    "BookRestaurant",
    "PlayMusic",
    "RateBook",
    "SearchCreativeWork",
    "SearchScreeningEvent",
];

/// A labelled phrase.
pub(crate) struct Phrase {
    pub(crate) set: Set,
    pub(crate) id: String,
    pub(crate) text: String,
    /// The line as it stands in the file.
    pub(crate) labels: Value,
}

impl Phrase {
    pub(crate) fn read(line: &str) -> Result<Self> {
        let labels: Value = serde_json::from_str(line).wrap_err("not JSON")?;
        let has = |key: &str| labels.get(key).is_some();
        let intent = labels["intent"].as_str().unwrap_or_default();
        let id = labels["id"].as_str().wrap_err("no id")?.to_owned();
        let set = if has("phrase") && has("group") {
            Set::Duckling
        } else if has("spec") && has("results") {
            Set::Recognizers
        } else if intent == "GetWeather" {
            if id.contains("validate") { Set::SnipsWeatherValidate } else { Set::SnipsWeatherTrain }
        } else if SNIPS_OTHER.contains(&intent) {
            Set::SnipsOther
        } else if has("annotated") {
            Set::Slurp
        } else if has("scenario") || has("dialog") {
            Set::Mycroft
        } else if has("intent") && has("split") {
            Set::Clinc
        } else {
            bail!("no telling which set this is");
        };
        let text = labels["phrase"].as_str().or(labels["text"].as_str()).wrap_err("no text")?.to_owned();
        Ok(Self { set, id, text, labels })
    }

    /// Whether it is scored; the parts of Recognizers-Text that stand for one of its inner parsers are not.
    pub(crate) fn counts(&self) -> bool {
        self.set != Set::Recognizers
            || self.labels["spec"] == "DateTimeModel"
                && self.labels["ref"].as_str().is_some_and(|moment| !moment.is_empty())
    }
}
