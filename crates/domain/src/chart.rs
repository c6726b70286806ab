use serde::{Deserialize, Serialize};

/// Light or dark surroundings.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum Theme {
    /// Dark ink on a light page.
    #[default]
    Light,
    /// Light ink on a dark page.
    Dark,
}

/// What kind of chart it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum ChartKind {
    /// A row of hours, each with its chance.
    HourStrip,
    /// A median with bands of 50, 80 and 95 %.
    Fan,
    /// Equally likely outcomes as dots.
    QuantileDotplot,
    /// How often things happened against the chance they were given.
    Reliability,
    /// Skill against references by how far ahead.
    Skill,
    /// Where in the spread the outcomes fell.
    PitHistogram,
}

/// One hour of the strip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct StripHour {
    /// Start of the hour.
    #[ts(type = "string")]
    pub start: jiff::Zoned,
    /// Chance that everything needed holds in it, 0 to 1.
    pub chance: f64,
    /// Whether the question asks about it.
    pub asked: bool,
    /// Whether it is part of the best window.
    pub best: bool,
    /// Whether everything needed did hold, for a past moment.
    pub held: Option<bool>,
}

/// A central band of a fan chart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Band {
    /// How many of 100 outcomes it holds: 50, 80 or 95.
    pub percent: u8,
    /// Lower edge at each time, shown unit.
    pub lower: Vec<f64>,
    /// Upper edge at each time, shown unit.
    pub upper: Vec<f64>,
}

/// A limit drawn into a chart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Threshold {
    /// Where, shown unit.
    pub value: f64,
    /// As written beside it: `27 °C`.
    pub label: String,
}

/// One of the equally likely outcomes of a dotplot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Dot {
    /// The outcome, shown unit.
    pub value: f64,
    /// Whether it meets the limit asked about; `None` without a limit.
    pub meets: Option<bool>,
}

/// Events that were given about the same chance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct ReliabilityPoint {
    /// The mean of the chances given, 0 to 1.
    pub said: f64,
    /// The share that happened, 0 to 1.
    pub happened: f64,
    /// How many there were.
    pub count: u32,
    /// The share lies from here in 90 of 100 cases when the chances are right ...
    pub lower: f64,
    /// ... to here.
    pub upper: f64,
}

/// Skill against one reference within one bucket of leads.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct SkillPoint {
    /// 1 is perfect, 0 as good as the reference.
    pub skill: f64,
    /// Where it lies in 95 of 100 draws of other days; absent with too few days.
    pub interval: Option<(f64, f64)>,
}

/// Skill against one reference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct SkillLine {
    /// Against what: `what is usual`.
    pub reference: String,
    /// One a bucket of leads; null where nothing is known.
    pub points: Vec<Option<SkillPoint>>,
}

/// The numbers of a chart, in the units shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[ts(rename_all = "snake_case", tag = "kind")]
pub enum ChartData {
    /// See [`ChartKind::HourStrip`].
    HourStrip {
        /// The hours in order.
        hours: Vec<StripHour>,
    },
    /// See [`ChartKind::Fan`].
    Fan {
        /// As written after a number.
        unit: String,
        /// Valid times in order.
        #[ts(type = "string[]")]
        times: Vec<jiff::Zoned>,
        /// The median at each time.
        median: Vec<f64>,
        /// The bands, widest first.
        bands: Vec<Band>,
        /// Limits asked about.
        thresholds: Vec<Threshold>,
        /// Index of the first and one past the last time of the best window or the span asked about.
        window: Option<(usize, usize)>,
        /// What happened, for a past moment; null where missing.
        observed: Option<Vec<Option<f64>>>,
        /// What is usual at each time (climatological median), where known.
        usual: Option<Vec<f64>>,
    },
    /// See [`ChartKind::QuantileDotplot`].
    QuantileDotplot {
        /// As written after a number.
        unit: String,
        /// The dots, in rising order.
        dots: Vec<Dot>,
        /// The limit asked about.
        threshold: Option<Threshold>,
        /// What happened, for a past moment.
        observed: Option<f64>,
    },
    /// See [`ChartKind::Reliability`].
    Reliability {
        /// In rising order of the chance.
        points: Vec<ReliabilityPoint>,
        /// The share of all events that happened, 0 to 1.
        base_rate: f64,
    },
    /// See [`ChartKind::Skill`].
    Skill {
        /// How far ahead, the nearest first.
        leads: Vec<String>,
        /// One a reference.
        lines: Vec<SkillLine>,
    },
    /// See [`ChartKind::PitHistogram`].
    PitHistogram {
        /// The share of outcomes in each part of the spread, from its lower end up; they add up to 1.
        shares: Vec<f64>,
        /// Outcomes.
        count: u32,
    },
}

/// The numbers of a chart for reading rather than seeing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Table {
    /// Column headings, units included.
    pub columns: Vec<String>,
    /// Rows of formatted cells.
    pub rows: Vec<Vec<String>>,
}

/// A chart, before it is drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Chart {
    /// Its name within the answer: `hours`, `temperature`, `amount`.
    pub id: String,
    /// As shown above it.
    pub title: String,
    /// How to read it, in a sentence.
    pub note: String,
    /// The finding first, then the shape: for those who can't see it.
    pub alt: String,
    /// The numbers.
    pub data: ChartData,
    /// The numbers as a table.
    pub table: Table,
}

/// How to draw.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct DrawOptions {
    /// Width in CSS pixels; text never shrinks with it.
    pub width: u32,
    /// Surroundings.
    pub theme: Theme,
}

/// A place on a chart where a value can be read off by pointer or arrow keys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Mark {
    /// Horizontal position in CSS pixels.
    pub x: f64,
    /// Vertical position in CSS pixels of the main value.
    pub y: f64,
    /// What is to be read there: `14:00: 23.9 °C, 80 of 100 between 22 and 26`.
    pub text: String,
}

/// A chart, drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Drawing {
    /// Which chart.
    pub id: String,
    /// A whole SVG document.
    pub svg: String,
    /// CSS pixels.
    pub width: u32,
    /// CSS pixels.
    pub height: u32,
    /// Where values can be read off, from left to right.
    pub marks: Vec<Mark>,
}
