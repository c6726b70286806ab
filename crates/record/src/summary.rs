use crate::{COVERAGES, TrackRecord, track_record::Band};

/// Events from which their scores say something.
const ENOUGH_EVENTS: u32 = 10;
/// Events in a band from which its frequency says something.
const ENOUGH_IN_BAND: u32 = 5;
/// Valid times of a variable from which its coverage says something.
const ENOUGH_TIMES: u32 = 48;
/// How far the coverage of the 80 % range may be from 80 in 100 and still be called right.
const RIGHT: f64 = 0.06;

impl TrackRecord {
    /// The record in sentences, the finding first. Says so where there is too little to judge.
    #[must_use]
    pub fn summary(&self) -> Vec<String> {
        let mut lines = Vec::new();
        match (self.events, self.mean_brier()) {
            (0, _) | (_, None) => lines.push("No forecast of yours has come due yet.".to_owned()),
            (events, Some(_)) if events < ENOUGH_EVENTS => lines.push(format!(
                "{events} {} come due, too few to judge; from {ENOUGH_EVENTS} on this tells how well they did.",
                if events == 1 { "forecast has" } else { "forecasts have" },
            )),
            (events, Some(brier)) => {
                lines.push(match self.brier_skill() {
                    Some(skill) if skill > 0.005 => format!(
                        "Over {events} forecasts, the chances given were {:.0} % better than always saying the usual chance (Brier score {brier:.3}, 0 is perfect).",
                        100.0 * skill
                    ),
                    Some(skill) if skill < -0.005 => format!(
                        "Over {events} forecasts, the chances given were {:.0} % worse than always saying the usual chance (Brier score {brier:.3}, 0 is perfect).",
                        -100.0 * skill
                    ),
                    Some(_) => format!(
                        "Over {events} forecasts, the chances given did as well as always saying the usual chance (Brier score {brier:.3}, 0 is perfect)."
                    ),
                    None => format!("Over {events} forecasts, the Brier score is {brier:.3} (0 is perfect)."),
                });
                lines.extend(self.bands.iter().enumerate().filter_map(|(index, band)| band_in_words(index, band, self.bands.len())));
            }
        }
        for (variable, record) in &self.variables {
            let Some(coverage) = record.coverage().filter(|_| record.count >= ENOUGH_TIMES) else { continue };
            let held = coverage[1];
            let verdict = if (held - COVERAGES[1]).abs() <= RIGHT {
                "as it should"
            } else if held < COVERAGES[1] {
                "so it was too narrow"
            } else {
                "so it was wider than needed"
            };
            lines.push(format!(
                "{}: the 80 % range held {:.0} of 100 hours, {verdict}.",
                capitalised(variable.name()),
                100.0 * held
            ));
        }
        lines
    }
}

fn band_in_words(index: usize, band: &Band, bands: usize) -> Option<String> {
    if band.count < ENOUGH_IN_BAND {
        return None;
    }
    let (from, to) = (100 * index / bands, 100 * (index + 1) / bands);
    Some(format!(
        "When it said {from} to {to} % ({:.0} on average), it happened {} of {} times.",
        100.0 * band.probability / f64::from(band.count),
        band.happened,
        band.count
    ))
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}
