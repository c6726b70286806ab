use contract::{
    About, ActivityInfo, AskResponse, CheckState, Doctor, Erased, GuidanceStatus, ImportResponse, LiveStatus,
    Nothing, Problem, ProblemCode, WatchList, WatchLog,
};
use domain::{Bound, ExportedData, ImportPreview, PastImport, PastQuestion, Place, Plan, SeriesInfo};
use serde::Serialize;
use std::io::{self, Write};

/// Writes to the terminal: plain words that read without colour, or JSON.
pub(crate) struct Printer {
    json: bool,
}

impl Printer {
    pub(crate) const fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether what is written is JSON.
    pub(crate) const fn is_json(&self) -> bool {
        self.json
    }

    /// A line of text. A reader that has gone away is no problem.
    pub(crate) fn line(&mut self, text: &str) -> Result<(), Problem> {
        finished(writeln!(io::stdout().lock(), "{text}"))
    }

    /// That something was done which there is nothing more to say of.
    pub(crate) fn done(&mut self, text: &str) -> Result<(), Problem> {
        self.either(&Nothing {}, || text.to_owned())
    }

    /// Something to know that isn't part of the result.
    pub(crate) fn note(&mut self, text: &str) -> Result<(), Problem> {
        finished(writeln!(io::stderr().lock(), "{text}"))
    }

