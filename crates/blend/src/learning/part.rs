use super::{Learning, VERSION, events::EventLessons, marginals::Lessons};
use serde::{Deserialize, Serialize};

/// What was learnt of one scope at one lead, as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LearntPart {
    version: u32,
    of: Of,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Of {
    Variable(Box<Lessons>),
    Event(Box<EventLessons>),
}

/// Before the names of scopes of variables and of events, so that the two never meet.
const VARIABLE: &str = "variable/";
const EVENT: &str = "event/";

impl LearntPart {
    /// How many issues or outcomes it was learnt from, those of long ago for less.
    #[must_use]
    pub fn seen(&self) -> f64 {
        match &self.of {
            Of::Variable(lessons) => lessons.seen,
            Of::Event(lessons) => lessons.seen,
        }
    }
}

impl Learning {
    /// The same of a part by name; 0 where nothing was learnt.
    #[must_use]
    pub fn seen(&self, name: &str) -> f64 {
        let variable = name.strip_prefix(VARIABLE).and_then(|name| self.marginals.get(name));
        let event = name.strip_prefix(EVENT).and_then(|name| self.events.get(name));
        variable.map(|lessons| lessons.seen).or(event.map(|lessons| lessons.seen)).unwrap_or(0.0)
    }

    /// Its parts by name. A part that belongs to a place names it as `place=ID` between slashes.
    pub fn parts(&self) -> impl Iterator<Item = (String, LearntPart)> + '_ {
        let variables = self
            .marginals
            .iter()
            .map(|(name, lessons)| (format!("{VARIABLE}{name}"), Of::Variable(Box::new(lessons.clone()))));
        let events = self
            .events
            .iter()
            .map(|(name, lessons)| (format!("{EVENT}{name}"), Of::Event(Box::new(lessons.clone()))));
        variables.chain(events).map(|(name, of)| (name, LearntPart { version: VERSION, of }))
    }

    /// The parts that differ from those of an earlier state.
    pub fn changed_since<'a>(&'a self, before: &'a Self) -> impl Iterator<Item = (String, LearntPart)> + 'a {
        let differs = |name: &str| match name.strip_prefix(VARIABLE) {
            Some(name) => self.marginals.get(name) != before.marginals.get(name),
            None => {
                let name = name.strip_prefix(EVENT).unwrap_or(name);
                self.events.get(name) != before.events.get(name)
            }
        };
        self.parts().filter(move |(name, _)| differs(name))
    }

    /// Puts a part in its place. One of another version, or with a number that is none, is left out: that scope starts anew.
    pub fn put(&mut self, name: &str, part: LearntPart) {
        if part.version != VERSION {
            return;
        }
        match part.of {
            Of::Variable(lessons) if lessons.is_sound() => {
                if let Some(name) = name.strip_prefix(VARIABLE) {
                    self.marginals.insert(name.to_owned(), *lessons);
                }
            }
            Of::Event(lessons) if lessons.is_sound() => {
                if let Some(name) = name.strip_prefix(EVENT) {
                    self.events.insert(name.to_owned(), *lessons);
                }
            }
            Of::Variable(_) | Of::Event(_) => {}
        }
    }
}
