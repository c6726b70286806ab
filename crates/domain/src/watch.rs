//! Questions that Forecastle keeps asking, to tell a person when their answer crosses a level.

use crate::{BestWindow, Probability, Question, StoreError};
use jiff::{Timestamp, Zoned, civil::Time};
use serde::{Deserialize, Serialize};

/// The name of a watch in the store: unique on this machine, never given twice.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    ts_rs::TS,
    schemars::JsonSchema,
)]
#[serde(transparent)]
#[ts(as = "i32")]
pub struct WatchId(pub i64);

/// The name of a firing in the store: unique on this machine, never given twice.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    ts_rs::TS,
    schemars::JsonSchema,
)]
#[serde(transparent)]
#[ts(as = "i32")]
pub struct FiringId(pub i64);

/// Which way a level has to be crossed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum Crossing {
    /// Up to the level, or over it.
    Above,
    /// Under the level.
    Below,
}

/// When to tell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[ts(rename_all = "snake_case", tag = "kind")]
pub enum WatchCondition {
    /// The chance of the event asked about, or of the best window, crosses a level.
    Chance {
        /// Which way.
        crossing: Crossing,
        /// Where.
        level: Probability,
    },
    /// The amount that is as likely to be passed as not (the median) crosses a limit.
    Amount {
        /// Which way.
        crossing: Crossing,
        /// Where, in the unit the answer is shown in.
        limit: f64,
        /// That unit.
        unit: String,
    },
}

/// What a text says of when to tell, beside its question.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct WatchWish {
    /// Which way, where it is said.
    pub crossing: Option<Crossing>,
    /// The level of the chance, where it is said.
    pub level: Option<Probability>,
    /// Whether it asks for a warning, which is worth having long before a thing is likely.
    pub warning: bool,
    /// Whether it is meant of every time of its kind: `every weekend`.
    pub repeats: bool,
}

/// An answer as a watch keeps it, to say later what has changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Look {
    /// When it was given.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// The chance from 0 to 1, or the median amount in the shown unit: what is compared with the level.
    pub value: f64,
    /// As shown: `72 %`, `31 kWh`.
    pub short: String,
    /// The chance of each need, by its label.
    pub needs: Vec<(String, Probability)>,
    /// The best window, where there is one.
    pub window: Option<BestWindow>,
    /// The sources and when the newest of each was complete.
    #[ts(type = "Array<[string, string | null]>")]
    pub evidence: Vec<(String, Option<Zoned>)>,
}

/// How far a watch has come.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(default)]
pub struct WatchState {
    /// Whether it fires when the level is crossed. After firing it has to come back by a margin first.
    pub armed: bool,
    /// When it fired last.
    #[ts(type = "string | null")]
    pub fired_at: Option<Timestamp>,
    /// What the user was told last: when the watch began, or by its last firing.
    pub told: Option<Look>,
    /// What was seen last.
    pub last: Option<Look>,
    /// Why it could not be looked at the last time, where it couldn't.
    pub trouble: Option<String>,
}

/// A question that is asked again and again, and what to tell of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Watch {
    /// Its name; that of a new one is replaced by the store.
    pub id: WatchId,
    /// Rises whenever the watch or its state is written, so that two who look at it at a time can't both write.
    #[ts(type = "number")]
    pub revision: u64,
    /// What it is about, in short: `Picnic, 3 h in New York, Sat 15 June`.
    pub title: String,
    /// What is asked, with the times as they were understood when it began.
    pub question: Question,
    /// When to tell.
    pub condition: WatchCondition,
    /// When it began.
    #[ts(type = "string")]
    pub created: Timestamp,
    /// When it ends, or goes on to the next time where it repeats: the end of the time asked about.
    #[ts(type = "string")]
    pub until: Timestamp,
    /// Whether it is meant of every time of its kind: `every weekend`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(as = "Option<bool>", optional)]
    pub repeats: bool,
    /// Whether it is not looked at for now.
    pub paused: bool,
    /// How far it has come.
    pub state: WatchState,
}

impl Watch {
    /// Whether it is looked at at this moment.
    #[must_use]
    pub fn is_kept(&self, now: Timestamp) -> bool {
        !self.paused && !self.is_over(now)
    }

    /// Whether it has ended.
    #[must_use]
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.until <= now && !self.repeats
    }
}

/// That a watch has fired: what is told, and whether it has been.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Firing {
    /// Its name; that of a new one is replaced by the store.
    pub id: FiringId,
    /// Of which watch.
    pub watch: WatchId,
    /// What the watch is about, as [`Watch::title`].
    pub title: String,
    /// What happened: `The chance is 55 %, below 60 %. It was 72 % on Thursday at 14:00.`
    pub text: String,
    /// What changed, as far as is known, the most important first: sentences.
    pub reasons: Vec<String>,
    /// When it fired.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// When it may be told: at once, or after the quiet hours.
    #[ts(type = "string")]
    pub due: Timestamp,
    /// When it was told, where it has been.
    #[ts(type = "string | null")]
    pub told_at: Option<Timestamp>,
    /// Whether the user has looked at it in Forecastle.
    pub seen: bool,
}