    /// Bytes as they are.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        finished(io::stdout().lock().write_all(bytes))
    }

    pub(crate) fn json(&mut self, value: &impl Serialize) -> Result<(), Problem> {
        let text = serde_json::to_string_pretty(value).map_err(|error| {
            Problem::new(ProblemCode::Internal, "The result can't be written as JSON", error.to_string())
        })?;
        self.line(&text)
    }

    pub(crate) fn erased(&mut self, erased: Erased) -> Result<(), Problem> {
        self.either(&erased, || match erased.questions {
            1 => "Erased, with one question. Nothing of it is left in the data file.".to_owned(),
            count => format!("Erased, with {count} questions. Nothing of it is left in the data file."),
        })
    }

    pub(crate) fn either(
        &mut self,
        value: &impl Serialize,
        words: impl FnOnce() -> String,
    ) -> Result<(), Problem> {
        if self.json { self.json(value) } else { self.line(words().trim_end()) }
    }

    pub(crate) fn problem(&mut self, problem: &Problem) -> eyre::Result<()> {
        if self.json {
            self.json(problem)?;
        } else {
            let (begin, end) = if has_colour() { ("\u{1b}[1;31m", "\u{1b}[0m") } else { ("", "") };
            self.note(&format!("{begin}{}.{end} {}", problem.title, problem.detail))?;
        }
        Ok(())
    }

    pub(crate) fn answer(&mut self, response: &AskResponse) -> Result<(), Problem> {
        self.either(response, || match response {
            AskResponse::Answered { answer, watch } => {
                let page = engine::plain_text(answer);
                match watch {
                    Some(watching) => format!("{}\n\n{}", page.trim_end(), watching.sentence),
                    None => page,
                }
            }
            AskResponse::Explained { explanation } => {
                let sentences = explanation.sentences.iter().map(|sentence| format!("  - {sentence}"));
                let mut lines = vec![explanation.headline.clone(), String::new()];
                lines.extend(sentences);
                lines.join("\n")
            }
            AskResponse::Unclear { unclear } if !unclear.alternatives.is_empty() => {
                let mut lines = vec![unclear.message.clone()];
                lines.extend(unclear.alternatives.iter().map(|other| format!("  {}", other.label)));
                if unclear.slot == Some(domain::Slot::Where) {
                    lines.push("Name it in full, or with --place.".to_owned());
                } else {
                    lines.push("Ask again with the one you mean.".to_owned());
                }
                lines.join("\n")
            }
            AskResponse::Unclear { unclear } => {
                let suggestions =
                    unclear.suggestions.iter().map(|suggestion| format!("  {}", suggestion.text));
                let mut lines = vec![unclear.message.clone()];
                if !unclear.suggestions.is_empty() {
                    lines.push(String::new());
                    lines.push("You could ask:".to_owned());
                    lines.extend(suggestions);
                }
                lines.join("\n")
            }
        })
    }

    pub(crate) fn history(&mut self, questions: &[PastQuestion]) -> Result<(), Problem> {
        self.either(&questions, || {
            if questions.is_empty() {
                return "Nothing has been asked yet. Try: forecastle ask \"tomorrow's picnic\"".to_owned();
            }
            let lines = questions.iter().map(|question| {
                let asked = question
                    .asked_at
                    .to_zoned(jiff::tz::TimeZone::system())
                    .strftime("%Y-%m-%d %H:%M")
                    .to_string();
                format!("{:>4}  {asked}  {:>12}  {}", question.id.0, question.short, question.text)
            });
            lines.collect::<Vec<_>>().join("\n")
        })
    }

    pub(crate) fn watches(&mut self, list: &WatchList) -> Result<(), Problem> {
        self.either(list, || {
            if list.watches.is_empty() {
                return "Nothing is watched. Try: forecastle watch \"rain on Saturday rises above 40 %\""
                    .to_owned();
            }
            let lines = list.watches.iter().map(|view| {
                format!(
                    "{:>4}  {}\n      {}. {}.\n      {}.",
                    view.watch.id.0, view.watch.title, view.condition, view.until, view.state
                )
            });
            lines.collect::<Vec<_>>().join("\n")
        })
    }

    pub(crate) fn watch_log(&mut self, log: &WatchLog) -> Result<(), Problem> {
        self.either(log, || {
            if log.firings.is_empty() {
                return "Nothing has been told yet.".to_owned();
            }
            let lines = log.firings.iter().map(|firing| {
                let at = firing.at.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M");
                let reasons = firing.reasons.iter().map(|reason| format!("\n        {reason}"));
                format!("{at}  {}\n      {}{}", firing.title, firing.text, reasons.collect::<String>())
            });
            lines.collect::<Vec<_>>().join("\n")
        })
    }

    pub(crate) fn import(&mut self, response: &ImportResponse) -> Result<(), Problem> {
        self.either(response, || {
            let written = response.series.iter().map(|series| {
                let report = &series.report;
                format!(
                    "{}: {} new values, {} changed, {} as they were.",
                    series.info.title, report.inserted, report.changed, report.unchanged
                )
            });
            let notes = response.notes.iter().map(|note| format!("  {note}"));
            written.chain(notes).collect::<Vec<_>>().join("\n")
        })
    }

    pub(crate) fn imports(&mut self, imports: &[PastImport]) -> Result<(), Problem> {
        self.either(&imports, || {
            if imports.is_empty() {
                return "There is no import that could be taken back.".to_owned();
            }
            let lines = imports.iter().map(|past| {
                format!(
                    "{:>4}  {}  {}: {} new, {} changed, {} as they were; from {}",
                    past.import.0,
                    past.imported_at.strftime("%Y-%m-%d %H:%M"),
                    past.series,
                    past.inserted,
                    past.changed,
                    past.unchanged,
                    past.origin
                )
            });
            lines.collect::<Vec<_>>().join("\n")
        })
    }

    pub(crate) fn plans(&mut self, plans: &[Plan]) -> Result<(), Problem> {
        self.either(&plans, || {
            if plans.is_empty() {
                return "Nothing that is coming can be asked about. Import a calendar with `forecastle import FILE.ics`."
                    .to_owned();
            }
            let lines = plans.iter().map(|plan| {
                let start = plan.start.strftime("%a %Y-%m-%d %H:%M");
                format!("{start}  {}: ask \u{201c}{}\u{201d}", plan.summary, plan.question)
            });
            lines.collect::<Vec<_>>().join("\n")
        })
    }

    pub(crate) fn import_preview(&mut self, preview: &ImportPreview) -> Result<(), Problem> {
        self.either(preview, || {
            let mut lines = vec![format!(
                "This is {} (sure to {:.0} %). Nothing was written.",
                preview.format.name(),
                preview.confidence * 100.0
            )];
            for series in &preview.series {
                let info = &series.info;
                let end = |moment: Option<jiff::Timestamp>, value: Option<f64>| match (moment, value) {
                    (Some(moment), Some(value)) => format!("{moment} ({value})"),
                    _ => "none".to_owned(),
                };
                let unit = if info.unit.symbol().is_empty() { "no unit" } else { info.unit.symbol() };
                lines.push(format!(
                    "{} {}: {}, {unit}, every {} min, {}",
                    if series.chosen { "*" } else { " " },
                    series.column,
                    info.title,
                    info.step_minutes,
                    info.time_zone
                ));
                let together = match series.within_a_second {
                    0 => String::new(),
                    some => format!(", {some} within a second of a later value, which is kept"),
                };
                lines.push(format!(
                    "    {} values from {} to {}; {} missing, {} duplicates, {} gaps{together}",
                    series.values,
                    end(info.first, series.first_value),
                    end(info.last, series.last_value),
                    series.missing,
                    series.duplicates,
                    series.gaps.map_or_else(|| "uncounted".to_owned(), |gaps| gaps.to_string()),
                ));
            }
            for plan in &preview.plans {
                lines.push(format!("  {}: ask \u{201c}{}\u{201d}", plan.summary, plan.question));
            }
            if !preview.whole {
                lines.push("  Only the beginning of the file was looked at.".to_owned());
            }
            lines.extend(preview.notes.iter().map(|note| format!("  {note}")));
            lines.join("\n")
        })
    }

    pub(crate) fn activities(&mut self, activities: &[ActivityInfo]) -> Result<(), Problem> {
        self.either(&activities, || {
            let lines = activities.iter().map(|info| {
                let activity = &info.activity;
                let needs: Vec<String> = activity
                    .criteria
                    .iter()
                    .map(|criterion| {
                        let unit = criterion
                            .variable
                            .unit()
                            .map(|unit| unit.symbol().to_owned())
                            .unwrap_or_default();
                        let bound = match criterion.bound {
                            Bound::AtMost { limit } => format!("at most {limit}"),
                            Bound::AtLeast { limit } => format!("at least {limit}"),
                            Bound::Within { lower, upper } => format!("{lower} to {upper}"),
                        };
                        format!("{} {bound} {unit}", criterion.variable.name()).trim_end().to_owned()
                    })
                    .collect();
                let yours = if info.yours { ", yours" } else { "" };
                let (from, to) = activity.usual_hours;
                format!(
                    "{} ({}{yours})\n    {} h between {from} and {to}: {}",
                    info.title,
                    info.id,
                    activity.length_hours,
                    needs.join(", ")
                )
            });
            lines.collect::<Vec<_>>().join("\n")
        })
    }

    pub(crate) fn series(&mut self, series: &[SeriesInfo]) -> Result<(), Problem> {
        self.either(&series, || {
            let lines = series.iter().map(|info| {
                let years = match (info.first, info.last) {
                    (Some(first), Some(last)) => {
                        format!("{} to {}", first.strftime("%Y-%m-%d"), last.strftime("%Y-%m-%d"))
                    }
                    _ => "no values yet".to_owned(),
                };
                let aliases = if info.aliases.is_empty() {
                    String::new()
                } else {
                    format!(" (also: {})", info.aliases.join(", "))
                };
                format!("{}{aliases}\n    {}, {years}; {}", info.title, info.unit.symbol(), info.origin)
            });
            lines.collect::<Vec<_>>().join("\n")
        })
    }

    pub(crate) fn places(&mut self, places: &[Place]) -> Result<(), Problem> {
        self.either(&places, || {
            if places.is_empty() {
                return "No place begins like that. Try fewer letters.".to_owned();
            }
            let lines = places.iter().map(|place| {
                format!("{}  ({}, {} people)", place.full_name(), place.time_zone, place.population)
            });
            lines.collect::<Vec<_>>().join("\n")
        })
    }

    pub(crate) fn saved(&mut self, places: &[Place]) -> Result<(), Problem> {
        self.either(&places, || {
            if places.is_empty() {
                return "No such place is saved. Save one with `forecastle saved NAME --at WHERE`."
                    .to_owned();
            }
            let lines = places.iter().map(|place| {
                let height = place.elevation.filter(|_| place.local.is_some());
                let local = place.local.iter().flat_map(|local| {
                    let above = local.higher_by.map(|metres| format!("{metres:.0} m above the town"));
                    above.into_iter().chain(local.offsets.iter().map(domain::LocalOffset::in_words))
                });
                let said =
                    height.map(|metres| format!("{metres:.0} m above the sea")).into_iter().chain(local);
                format!(
                    "{}  ({:.2}, {:.2}, {}){}",
                    place.full_name(),
                    place.latitude,
                    place.longitude,
                    place.time_zone,
                    said.map(|said| format!("; {said}")).collect::<String>(),
                )
            });
            lines.collect::<Vec<_>>().join("\n")
        })
    }

    pub(crate) fn about(&mut self, about: &About) -> Result<(), Problem> {
        self.either(about, || {
            format!("Forecastle {} ({})\n\n{}", about.version, about.licence, about.attribution)
        })
    }

    pub(crate) fn guidance(&mut self, status: &GuidanceStatus) -> Result<(), Problem> {
        self.either(status, || {
            if status.places.is_empty() {
                return format!(
                    "Weather guidance is off: nothing leaves this machine. Allow it with `forecastle guidance allow PLACE`; \
                     then {}",
                    status.leaves_the_machine
                );
            }
            let mut lines = vec!["Weather guidance may be asked for:".to_owned()];
            for place in &status.places {
                lines.push(format!("  {} ({}): {}", place.name, place.told, place.age));
            }
            lines.push(status.leaves_the_machine.clone());
            lines.push(format!("{}. {} requests within a day.", status.credit, status.spent_today));
            lines.join("\n")
        })
    }

    pub(crate) fn habits(&mut self, habits: &[contract::Habit], on: bool) -> Result<(), Problem> {
        self.either(&habits, || {
            if !on {
                return "Nothing is noticed. Turn it on with `forecastle habits --on`.".to_owned();
            }
            if habits.is_empty() {
                return "You ask nothing regularly yet, or it was forgotten.".to_owned();
            }
            let lines = habits.iter().map(|habit| {
                let last = habit.last.strftime("%-d %B");
                format!("{}\n    {}; on {} days, last on {last}", habit.text, habit.when, habit.days)
            });
            lines.collect::<Vec<_>>().join("\n")
        })
    }

    pub(crate) fn exported_data(&mut self, exported: &ExportedData) -> Result<(), Problem> {
        self.either(exported, || {
            let counts: Vec<String> = exported
                .counts
                .iter()
                .filter(|(_, count)| *count > 0)
                .map(|(what, count)| format!("{count} {what}"))
                .collect();
            format!(
                "{} is written: {:.1} MB, {}.",
                exported.folder,
                exported.bytes as f64 / 1e6,
                if counts.is_empty() { "nothing yet".to_owned() } else { counts.join(", ") }
            )
        })
    }

    pub(crate) fn live(&mut self, status: &LiveStatus) -> Result<(), Problem> {
        self.either(status, || {
            if !status.listening {
                return "Another copy of Forecastle is listening for this data; waiting for it to end."
                    .to_owned();
            }
            let mut lines: Vec<String> =
                status.ways.iter().map(|way| format!("{}: {}", way.name, way.detail)).collect();
            if lines.is_empty() {
                lines.push("Nothing is listened to; say what in the window's settings.".to_owned());
            }
            lines.push(format!("{} values written, {} of them doubtful.", status.written, status.doubted));
            lines.extend(status.trouble.clone());
            lines.join("\n")
        })
    }

    pub(crate) fn doctor(&mut self, doctor: &Doctor) -> Result<(), Problem> {
        self.either(doctor, || {
            let mut lines = vec![
                format!("Forecastle {}", doctor.version),
                format!("Data: {} ({:.1} MB)", doctor.store.path, doctor.store.bytes as f64 / 1e6),
            ];
            for (what, count) in &doctor.store.counts {
                lines.push(format!("  {count:>8} {what}"));
            }
            for check in &doctor.checks {
                let mark = match check.state {
                    CheckState::Fine => "ok   ",
                    CheckState::Note => "note ",
                    CheckState::Wrong => "WRONG",
                };
                lines.push(format!("{mark} {}: {}", check.name, check.detail));
            }
            lines.push("Sources:".to_owned());
            for source in &doctor.sources {
                lines.push(format!("  {}: {}; {}", source.title, source.holds, source.age));
            }
            lines.join("\n")
        })
    }
}

/// Whether words on standard error may have colours: in a terminal, unless the user wants none (`NO_COLOR`).
pub(crate) fn has_colour() -> bool {
    anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never
}

fn finished(written: io::Result<()>) -> Result<(), Problem> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Problem::new(ProblemCode::Internal, "The output can't be written", error.to_string()))
        }
        _ => Ok(()),
    }
}
