use super::{
    Layer, axis,
    canvas::{Canvas, Margins},
    font,
    ink::{Anchor, Ink, Text},
    paint,
    palette::Palette,
};
use domain::{Chart, ChartData, Dot, Mark, Threshold};

const SMALL: f64 = 11.5;
/// Height of the tallest stack.
const STACK: f64 = 132.0;
/// A larger dot says no more.
const LARGEST: f64 = 20.0;
/// A smaller one can't be counted; the stack grows instead.
const SMALLEST: f64 = 7.5;
/// Dots across a plot: more only flatten the stacks. A count of 20 makes stacks of three or four.
const ACROSS: f64 = 16.0;
/// The same for 50 and more.
const ACROSS_MANY: f64 = 26.0;

/// Dots that share a column: the left side of it and whether they are as asked.
struct Column<'a> {
    left: f64,
    dots: Vec<&'a Dot>,
}

/// Draws a quantile dotplot.
pub(super) fn dotplot(chart: &Chart, width: f64, palette: &'static Palette) -> Layer {
    let ChartData::QuantileDotplot { unit, dots, threshold, observed } = &chart.data else {
        return paint(width, 1.0, palette, |_| Vec::new());
    };
    let plot = Dotplot { unit, dots, threshold: threshold.as_ref(), observed: *observed };
    plot.draw(width, palette)
}

struct Dotplot<'a> {
    unit: &'a str,
    dots: &'a [Dot],
    threshold: Option<&'a Threshold>,
    observed: Option<f64>,
}

