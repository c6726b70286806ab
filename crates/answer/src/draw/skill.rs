use super::{
    Layer, axis,
    canvas::{Canvas, Margins, Plot},
    font,
    ink::{Anchor, Ink, Text},
    paint,
    palette::Palette,
};
use domain::{Chart, ChartData, Mark, SkillLine, SkillPoint};
use plotters::style::RGBColor;

const SMALL: f64 = 11.5;
const HEIGHT: f64 = 190.0;
/// Worse than this is cut off: one bad day makes no scale.
const LOWEST: f64 = -1.0;

/// Draws skill by how far ahead: a group of points a lead, one a reference, with their intervals.
pub(super) fn skill(chart: &Chart, width: f64, palette: &'static Palette) -> Layer {
    let ChartData::Skill { leads, lines } = &chart.data else {
        return paint(width, 1.0, palette, |_| Vec::new());
    };
    let legend = 22.0 * legend_rows(lines, width) as f64;
    let margins = Margins { left: 56.0, right: 12.0, top: 10.0, bottom: 44.0 + legend };
    let range = range(lines);
    paint(width, HEIGHT + margins.top + margins.bottom, palette, |canvas| {
        let plot = canvas.plot(margins, 0.0..leads.len().max(1) as f64, range.low..range.high);
        for tick in &range.ticks {
            plot.line(&[(0.0, *tick), (leads.len() as f64, *tick)], palette.line, 1.0);
            let (x, y) = plot.at(0.0, *tick);
            let words = format!("{:+.0} %", 100.0 * tick).replace('-', "\u{2212}").replace("+0 ", "0 ");
            canvas.text(x - 6.0, y + 4.0, Text::new(words, SMALL, palette.muted).anchored(Anchor::End));
        }
        plot.line(&[(0.0, 0.0), (leads.len() as f64, 0.0)], palette.muted, 1.4);
        let column = (width - margins.left - margins.right) / leads.len().max(1) as f64;
        for (at, lead) in leads.iter().enumerate() {
            let (x, _) = plot.at(at as f64 + 0.5, range.low);
            let base = margins.top + HEIGHT + 17.0;
            for (row, words) in in_rows(lead, column - 6.0).into_iter().enumerate() {
                canvas.text(
                    x,
                    base + 15.0 * row as f64,
                    Text::new(words, SMALL, palette.muted).anchored(Anchor::Middle),
                );
            }
        }
        let mut marks = Vec::new();
        for (at, lead) in leads.iter().enumerate() {
            for (index, line) in lines.iter().enumerate() {
                let Some(Some(point)) = line.points.get(at) else { continue };
                let x = at as f64 + (index as f64 + 1.0) / (lines.len() as f64 + 1.0);
                draw_point(&plot, x, point, (index, &range), palette);
                let (x, y) = plot.at(x, point.skill.clamp(range.low, range.high));
                marks.push(Mark { x, y, text: reading(lead, line, point) });
            }
        }
        draw_legend(canvas, lines, margins.left, margins.top + HEIGHT + 56.0);
        marks
    })
}

fn range(lines: &[SkillLine]) -> axis::Scale {
    let points = || lines.iter().flat_map(|line| line.points.iter().flatten());
    let values = points().flat_map(|point| {
        let (low, high) = point.interval.unwrap_or((point.skill, point.skill));
        [low, point.skill, high]
    });
    let (mut low, mut high) = (-0.1_f64, 0.3_f64);
    for value in values.filter(|value| value.is_finite()) {
        (low, high) = (low.min(value.max(LOWEST)), high.max(value));
    }
    axis::scale(low - 0.03, (high + 0.03).min(1.0), 5, false)
}

/// Each reference has a shape of its own, since colour alone doesn't tell.
fn shape(index: usize, palette: &Palette) -> (RGBColor, Ink) {
    let filled = |color| Ink::Dot { fill: Some(color), stroke: Some(palette.card), radius: 5.0, width: 1.0 };
    match index {
        0 => (palette.accent, filled(palette.accent)),
        1 => (
            palette.muted,
            Ink::Dot { fill: Some(palette.card), stroke: Some(palette.muted), radius: 4.2, width: 2.2 },
        ),
        _ => (palette.ink, Ink::Shape { fill: palette.ink, stroke: palette.card }),
    }
}

fn draw_point(
    plot: &Plot<'_, '_>,
    x: f64,
    point: &SkillPoint,
    (index, range): (usize, &axis::Scale),
    palette: &Palette,
) {
    let inside = |value: f64| value.clamp(range.low, range.high);
    let (color, ink) = shape(index, palette);
    if let Some((low, high)) = point.interval {
        plot.mark(
            &[(x, inside(low)), (x, inside(high))],
            Ink::Line { color, width: 2.0, dash: None, round: true },
        );
    }
    let y = inside(point.skill);
    match ink {
        Ink::Shape { .. } => {
            // A diamond of five pixels, whatever the scales.
            let (cx, cy) = plot.at(x, y);
            let (ux, uy) = plot.at(x + 1.0, y + 1.0);
            let (dx, dy) = (5.0 / (ux - cx).abs().max(1e-9), 5.0 / (uy - cy).abs().max(1e-9));
            plot.mark(&[(x, y + dy), (x + dx, y), (x, y - dy), (x - dx, y)], ink);
        }
        other => plot.mark(&[(x, y)], other),
    }
}

fn reading(lead: &str, line: &SkillLine, point: &SkillPoint) -> String {
    let interval = point.interval.map_or_else(
        || ", too few days to be sure".to_owned(),
        |(low, high)| format!(", between {:+.0} and {:+.0} %", 100.0 * low, 100.0 * high),
    );
    format!("{lead}: {:+.0} % over {}{interval}", 100.0 * point.skill, line.reference)
}

/// The words of a label in as many rows as it takes.
fn in_rows(label: &str, width: f64) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for word in label.trim_end_matches(" ahead").split(' ') {
        match rows.last_mut() {
            Some(row) if font::width(&format!("{row} {word}"), SMALL) <= width => {
                row.push(' ');
                row.push_str(word);
            }
            _ => rows.push(word.to_owned()),
        }
    }
    rows.truncate(2);
    rows
}

fn legend_width(line: &SkillLine) -> f64 {
    font::width(&format!("over {}", line.reference), SMALL) + 34.0
}

fn legend_rows(lines: &[SkillLine], width: f64) -> usize {
    let all: f64 = lines.iter().map(legend_width).sum();
    if all <= width - 62.0 { 1 } else { lines.len().max(1) }
}

fn draw_legend(canvas: &Canvas<'_>, lines: &[SkillLine], left: f64, base: f64) {
    let below = legend_rows(lines, canvas.width) > 1;
    let (mut x, mut y) = (left, base);
    for (index, line) in lines.iter().enumerate() {
        let (_, ink) = shape(index, canvas.palette);
        let (cx, cy) = (x + 6.0, y - 4.0);
        match ink {
            Ink::Shape { .. } => {
                canvas.mark(&[(cx, cy - 5.0), (cx + 5.0, cy), (cx, cy + 5.0), (cx - 5.0, cy)], ink);
            }
            other => canvas.mark(&[(cx, cy)], other),
        }
        let words = format!("over {}", line.reference);
        canvas.text(x + 17.0, y, Text::new(words, SMALL, canvas.palette.muted));
        if below {
            y += 22.0;
        } else {
            x += legend_width(line);
        }
    }
}
