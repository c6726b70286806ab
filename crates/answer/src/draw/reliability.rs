use super::{
    Layer, axis,
    canvas::{Canvas, Margins, Plot},
    ink::{Anchor, Ink, Text},
    paint,
    palette::{Palette, mixed},
};
use domain::{Chart, ChartData, Mark, ReliabilityPoint};

const SMALL: f64 = 11.5;
/// A square larger than this says no more.
const LARGEST: f64 = 320.0;
/// Height of the tallest bar of the counts below.
const COUNTS: f64 = 44.0;
const MARGINS: Margins = Margins { left: 44.0, right: 24.0, top: 12.0, bottom: 104.0 };

/// Draws a reliability diagram: shares that happened against the chances given, with consistency bars, and how many of each below.
pub(super) fn reliability(chart: &Chart, width: f64, palette: &'static Palette) -> Layer {
    let ChartData::Reliability { points, base_rate } = &chart.data else {
        return paint(width, 1.0, palette, |_| Vec::new());
    };
    let side = (width - MARGINS.left - MARGINS.right).min(LARGEST);
    let margins = Margins { right: width - MARGINS.left - side, ..MARGINS };
    paint(width, side + margins.top + margins.bottom, palette, |canvas| {
        let plot = canvas.plot(margins, 0.0..1.0, 0.0..1.0);
        grid(canvas, &plot);
        plot.mark(
            &[(0.0, *base_rate), (1.0, *base_rate)],
            Ink::Line { color: palette.muted, width: 1.0, dash: Some("2 4"), round: false },
        );
        plot.mark(
            &[(0.0, 0.0), (1.0, 1.0)],
            Ink::Line { color: palette.muted, width: 1.2, dash: None, round: false },
        );
        counts(canvas, points, margins.left, side, margins.top + side + 74.0);
        points.iter().map(|point| mark(&plot, point, palette)).collect()
    })
}

fn grid(canvas: &Canvas<'_>, plot: &Plot<'_, '_>) {
    let palette = canvas.palette;
    for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
        plot.line(&[(0.0, tick), (1.0, tick)], palette.line, 1.0);
        plot.line(&[(tick, 0.0), (tick, 1.0)], palette.line, 1.0);
        let words = format!("{:.0} %", 100.0 * tick);
        let (x, y) = plot.at(0.0, tick);
        canvas.text(x - 6.0, y + 4.0, Text::new(&words, SMALL, palette.muted).anchored(Anchor::End));
        let (x, y) = plot.at(tick, 0.0);
        canvas.text(x, y + 17.0, Text::new(&words, SMALL, palette.muted).anchored(Anchor::Middle));
    }
    let (x, y) = plot.at(0.0, 1.0);
    canvas.text(x + 6.0, y + 15.0, Text::new("happened", SMALL, palette.muted).on(palette.card));
    let (x, y) = plot.at(0.5, 0.0);
    canvas.text(x, y + 33.0, Text::new("chance given", SMALL, palette.muted).anchored(Anchor::Middle));
}

/// The bar and the point on it; orange where the point lies outside.
fn mark(plot: &Plot<'_, '_>, point: &ReliabilityPoint, palette: &Palette) -> Mark {
    let inside = (point.lower..=point.upper).contains(&point.happened);
    plot.mark(
        &[(point.said, point.lower), (point.said, point.upper)],
        Ink::Line { color: mixed(palette.card, palette.accent, 0.45), width: 6.0, dash: None, round: true },
    );
    // Colour alone doesn't tell: a point outside is hollow.
    let ink = if inside {
        Ink::Dot { fill: Some(palette.ink), stroke: Some(palette.card), radius: 5.0, width: 1.5 }
    } else {
        Ink::Dot { fill: Some(palette.card), stroke: Some(palette.warn), radius: 5.0, width: 2.5 }
    };
    plot.mark(&[(point.said, point.happened)], ink);
    let (x, y) = plot.at(point.said, point.happened);
    Mark {
        x,
        y,
        text: format!(
            "given {:.0} %: happened {:.0} % of {} times, {:.0} to {:.0} % could be expected",
            100.0 * point.said,
            100.0 * point.happened,
            point.count,
            100.0 * point.lower,
            100.0 * point.upper
        ),
    }
}

fn counts(canvas: &Canvas<'_>, points: &[ReliabilityPoint], left: f64, side: f64, base: f64) {
    let palette = canvas.palette;
    let most = points.iter().map(|point| point.count).max().unwrap_or(1).max(1);
    let base = base + 22.0;
    for point in points {
        let x = left + point.said * side;
        let height = (COUNTS * f64::from(point.count) / f64::from(most)).max(1.5);
        let half = (side / 40.0).min(7.0);
        canvas.mark(
            &[(x - half, base - height), (x + half, base)],
            Ink::Cell { fill: Some(palette.good), stroke: None, radius: 1.5 },
        );
    }
    canvas.mark(
        &[(left, base), (left + side, base)],
        Ink::Line { color: palette.line, width: 1.0, dash: None, round: false },
    );
    let scale = axis::scale(0.0, f64::from(most), 2, true);
    let words = format!("up to {}", scale.high);
    canvas.text(left - 12.0, base, Text::new("times", SMALL, palette.muted).anchored(Anchor::End));
    if left + side + 8.0 + super::font::width(&words, SMALL) <= canvas.width {
        canvas.text(left + side + 8.0, base, Text::new(words, SMALL, palette.muted));
    }
}
