use super::{
    Layer,
    canvas::Canvas,
    fan::{LEFT, RIGHT},
    font,
    ink::{Anchor, Ink, Text},
    paint,
    palette::Palette,
};
use crate::words::{
    number::{percent, percent_in_a_cell},
    when::clock,
};
use domain::{Mark, Probability, StripHour};

const LABEL: f64 = 11.5;
const NUMBER: f64 = 12.5;
/// A cell narrower than this can't hold `>99`.
const NARROWEST: f64 = 30.0;
/// Wider cells look like bars of something.
const WIDEST: f64 = 84.0;
const CELL: f64 = 36.0;
/// How much lower an hour is that isn't asked about.
const INSET: f64 = 7.0;

/// The hours of one line, and whether a day's name stands before them.
struct Row<'a> {
    hours: &'a [StripHour],
    day: Option<String>,
    top: f64,
    /// Whether its hours are named below it.
    named: bool,
}

/// Draws the hours as cells with their chance in them, a line a day, wrapped where they would get too narrow to read.
pub(super) fn strip(hours: &[StripHour], width: f64, palette: &'static Palette) -> Layer {
    let days: Vec<&[StripHour]> = days(hours);
    let longest = days.iter().map(|day| day.len()).max().unwrap_or(1).max(1);
    // Below each other with the fans where that leaves room, from edge to edge otherwise.
    let (left, right) =
        if (width - LEFT - RIGHT) / longest as f64 >= NARROWEST { (LEFT, RIGHT) } else { (LEFT, 0.0) };
    let available = width - left - right;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of cells")]
    let most = ((available / NARROWEST).floor() as usize).max(1);
    let parts = longest.div_ceil(most);
    let per_row = longest.div_ceil(parts);
    let cell = if parts == 1 && right > 0.0 {
        available / per_row as f64
    } else {
        (available / per_row as f64).min(WIDEST)
    };
    let held = hours.iter().any(|hour| hour.held.is_some());
    // Days with the same hours share one line of names, below the last.
    let shared = days.len() > 2 && parts == 1 && days.iter().all(|day| same_hours(day, days[0]));
    let mut rows: Vec<Row<'_>> = Vec::new();
    let mut top = 2.0;
    for (number, day) in days.iter().enumerate() {
        for (index, part) in day.chunks(per_row).enumerate() {
            let named = !shared || number + 1 == days.len();
            let name = (index == 0).then(|| part[0].start.strftime("%a %-d").to_string());
            if held {
                top += 16.0;
            }
            rows.push(Row { hours: part, day: name, top, named });
            let names = if named { 20.0 } else { 0.0 };
            top += CELL + names + if part.iter().any(|hour| hour.best) { 26.0 } else { 4.0 };
        }
    }
    let height = (top - 4.0).max(1.0);
    paint(width, height, palette, |canvas| rows.iter().flat_map(|row| row.draw(canvas, left, cell)).collect())
}

/// The hours of each day, or of each stretch without a hole that is no longer than a day: a night stays in one piece.
fn days(hours: &[StripHour]) -> Vec<&[StripHour]> {
    let joined =
        |a: &StripHour, b: &StripHour| (b.start.timestamp() - a.start.timestamp()).get_seconds() <= 3600;
    hours
        .chunk_by(joined)
        .flat_map(|stretch| {
            let whole = stretch.len() <= 24;
            stretch.chunk_by(move |a, b| whole || a.start.date() == b.start.date())
        })
        .collect()
}

fn same_hours(a: &[StripHour], b: &[StripHour]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.start.time() == b.start.time())
}

