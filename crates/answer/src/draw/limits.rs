use super::{
    axis,
    canvas::{Canvas, Plot},
    fan::SMALL,
    font,
    ink::{Ink, Text},
};
use domain::{Band, Threshold};

/// Draws each limit as a dashed line, with its words where they stand on least of the fan of `bands`.
pub(super) fn draw_limits(
    canvas: &Canvas<'_>,
    plot: &Plot<'_, '_>,
    range: &axis::Scale,
    thresholds: &[Threshold],
    bands: &[Band],
    columns: usize,
) {
    let palette = canvas.palette;
    let columns = columns as f64;
    let (left, top) = plot.at(0.0, range.high);
    let (right, bottom) = plot.at(columns, range.low);
    let mut taken: Vec<Frame> = Vec::new();
    for threshold in thresholds {
        let inside = (range.low..=range.high).contains(&threshold.value);
        let (_, y) = plot.at(0.0, threshold.value.clamp(range.low, range.high));
        if inside {
            let ink = Ink::Line { color: palette.warn, width: 1.4, dash: Some("5 4"), round: false };
            plot.mark(&[(0.0, threshold.value), (columns, threshold.value)], ink);
        }
        let words = match (inside, threshold.value > range.high) {
            (true, _) => threshold.label.clone(),
            (false, true) => format!("{} \u{2191}", threshold.label),
            (false, false) => format!("{} \u{2193}", threshold.label),
        };
        let width = font::width(&words, SMALL);
        let room = right - left - width - 12.0;
        // Where the words stand on least of the fan, rather at an end than in the middle, rather above than below.
        let frames = [0.0, 1.0, 0.5, 0.25, 0.75].into_iter().flat_map(|share| {
            [(y - 17.0, 0.0), (y + 3.0, 1.0)].map(|(high, dislike)| {
                let x = left + 6.0 + share * room.max(0.0);
                (Frame { left: x, top: high, width, height: 14.0 }, dislike + share * (1.0 - share) * 8.0)
            })
        });
        let cost = |frame: &Frame, dislike: f64| {
            let outside = frame.top < top - 2.0 || frame.top + frame.height > bottom;
            let shared: f64 = taken.iter().map(|other| frame.shared(other)).sum();
            covered(plot, frame, bands) + 10.0 * shared + if outside { 1e6 } else { 0.0 } + dislike * 10.0
        };
        let best = frames
            .min_by(|(a, dislike_a), (b, dislike_b)| cost(a, *dislike_a).total_cmp(&cost(b, *dislike_b)));
        if let Some((frame, _)) = best {
            let text = Text::new(words, SMALL, palette.warn).on(palette.card);
            canvas.text(frame.left, frame.top + 11.0, text);
            taken.push(frame);
        }
    }
}

/// How much of a frame stands on the fan, darker bands counting more, in square pixels.
fn covered(plot: &Plot<'_, '_>, frame: &Frame, bands: &[Band]) -> f64 {
    let columns = bands.first().map_or(0, |band| band.upper.len());
    (0..columns)
        .map(|index| {
            let (column_left, _) = plot.at(index as f64, 0.0);
            let (column_right, _) = plot.at(index as f64 + 1.0, 0.0);
            let width = (column_right.min(frame.left + frame.width) - column_left.max(frame.left)).max(0.0);
            let shades: f64 = bands
                .iter()
                .map(|band| {
                    let ((_, upper), (_, lower)) =
                        (plot.at(0.0, band.upper[index]), plot.at(0.0, band.lower[index]));
                    ((frame.top + frame.height).min(lower) - frame.top.max(upper)).max(0.0)
                })
                .sum();
            width * shades
        })
        .sum()
}

/// Where words stand, in pixels.
#[derive(Debug, Clone, Copy)]
struct Frame {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

impl Frame {
    /// The area shared with another.
    fn shared(&self, other: &Self) -> f64 {
        let across = (self.left + self.width).min(other.left + other.width) - self.left.max(other.left);
        let down = (self.top + self.height).min(other.top + other.height) - self.top.max(other.top);
        across.max(0.0) * down.max(0.0)
    }
}
