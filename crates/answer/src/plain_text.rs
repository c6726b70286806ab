use crate::{
    draw::round_scale,
    words::number::{percent, percent_in_a_cell, written},
};
use domain::{Answer, ChartData, Probability, StripHour};

/// The widest line.
const COLUMNS: usize = 80;
/// Hours in one line of the strip.
const HOURS: usize = 14;

/// The answer as text for a terminal: no line above 80 columns, nothing carried by colour.
#[must_use]
pub fn plain_text(answer: &Answer) -> String {
    let mut page = Page(String::new());
    let chips: Vec<String> = answer
        .chips
        .iter()
        .map(|chip| {
            format!(
                "{}: {}{}",
                chip.label,
                chip.value,
                if chip.assumed.is_some() { " (assumed)" } else { "" }
            )
        })
        .collect();
    page.paragraph(&chips.join(" | "), "");
    page.gap();
    page.paragraph(&answer.headline, "");
    page.gap();
    if let Some(changed) = &answer.changed {
        page.paragraph(changed, "");
    }
    if let Some(spoiler) = &answer.spoiler {
        page.paragraph(spoiler, "");
    }
    if let Some(usual) = &answer.usual {
        let class = if usual.reference_class.is_empty() {
            String::new()
        } else {
            format!(" (\"Usual\" counts {}.)", usual.reference_class)
        };
        page.paragraph(&format!("{}{class}", usual.text), "");
    }
    if let Some(outcome) = &answer.outcome {
        page.gap();
        page.paragraph(&format!("What happened: {}", outcome.text), "");
    }
    breakdown(&mut page, answer);
    strip(&mut page, answer);
    needs(&mut page, answer);
    amount(&mut page, answer);
    if !answer.confidence.is_empty() {
        page.heading("How sure, and why");
        for sentence in &answer.confidence {
            page.paragraph(sentence, "  - ");
        }
    }
    let credits: Vec<String> = answer
        .evidence
        .iter()
        .map(|evidence| {
            // A series is its own source.
            let credit = if evidence.source.starts_with(&evidence.variables) {
                format!("{}, {}.", evidence.source, evidence.age)
            } else {
                let variables = crate::words::capitalised(&evidence.variables);
                format!("{variables} from {}, {}.", evidence.source, evidence.age)
            };
            // What to bear in mind of what is built in is long, and always the same.
            let own = matches!(evidence.kind, domain::OriginKind::Yours | domain::OriginKind::Analysis);
            let caveats = evidence.caveats.iter().filter(|_| own).cloned();
            std::iter::once(credit).chain(caveats).collect::<Vec<_>>().join(" ")
        })
        .collect();
    if !credits.is_empty() {
        page.heading("What it rests on");
        for credit in credits {
            page.paragraph(&credit, "  - ");
        }
    }
    if !answer.question.assumptions.is_empty() {
        page.heading("Assumed");
        for assumption in &answer.question.assumptions {
            let others: Vec<&str> =
                assumption.alternatives.iter().map(|other| other.label.as_str()).collect();
            let others =
                if others.is_empty() { String::new() } else { format!(" Others: {}.", others.join("; ")) };
            page.paragraph(&format!("{}{others}", assumption.text), "  - ");
        }
    }
    page.0
}

/// Choices, dates or figures side by side, a line each; the one the answer names is marked.
fn breakdown(page: &mut Page, answer: &Answer) {
    let Some(breakdown) = &answer.breakdown else { return };
    page.heading(&breakdown.title);
    page.paragraph(&breakdown.note, "");
    for line in &breakdown.lines {
        let mark = if line.best { "> " } else { "  " };
        let detail = if line.detail.is_empty() { String::new() } else { format!(" ({})", line.detail) };
        page.paragraph(&format!("{mark}{}: {}{detail}", line.label, line.value), "  ");
    }
}

/// The hours as bars over numbers, a line a day or part of a day.
fn strip(page: &mut Page, answer: &Answer) {
    let Some((chart, hours)) = answer.charts.iter().find_map(|chart| match &chart.data {
        ChartData::HourStrip { hours } => Some((chart, hours)),
        _ => None,
    }) else {
        return;
    };
    page.heading(&chart.title);
    page.paragraph(&chart.note, "");
    for row in rows(hours) {
        page.gap();
        let day = row[0].start.strftime("%a").to_string();
        page.line(&format!("{day:<8}{}", cells(row, |hour| format!("{:02}", hour.start.hour()))));
        page.line(&format!("chance  {}", cells(row, |hour| chance_text(hour.chance))));
        page.line(&format!("        {}", cells(row, |hour| bar(hour.chance).repeat(3))));
        if row.iter().any(|hour| hour.best) {
            page.line(&format!(
                "best    {}",
                cells(row, |hour| if hour.best { "^^^" } else { "" }.to_owned())
            ));
        }
        if row.iter().any(|hour| hour.held.is_some()) {
            let told = |hour: &StripHour| match hour.held {
                Some(true) => "yes",
                Some(false) => "no",
                None => "?",
            };
            page.line(&format!("was so  {}", cells(row, |hour| told(hour).to_owned())));
        }
    }
}

