use super::{
    Layer, axis,
    canvas::Margins,
    ink::{Anchor, Ink, Text},
    paint,
    palette::Palette,
};
use domain::{Chart, ChartData, Mark};

const SMALL: f64 = 11.5;
const HEIGHT: f64 = 130.0;
/// A wider histogram says no more.
const WIDEST: f64 = 460.0;

/// Draws a histogram of where in the spread the outcomes fell, with a line where each part would be if the spread were right.
pub(super) fn pit(chart: &Chart, width: f64, palette: &'static Palette) -> Layer {
    let ChartData::PitHistogram { shares, count } = &chart.data else {
        return paint(width, 1.0, palette, |_| Vec::new());
    };
    let left = 44.0;
    let inner = (width - left - 16.0).min(WIDEST);
    let margins = Margins { left, right: width - left - inner, top: 10.0, bottom: 42.0 };
    let parts = shares.len().max(1) as f64;
    let even = 1.0 / parts;
    let most = shares.iter().copied().filter(|share| share.is_finite()).fold(2.0 * even, f64::max);
    let range = axis::scale(0.0, most * 1.05, 4, false);
    paint(width, HEIGHT + margins.top + margins.bottom, palette, |canvas| {
        let plot = canvas.plot(margins, 0.0..parts, 0.0..range.high);
        for tick in &range.ticks {
            plot.line(&[(0.0, *tick), (parts, *tick)], palette.line, 1.0);
            let (x, y) = plot.at(0.0, *tick);
            let words = format!("{:.0} %", 100.0 * tick);
            canvas.text(x - 6.0, y + 4.0, Text::new(words, SMALL, palette.muted).anchored(Anchor::End));
        }
        let mut marks = Vec::new();
        for (part, share) in shares.iter().enumerate() {
            let share = if share.is_finite() { share.max(0.0) } else { 0.0 };
            let ((x0, y0), (x1, y1)) = (plot.at(part as f64, share), plot.at(part as f64 + 1.0, 0.0));
            if y1 - y0 > 0.5 {
                canvas.mark(
                    &[(x0 + 1.5, y0), (x1 - 1.5, y1)],
                    Ink::Cell { fill: Some(palette.good), stroke: None, radius: 2.0 },
                );
            }
            let (from, to) = (100 * part / shares.len(), 100 * (part + 1) / shares.len());
            marks.push(Mark {
                x: f64::midpoint(x0, x1),
                y: y0,
                text: format!("{from} to {to} % of the spread: {:.1} % of {count} outcomes", 100.0 * share),
            });
        }
        plot.mark(
            &[(0.0, even), (parts, even)],
            Ink::Line { color: palette.ink, width: 1.6, dash: Some("5 4"), round: false },
        );
        for (at, words) in [(0.0, "lower end"), (parts / 2.0, "middle of the spread"), (parts, "upper end")] {
            let (x, y) = plot.at(at, 0.0);
            let anchor = if at <= 0.0 {
                Anchor::Start
            } else if at < parts {
                Anchor::Middle
            } else {
                Anchor::End
            };
            canvas.text(x, y + 18.0, Text::new(words, SMALL, palette.muted).anchored(anchor));
        }
        marks
    })
}