/// The hours in which nothing is told, by the clock of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct QuietHours {
    /// The first hour, 0 to 23.
    pub from_hour: u8,
    /// The hour they end before, 0 to 23: on the next day where it isn't above the first.
    pub to_hour: u8,
}

impl QuietHours {
    /// When what happens at `now` may be told: `now`, or the end of the quiet hours it falls into.
    #[must_use]
    pub fn due(self, now: &Zoned) -> Timestamp {
        let hour = now.hour().unsigned_abs();
        let overnight = self.from_hour > self.to_hour;
        let quiet = if overnight {
            hour >= self.from_hour || hour < self.to_hour
        } else {
            (self.from_hour..self.to_hour).contains(&hour)
        };
        if !quiet {
            return now.timestamp();
        }
        let day = if hour < self.to_hour { Some(now.date()) } else { now.date().tomorrow().ok() };
        let to_hour = i8::try_from(self.to_hour).ok().and_then(|hour| Time::new(hour, 0, 0, 0).ok());
        day.zip(to_hour)
            .and_then(|(day, hour)| day.to_datetime(hour).to_zoned(now.time_zone().clone()).ok())
            .map_or(now.timestamp(), |end| end.timestamp())
    }
}

/// What a person is shown on their desktop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Of which watch.
    pub watch: WatchId,
    /// A few words.
    pub title: String,
    /// A sentence or two.
    pub body: String,
}

/// Why a notice could not be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("your desktop showed no notification ({0}); what happened is in the list of watches")]
pub struct NotShown(pub String);

/// Who shows notices.
pub trait Notifier: Send + Sync {
    /// Shows a notice; returns once it is handed over. Blocks.
    ///
    /// # Errors
    /// When there is nobody to show it.
    fn show(&self, notice: &Notice) -> Result<(), NotShown>;
}

/// Where watches are kept. As for [`crate::Store`], every call returns when what it wrote is durable.
pub trait WatchStore: Send + Sync {
    /// Keeps a new watch and names it.
    ///
    /// # Errors
    /// When the file can't be written.
    fn add_watch(&self, watch: &Watch) -> Result<WatchId, StoreError>;
    /// All of them, the newest first.
    ///
    /// # Errors
    /// When the file can't be read.
    fn watches(&self) -> Result<Vec<Watch>, StoreError>;
    /// Writes a watch with its state, and what fired of it, together or not at all. Nothing is written, and `false` comes back,
    /// where it has been changed or removed since it was read: so it doesn't fire twice, whoever else looks at it.
    ///
    /// # Errors
    /// When the file can't be written.
    fn update_watch(&self, watch: &Watch, firing: Option<&Firing>) -> Result<bool, StoreError>;
    /// Removes a watch with its firings; says whether there was one.
    ///
    /// # Errors
    /// When the file can't be written.
    fn remove_watch(&self, id: WatchId) -> Result<bool, StoreError>;
    /// What has fired, the newest first.
    ///
    /// # Errors
    /// When the file can't be read.
    fn firings(&self, limit: u32) -> Result<Vec<Firing>, StoreError>;
    /// What has fired and was not told, the oldest first.
    ///
    /// # Errors
    /// When the file can't be read.
    fn untold_firings(&self) -> Result<Vec<Firing>, StoreError>;
    /// Keeps that a firing was told.
    ///
    /// # Errors
    /// When the file can't be written.
    fn firing_told(&self, id: FiringId, at: Timestamp) -> Result<(), StoreError>;
    /// Keeps that all firings were looked at.
    ///
    /// # Errors
    /// When the file can't be written.
    fn firings_seen(&self) -> Result<(), StoreError>;
    /// How many firings were not looked at.
    ///
    /// # Errors
    /// When the file can't be read.
    fn unseen_firings(&self) -> Result<u32, StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happens_in_quiet_hours_is_told_after_them() {
        let night = QuietHours { from_hour: 22, to_hour: 7 };
        let nap = QuietHours { from_hour: 13, to_hour: 15 };
        for (quiet, now, due) in [
            (night, "2013-06-12T21:59[Europe/Lisbon]", "2013-06-12T21:59[Europe/Lisbon]"),
            (night, "2013-06-12T22:00[Europe/Lisbon]", "2013-06-13T07:00[Europe/Lisbon]"),
            (night, "2013-06-13T00:30[Europe/Lisbon]", "2013-06-13T07:00[Europe/Lisbon]"),
            (night, "2013-06-13T07:00[Europe/Lisbon]", "2013-06-13T07:00[Europe/Lisbon]"),
            // The night is an hour shorter.
            (night, "2013-03-31T00:10[Europe/Lisbon]", "2013-03-31T07:00[Europe/Lisbon]"),
            (nap, "2013-06-13T14:59[Europe/Lisbon]", "2013-06-13T15:00[Europe/Lisbon]"),
            (nap, "2013-06-13T12:00[Europe/Lisbon]", "2013-06-13T12:00[Europe/Lisbon]"),
            (QuietHours { from_hour: 8, to_hour: 8 }, "2013-06-13T08:30[UTC]", "2013-06-13T08:30[UTC]"),
        ] {
            let (now, due): (Zoned, Zoned) = (now.parse().expect("a moment"), due.parse().expect("a moment"));
            assert_eq!(quiet.due(&now), due.timestamp(), "{now}");
        }
    }
}