/// Consecutive hours of one line.
fn rows(hours: &[StripHour]) -> Vec<&[StripHour]> {
    hours
        .chunk_by(|a, b| {
            a.start.date() == b.start.date()
                && (b.start.timestamp() - a.start.timestamp()).get_seconds() <= 3600
        })
        .flat_map(|day| {
            let parts = day.len().div_ceil(HOURS);
            day.chunks(day.len().div_ceil(parts))
        })
        .collect()
}

fn cells(row: &[StripHour], text: impl Fn(&StripHour) -> String) -> String {
    row.iter().map(|hour| format!("{:>4} ", text(hour))).collect::<String>().trim_end().to_owned()
}

fn chance_text(chance: f64) -> String {
    Probability::new(chance).map_or_else(|_| "?".to_owned(), percent_in_a_cell)
}

/// An eighth of a block for each eighth of the chance.
fn bar(chance: f64) -> &'static str {
    const BLOCKS: [&str; 9] =
        [" ", "\u{2581}", "\u{2582}", "\u{2583}", "\u{2584}", "\u{2585}", "\u{2586}", "\u{2587}", "\u{2588}"];
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 8")]
    let eighth = (chance.clamp(0.0, 1.0) * 8.0).round() as usize;
    BLOCKS[eighth]
}

fn needs(page: &mut Page, answer: &Answer) {
    if answer.needs.is_empty() {
        return;
    }
    page.heading("What it takes");
    for need in &answer.needs {
        let limiting = if need.limiting { " <- the weakest" } else { "" };
        let chance = percent(need.chance);
        page.paragraph(&format!("{}{limiting}", need.label), &format!("{chance:>13}  "));
        page.paragraph(&format!("{}; {}", need.detail, need.source), &" ".repeat(15));
    }
}

/// The amount as rows of equally likely outcomes, one sign each.
fn amount(page: &mut Page, answer: &Answer) {
    let Some((chart, unit, dots)) = answer.charts.iter().find_map(|chart| match &chart.data {
        ChartData::QuantileDotplot { unit, dots, .. } if answer.amount.is_some() => Some((chart, unit, dots)),
        _ => None,
    }) else {
        return;
    };
    let (Some(first), Some(last)) = (dots.first(), dots.last()) else { return };
    let unit = if unit.is_empty() { String::new() } else { format!(", {unit}") };
    page.heading(&format!("{}{unit}: {}", chart.title, chart.note));
    let scale = round_scale(first.value, last.value, 6, false);
    let mut low = (first.value / scale.step).floor() * scale.step;
    while low <= last.value {
        let count = dots.iter().filter(|dot| dot.value >= low && dot.value < low + scale.step).count();
        let range = format!("{} to {}", written(low, scale.step), written(low + scale.step, scale.step));
        page.line(&format!("  {range:>24}  {}", "o".repeat(count)));
        low += scale.step;
    }
}

/// Text under construction.
struct Page(String);

impl Page {
    fn line(&mut self, line: &str) {
        self.0.push_str(line.trim_end());
        self.0.push('\n');
    }

    /// One empty line, never two.
    fn gap(&mut self) {
        if !self.0.is_empty() && !self.0.ends_with("\n\n") {
            self.0.push('\n');
        }
    }

    fn heading(&mut self, text: &str) {
        self.gap();
        self.line(text);
    }

    /// Words wrapped at 80 columns behind `indent`, which the following lines keep as blanks.
    fn paragraph(&mut self, text: &str, indent: &str) {
        let margin = indent.chars().count();
        let mut line = indent.to_owned();
        let mut width = margin;
        for word in text.split_whitespace() {
            let length = word.chars().count();
            if width > margin && width + 1 + length > COLUMNS {
                self.line(&line);
                line = " ".repeat(margin);
                width = margin;
            }
            if width > margin {
                line.push(' ');
                width += 1;
            }
            line.push_str(word);
            width += length;
        }
        if width > margin {
            self.line(&line);
        }
    }
}