impl Dotplot<'_> {
    fn draw(&self, width: f64, palette: &'static Palette) -> Layer {
        let side = 16.0;
        let inner =
            (width - 2.0 * side).min(if self.dots.len() > 20 { ACROSS_MANY } else { ACROSS } * LARGEST);
        let range = self.range(inner);
        let (columns, bin) = self.columns(&range, inner);
        let diameter = self.diameter(&columns, bin, &range, inner);
        let tallest = columns.iter().map(|column| column.dots.len()).max().unwrap_or(1).max(1);
        let top = if self.threshold.is_some() { 24.0 } else { 6.0 };
        let stack = (diameter * tallest as f64).max(40.0);
        let bottom = 38.0 + if self.observed.is_some() { 20.0 } else { 0.0 };
        let height = top + stack + bottom;
        paint(width, height, palette, |canvas| {
            let margins = Margins { left: side, right: width - side - inner, top, bottom };
            let plot = canvas.plot(margins, range.low..range.high, 0.0..stack);
            plot.line(&[(range.low, 0.0), (range.high, 0.0)], palette.line, 1.0);
            let base = top + stack;
            self.ticks(canvas, &range, base, |value| plot.at(value, 0.0).0);
            self.summary(canvas, side + inner + 40.0, top + stack / 2.0);
            let mut marks = Vec::new();
            let mut below = 0;
            for column in &columns {
                for (index, dot) in column.dots.iter().enumerate() {
                    let (x, y) = plot.at(column.left + bin / 2.0, (index as f64 + 0.5) * diameter);
                    let radius = (diameter / 2.0 - 0.8).max(1.5);
                    let ink = match dot.meets {
                        Some(false) => Ink::Dot {
                            fill: None,
                            stroke: Some(palette.muted),
                            radius: radius - 0.4,
                            width: 1.4,
                        },
                        _ => Ink::Dot { fill: Some(palette.good), stroke: None, radius, width: 0.0 },
                    };
                    canvas.mark(&[(x, y)], ink);
                }
                below += column.dots.len();
                if let (Some(first), Some(last)) = (column.dots.first(), column.dots.last()) {
                    let (x, y) = plot.at(column.left + bin / 2.0, column.dots.len() as f64 * diameter);
                    marks.push(Mark { x, y, text: self.reading(first, last, below) });
                }
            }
            self.limit(canvas, &range, base, top, |value| plot.at(value, 0.0).0);
            self.truth(canvas, base, |value| plot.at(value, 0.0).0);
            marks
        })
    }

    fn values(&self) -> impl Iterator<Item = f64> + '_ {
        self.dots
            .iter()
            .map(|dot| dot.value)
            .chain(self.threshold.map(|threshold| threshold.value))
            .chain(self.observed)
            .filter(|value| value.is_finite())
    }

    fn range(&self, width: f64) -> axis::Scale {
        let low = self.values().fold(f64::INFINITY, f64::min);
        let high = self.values().fold(f64::NEG_INFINITY, f64::max);
        if !low.is_finite() {
            return axis::scale(0.0, 1.0, 4, false);
        }
        let least = match self.unit {
            "mm" => 1.0,
            "in" => 0.05,
            _ => 0.0,
        };
        let high = if low >= 0.0 { high.max(least) } else { high };
        let spread = if high > low { high - low } else { (high.abs() * 0.1).max(1.0) };
        // Half a column of air, and never into values that can't be.
        let air = spread * 0.06;
        let from = if low >= 0.0 { (low - air).max(if low == 0.0 { -air } else { 0.0 }) } else { low - air };
        let whole = self.values().all(|value| (value - value.round()).abs() < 1e-9) && spread >= 4.0;
        let count = if width < 480.0 { 4 } else { 8 };
        axis::scale(from, high + air, count, whole)
    }

    /// Dots put into columns as wide as a dot, with dots as large as the tallest stack allows. Columns start at the
    /// limit, so that none has dots on both sides of it.
    fn columns(&self, range: &axis::Scale, inner: f64) -> (Vec<Column<'_>>, f64) {
        let mut diameter = LARGEST;
        loop {
            let bin = diameter / inner * (range.high - range.low);
            let columns = self.binned(range, bin);
            let tallest = columns.iter().map(|column| column.dots.len()).max().unwrap_or(1);
            if diameter * tallest as f64 <= STACK || diameter <= SMALLEST {
                return (columns, bin);
            }
            diameter -= 0.5;
        }
    }

    fn binned(&self, range: &axis::Scale, bin: f64) -> Vec<Column<'_>> {
        let origin = self.threshold.map_or(range.low, |threshold| threshold.value);
        let mut columns: Vec<Column<'_>> = Vec::new();
        for dot in self.dots {
            let mut index = ((dot.value - origin) / bin).floor();
            // A value right at the limit belongs to the side it counts on.
            if let Some(threshold) = self.threshold
                && (dot.value - threshold.value).abs() < 1e-9
                && self.lower_side_meets() == (dot.meets == Some(true))
            {
                index = -1.0;
            }
            let left = origin + index * bin;
            match columns.last_mut() {
                Some(column) if (column.left - left).abs() < bin / 2.0 => column.dots.push(dot),
                _ => columns.push(Column { left, dots: vec![dot] }),
            }
        }
        columns
    }

    /// Whether values below the limit are the ones asked for.
    fn lower_side_meets(&self) -> bool {
        self.threshold.is_some_and(|threshold| {
            self.dots.iter().any(|dot| dot.value < threshold.value && dot.meets == Some(true))
                || self.dots.iter().any(|dot| dot.value > threshold.value && dot.meets == Some(false))
        })
    }

    fn diameter(&self, columns: &[Column<'_>], bin: f64, range: &axis::Scale, inner: f64) -> f64 {
        let tallest = columns.iter().map(|column| column.dots.len()).max().unwrap_or(1).max(1);
        let column = bin / (range.high - range.low) * inner;
        column.min((STACK / tallest as f64).max(SMALLEST)).min(LARGEST)
    }

    fn ticks(&self, canvas: &Canvas<'_>, range: &axis::Scale, base: f64, x: impl Fn(f64) -> f64) {
        let palette = canvas.palette;
        let offset = if self.observed.is_some() { 20.0 } else { 0.0 };
        let resolution = if range.step >= 1.0 { 1.0 } else { range.step };
        let mut free_from = f64::NEG_INFINITY;
        for tick in &range.ticks {
            let words = crate::words::number::written(*tick, resolution);
            let half = font::width(&words, SMALL) / 2.0;
            let at = x(*tick);
            canvas.mark(
                &[(at, base), (at, base + 4.0)],
                Ink::Line { color: palette.line, width: 1.0, dash: None, round: false },
            );
            if at - half >= free_from.max(0.0) && at + half <= canvas.width {
                canvas.text(
                    at,
                    base + 17.0 + offset,
                    Text::new(words, SMALL, palette.muted).anchored(Anchor::Middle),
                );
                free_from = at + half + 6.0;
            }
        }
        let middle = x(f64::midpoint(range.low, range.high));
        canvas.text(
            middle,
            base + 34.0 + offset,
            Text::new(self.unit, SMALL, palette.muted).anchored(Anchor::Middle),
        );
    }

    /// The count beside the dots, where there is room for it.
    fn summary(&self, canvas: &Canvas<'_>, x: f64, y: f64) {
        let Some(threshold) = self.threshold else { return };
        let met = self.dots.iter().filter(|dot| dot.meets == Some(true)).count();
        let words = format!("outcomes are {}", threshold.label);
        if x + font::width(&words, SMALL).max(90.0) > canvas.width {
            return;
        }
        let palette = canvas.palette;
        canvas.text(x, y, Text::new(format!("{met} of {}", self.dots.len()), 19.0, palette.ink).bold());
        canvas.text(x, y + 19.0, Text::new(words, SMALL, palette.muted));
    }

    fn limit(&self, canvas: &Canvas<'_>, range: &axis::Scale, base: f64, top: f64, x: impl Fn(f64) -> f64) {
        let Some(threshold) = self.threshold else { return };
        let palette = canvas.palette;
        let at = x(threshold.value.clamp(range.low, range.high));
        canvas.mark(
            &[(at, top - 6.0), (at, base)],
            Ink::Line { color: palette.warn, width: 1.4, dash: Some("5 4"), round: false },
        );
        let width = font::width(&threshold.label, SMALL);
        // The words stand on the side they speak of.
        let right = threshold.label.starts_with("over");
        let (place, anchor) = match right {
            true if at + width + 6.0 <= canvas.width => (at + 5.0, Anchor::Start),
            false if at - width - 6.0 >= 0.0 => (at - 5.0, Anchor::End),
            true => (at - 5.0, Anchor::End),
            false => (at + 5.0, Anchor::Start),
        };
        canvas.text(
            place,
            top - 12.0 + 4.0,
            Text::new(&threshold.label, SMALL, palette.warn).anchored(anchor),
        );
    }

    /// What happened, as a diamond below the line with its name beside it.
    fn truth(&self, canvas: &Canvas<'_>, base: f64, x: impl Fn(f64) -> f64) {
        let Some(observed) = self.observed else { return };
        let palette = canvas.palette;
        let (at, y, size) = (x(observed), base + 12.0, 5.0);
        canvas.mark(
            &[(at, y - size), (at + size, y), (at, y + size), (at - size, y)],
            Ink::Shape { fill: palette.ink, stroke: palette.card },
        );
        let words = "what happened";
        let (place, anchor) = if at + 10.0 + font::width(words, SMALL) <= canvas.width {
            (at + 10.0, Anchor::Start)
        } else {
            (at - 10.0, Anchor::End)
        };
        canvas.text(place, y + 4.0, Text::new(words, SMALL, palette.ink).anchored(anchor));
    }

    fn reading(&self, first: &Dot, last: &Dot, below: usize) -> String {
        let spread =
            self.dots.last().map_or(1.0, |dot| dot.value) - self.dots.first().map_or(0.0, |dot| dot.value);
        let resolution = if spread >= 20.0 {
            1.0
        } else if spread >= 2.0 {
            0.1
        } else {
            0.01
        };
        let written = |value: f64| crate::words::number::written(value, resolution);
        let (low, high) = (written(first.value), written(last.value));
        let values = if low == high { low } else { format!("{low} to {high}") };
        format!("{values} {}: {below} of {} outcomes are here or below", self.unit, self.dots.len())
    }
}
