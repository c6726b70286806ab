use crate::{Events, Report, Skill, SkillRow, skill::Group};
use domain::{Table, Unit, Variable};

/// The numbers of a report, each table with its title: chances, and skill by lead, use case, variable, place, season and model. A
/// table of one row that says no more than the whole is left out.
#[must_use]
pub fn tables(report: &Report) -> Vec<(String, Table)> {
    let mut all = Vec::new();
    if let Some(events) = &report.events {
        all.push(("How often it happened".to_owned(), chances(events)));
        all.push(("Brier score".to_owned(), brier(events)));
    }
    let by = |title: &str, of: &dyn Fn(&Group) -> bool| {
        let rows: Vec<&SkillRow> = report.rows.iter().filter(|row| of(&row.group)).collect();
        (!rows.is_empty()).then(|| (title.to_owned(), skill(title, &rows)))
    };
    all.extend(by("By how far ahead", &|group| matches!(group, Group::Everything | Group::Lead(_))));
    all.extend(by("By what for", &|group| matches!(group, Group::UseCase(_))));
    all.extend(by("By variable", &|group| matches!(group, Group::Variable(_))));
    all.extend(by("By place", &|group| matches!(group, Group::Place(_))));
    all.extend(by("By season", &|group| matches!(group, Group::Season(_))));
    if report.models.len() > 1 {
        all.push(("By model".to_owned(), models(&report.models)));
    }
    all
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

fn chances(events: &Events) -> Table {
    let columns = ["Said", "Times", "Happened", "Share", "Expected"];
    let rows = events.bins.iter().filter(|bin| bin.count > 0).map(|bin| {
        vec![
            format!("{} %", bin.percent),
            bin.count.to_string(),
            bin.happened.to_string(),
            bin.share().map(percent).unwrap_or_default(),
            bin.consistent
                .map(|(low, high)| format!("{:.0} to {:.0} %", 100.0 * low, 100.0 * high))
                .unwrap_or_default(),
        ]
    });
    Table { columns: columns.map(str::to_owned).to_vec(), rows: rows.collect() }
}

fn brier(events: &Events) -> Table {
    let row = |name: &str, value: String, what: &str| vec![name.to_owned(), value, what.to_owned()];
    let part = |value: f64| format!("{value:.3}");
    let mut rows = vec![
        row("Brier score", part(events.brier), "0 is perfect, always saying 50 % gives 0.25"),
        row(
            "Reliability",
            part(events.parts.reliability),
            "how far shares are from the chances given; 0 is best",
        ),
        row(
            "Resolution",
            part(events.parts.resolution),
            "how far shares of different chances lie apart; more is better",
        ),
        row("Uncertainty", part(events.parts.uncertainty), "what always saying the share of all gives"),
        row("Sharpness", part(events.sharpness), "mean distance of the chances from 50 %, up to 0.5"),
    ];
    if let Some(skill) = &events.skill {
        rows.push(row("Skill", skill_text(Some(skill)), "against always saying the usual chance"));
    }
    Table { columns: ["Part", "Value", "Meaning"].map(str::to_owned).to_vec(), rows }
}

fn skill_text(skill: Option<&Skill>) -> String {
    let Some(skill) = skill else { return String::new() };
    // Nought has no sign.
    let whole = |share: f64| (100.0 * share).round() + 0.0;
    match skill.interval {
        Some(interval) => {
            format!("{:+} % ({:+} to {:+})", whole(skill.value), whole(interval.low), whole(interval.high))
        }
        None => format!("{:+} % (few)", whole(skill.value)),
    }
}

fn skill(title: &str, rows: &[&SkillRow]) -> Table {
    let columns = [
        title.trim_start_matches("By "),
        "Forecasts",
        "Values",
        "Skill over the usual",
        "over persistence",
        "over raw guidance",
        "In the 50 % range",
        "In the 80 % range",
        "In the 95 % range",
        "Mean CRPS",
        "Width of the 80 % range",
    ];
    let mut columns: Vec<String> = columns.map(str::to_owned).to_vec();
    columns[0] = crate::skill::capitalised(&columns[0]);
    let rows = rows.iter().map(|row| {
        let unit = match &row.group {
            Group::Variable(variable) => unit_of(variable),
            _ => String::new(),
        };
        let measured = |value: Option<f64>| {
            value.map(|value| format!("{value:.2} {unit}").trim_end().to_owned()).unwrap_or_default()
        };
        let mut cells = vec![row.label.clone(), row.forecasts.to_string(), row.count.to_string()];
        cells.extend(row.skills.iter().map(|skill| skill_text(skill.as_ref())));
        cells.extend(row.coverage.map(percent));
        // Scores of different units make no mean.
        cells.extend([measured(row.crps), measured(row.width)]);
        cells
    });
    Table { rows: rows.collect(), columns }
}

fn unit_of(variable: &Variable) -> String {
    variable.unit().as_ref().map(Unit::symbol).unwrap_or_default().to_owned()
}

fn models(models: &[(String, Skill)]) -> Table {
    let rows = models.iter().map(|(model, skill)| {
        let name =
            if model.is_empty() { "all together, as shown".to_owned() } else { model.replace('-', " ") };
        vec![name, skill_text(Some(skill)), skill.days.to_string()]
    });
    Table {
        columns: ["Model", "Skill over the usual", "Days"].map(str::to_owned).to_vec(),
        rows: rows.collect(),
    }
}