impl Row<'_> {
    fn draw(&self, canvas: &Canvas<'_>, left: f64, cell: f64) -> Vec<Mark> {
        let palette = canvas.palette;
        if let Some(day) = &self.day
            && let Some((weekday, date)) = day.split_once(' ')
        {
            canvas.text(0.0, self.top + 16.0, Text::new(weekday, LABEL, palette.ink).bold());
            canvas.text(0.0, self.top + 30.0, Text::new(date, LABEL, palette.muted));
        }
        let gap = if cell < 40.0 { 2.0 } else { 4.0 };
        let full_clock = cell >= font::width("00:00", LABEL) + 6.0;
        let marks = self
            .hours
            .iter()
            .enumerate()
            .map(|(index, hour)| {
                let x = left + index as f64 * cell;
                let (inset, radius) = if hour.asked { (0.0, 6.0) } else { (INSET, 4.0) };
                let ground = palette.chance(hour.chance);
                let chance = Probability::new(hour.chance).unwrap_or(Probability::ZERO);
                let middle = x + cell / 2.0;
                canvas.mark(
                    &[(x + gap / 2.0, self.top + inset), (x + cell - gap / 2.0, self.top + CELL - inset)],
                    Ink::Cell { fill: Some(ground), stroke: None, radius },
                );
                let number = Text::new(percent_in_a_cell(chance), NUMBER, palette.text_on(ground))
                    .anchored(Anchor::Middle);
                let number = if hour.asked { number.bold() } else { number };
                canvas.text(middle, self.top + CELL / 2.0 + 4.5, number);
                let label = if full_clock || hour.start.minute() != 0 {
                    clock(&hour.start)
                } else {
                    hour.start.hour().to_string()
                };
                let color = if hour.asked { palette.ink } else { palette.muted };
                if self.named {
                    let label = Text::new(label, LABEL, color).anchored(Anchor::Middle);
                    canvas.text(middle, self.top + CELL + 15.0, label);
                }
                if let Some(held) = hour.held {
                    held_mark(canvas, middle, self.top - 9.0, held);
                }
                Mark { x: middle, y: self.top + CELL / 2.0, text: reading(hour, chance) }
            })
            .collect();
        self.best(canvas, left, cell, gap);
        marks
    }

    /// A bracket below the best window.
    fn best(&self, canvas: &Canvas<'_>, left: f64, cell: f64, gap: f64) {
        let (Some(first), Some(last)) =
            (self.hours.iter().position(|hour| hour.best), self.hours.iter().rposition(|hour| hour.best))
        else {
            return;
        };
        let palette = canvas.palette;
        let (from, to) =
            (left + first as f64 * cell + gap / 2.0, left + (last + 1) as f64 * cell - gap / 2.0);
        let y = self.top + CELL + if self.named { 27.0 } else { 8.0 };
        canvas.mark(
            &[(from, y - 5.0), (from, y), (to, y), (to, y - 5.0)],
            Ink::Line { color: palette.accent, width: 2.0, dash: None, round: false },
        );
        let half = font::width("best window", LABEL) / 2.0;
        let middle = f64::midpoint(from, to).clamp(half, canvas.width - half);
        let words = Text::new("best window", LABEL, palette.accent).bold().anchored(Anchor::Middle);
        canvas.text(middle, y + 14.0, words);
    }
}

/// A dot where it held, a cross where it didn't: told apart by shape.
fn held_mark(canvas: &Canvas<'_>, x: f64, y: f64, held: bool) {
    let palette = canvas.palette;
    if held {
        canvas.mark(&[(x, y)], Ink::Dot { fill: Some(palette.ink), stroke: None, radius: 3.5, width: 0.0 });
    } else {
        let ink = || Ink::Line { color: palette.ink, width: 1.6, dash: None, round: true };
        canvas.mark(&[(x - 3.0, y - 3.0), (x + 3.0, y + 3.0)], ink());
        canvas.mark(&[(x - 3.0, y + 3.0), (x + 3.0, y - 3.0)], ink());
    }
}

fn reading(hour: &StripHour, chance: Probability) -> String {
    let mut text = format!("{} {}: {}", hour.start.strftime("%a"), clock(&hour.start), percent(chance));
    if hour.best {
        text.push_str(", in the best window");
    } else if !hour.asked {
        text.push_str(", not asked about");
    }
    match hour.held {
        Some(true) => text.push_str("; it held"),
        Some(false) => text.push_str("; it did not hold"),
        None => {}
    }
    text
}
