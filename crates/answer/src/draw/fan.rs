use super::{
    Layer,
    axis::{self, TimeLabels},
    canvas::{Canvas, Margins, Plot},
    font,
    ink::{Anchor, Ink, Text},
    limits::draw_limits,
    paint,
    palette::Palette,
};
use domain::{Band, Chart, ChartData, Mark, Table, Threshold};
use jiff::Zoned;

/// Size of the type on axes and beside lines.
pub(super) const SMALL: f64 = 11.5;
/// Room above the plot for the unit and the legend.
const TOP: f64 = 24.0;
/// Room left of the plot: the same in every chart of an answer, so that their hours stand below each other.
pub(super) const LEFT: f64 = 42.0;
/// Room right of the plot for the names of the bands.
pub(super) const RIGHT: f64 = 46.0;

/// What a fan shows, borrowed from its chart.
struct Fan<'a> {
    unit: &'a str,
    times: &'a [Zoned],
    median: &'a [f64],
    bands: &'a [Band],
    thresholds: &'a [Threshold],
    window: Option<(usize, usize)>,
    observed: Option<&'a [Option<f64>]>,
    usual: Option<&'a [f64]>,
    table: &'a Table,
}

/// Draws a fan chart.
pub(super) fn fan(chart: &Chart, width: f64, palette: &'static Palette) -> Layer {
    let ChartData::Fan { unit, times, median, bands, thresholds, window, observed, usual } = &chart.data
    else {
        return paint(width, 1.0, palette, |_| Vec::new());
    };
    let fan = Fan {
        unit,
        times,
        median,
        bands,
        thresholds,
        window: *window,
        observed: observed.as_deref(),
        usual: usual.as_deref(),
        table: &chart.table,
    };
    fan.draw(width, palette)
}

impl Fan<'_> {
    fn draw(&self, width: f64, palette: &'static Palette) -> Layer {
        let plot_height = if width < 480.0 { 150.0 } else { 172.0 };
        let range = self.range();
        let tick_width = range
            .ticks
            .iter()
            .map(|tick| font::width(&self.tick(*tick, range.step), SMALL))
            .fold(0.0, f64::max);
        let left = LEFT.max(tick_width.ceil() + 12.0);
        let column = (width - left - RIGHT) / self.times.len().max(1) as f64;
        let labels = axis::time_labels(self.times, column, SMALL);
        let grouped = labels.named_groups;
        let bottom = if grouped { 40.0 } else { 24.0 };
        let height = TOP + plot_height + bottom;
        paint(width, height, palette, |canvas| {
            let margins = Margins { left, right: RIGHT, top: TOP, bottom };
            let plot = canvas.plot(margins, 0.0..self.times.len() as f64, range.low..range.high);
            self.ground(canvas, &plot, &range, left);
            self.time_axis(canvas, &plot, &labels, &range, grouped);
            self.fans(canvas, &plot);
            draw_limits(canvas, &plot, &range, self.thresholds, self.bands, self.times.len());
            self.truth(canvas, &plot, column);
            self.band_names(canvas, &plot, &range);
            self.legend(canvas, left);
            self.marks(&plot)
        })
    }

    /// The values to show, with the limits among them.
    fn range(&self) -> axis::Scale {
        let edges = self.bands.iter().flat_map(|band| band.lower.iter().chain(&band.upper));
        let observed = self.observed.iter().flat_map(|values| values.iter().flatten());
        let usual = self.usual.iter().flat_map(|values| values.iter());
        let values: Vec<f64> = edges
            .chain(self.median)
            .chain(observed)
            .chain(usual)
            .copied()
            .filter(|v| v.is_finite())
            .collect();
        let data_low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let data_high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if !data_low.is_finite() {
            return axis::scale(0.0, 1.0, 4, false);
        }
        let (mut low, mut high) = (data_low, data_high);
        // A limit far beyond what can happen would press everything else flat; it is told at the edge instead.
        let reach = 2.0 * (data_high - data_low).max(data_high.abs() * 0.05).max(1e-9);
        for threshold in self.thresholds {
            if threshold.value >= data_low - reach && threshold.value <= data_high + reach {
                low = low.min(threshold.value);
                high = high.max(threshold.value);
            }
        }
        let whole = values.iter().all(|value| (value - value.round()).abs() < 1e-9) && high - low >= 1.0;
        let least = match self.unit {
            "mm" => 1.0,
            "in" => 0.05,
            _ => 0.0,
        };
        // Nought means something where it is none of the thing, not where it is a point like others.
        let ratio_scale = !matches!(self.unit, "\u{b0}C" | "\u{b0}F" | "hPa" | "inHg");
        let from_zero = ratio_scale && data_low >= 0.0 && low <= 0.4 * high.max(least);
        if from_zero {
            low = 0.0;
            high = high.max(least);
        }
        let air = (high - low) * 0.08;
        let (mut low, mut high) = (if from_zero { 0.0 } else { low - air }, high + air);
        if ratio_scale && data_low >= 0.0 {
            low = low.max(0.0);
        }
        if self.unit == "%" {
            high = high.min(100.0);
            if data_high > 60.0 && from_zero {
                high = 100.0;
            }
        }
        axis::scale(low, high, 4, whole)
    }

    fn tick(&self, tick: f64, step: f64) -> String {
        crate::words::number::written(tick, if step >= 1.0 { 1.0 } else { step })
    }

    /// The grid, the numbers on it and the best window behind everything.
    fn ground(&self, canvas: &Canvas<'_>, plot: &Plot<'_, '_>, range: &axis::Scale, left: f64) {
        let palette = canvas.palette;
        let columns = self.times.len() as f64;
        if let Some((first, end)) = self.window {
            let (first, end) = (first as f64, end as f64);
            plot.area(
                &[(first, range.high), (end, range.high)],
                &[(first, range.low), (end, range.low)],
                palette.good,
                palette.window,
            );
        }
        for tick in &range.ticks {
            plot.line(&[(0.0, *tick), (columns, *tick)], palette.line, 1.0);
            let (_, y) = plot.at(0.0, *tick);
            let text = Text::new(self.tick(*tick, range.step), SMALL, palette.muted).anchored(Anchor::End);
            canvas.text(left - 8.0, y + 4.0, text);
        }
    }

    fn time_axis(
        &self,
        canvas: &Canvas<'_>,
        plot: &Plot<'_, '_>,
        labels: &TimeLabels,
        range: &axis::Scale,
        grouped: bool,
    ) {
        let palette = canvas.palette;
        let (_, base) = plot.at(0.0, range.low);
        for (column, text) in &labels.fine {
            let (x, _) = plot.at(*column as f64 + 0.5, range.low);
            canvas.text(x, base + 16.0, Text::new(text, SMALL, palette.muted).anchored(Anchor::Middle));
        }
        if !grouped {
            return;
        }
        let mut free_from = f64::NEG_INFINITY;
        for (first, end, text) in &labels.groups {
            let ((start, _), (stop, _)) =
                (plot.at(*first as f64, range.low), plot.at(*end as f64, range.low));
            if *first > 0 {
                plot.line(&[(*first as f64, range.low), (*first as f64, range.high)], palette.line, 1.0);
                canvas.mark(
                    &[(start, base), (start, base + 34.0)],
                    Ink::Line { color: palette.line, width: 1.0, dash: None, round: false },
                );
            }
            let needed = font::width(text, SMALL);
            let x = start + 4.0;
            // The name of a day cut short by the edge is left out rather than run into the next.
            if stop - start >= needed + 6.0 && x >= free_from {
                canvas.text(x, base + 32.0, Text::new(text, SMALL, palette.ink));
                free_from = x + needed + 6.0;
            }
        }
    }

    /// The unbroken runs of times, as index ranges.
    fn runs(&self) -> Vec<std::ops::Range<usize>> {
        let gap =
            |index: usize| (self.times[index + 1].timestamp() - self.times[index].timestamp()).get_seconds();
        let usual = (0..self.times.len().saturating_sub(1)).map(gap).min().unwrap_or(0);
        let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
        for index in 0..self.times.len() {
            match runs.last_mut() {
                // Months and days of clock change differ in length; a hole is at least one step more.
                Some(run) if gap(index - 1) < usual * 2 - usual / 4 => run.end = index + 1,
                _ => runs.push(index..index + 1),
            }
        }
        runs
    }

    /// One edge over a run, level to the outer sides of its columns.
    fn edge(run: &std::ops::Range<usize>, values: &[f64]) -> Vec<(f64, f64)> {
        let mut points = vec![(run.start as f64, values[run.start])];
        points.extend(run.clone().map(|index| (index as f64 + 0.5, values[index])));
        points.push((run.end as f64, values[run.end - 1]));
        points
    }

    fn fans(&self, canvas: &Canvas<'_>, plot: &Plot<'_, '_>) {
        let palette = canvas.palette;
        for run in self.runs() {
            for (band, opacity) in self.bands.iter().zip(palette.bands) {
                plot.area(
                    &Self::edge(&run, &band.upper),
                    &Self::edge(&run, &band.lower),
                    palette.accent,
                    opacity,
                );
            }
            if let Some(usual) = self.usual {
                let ink = Ink::Line { color: palette.muted, width: 1.6, dash: Some("0.1 4"), round: true };
                plot.mark(&Self::edge(&run, usual), ink);
            }
            plot.line(&Self::edge(&run, self.median), palette.accent, 2.2);
        }
    }

    /// What happened, as a dark line with dots.
    fn truth(&self, canvas: &Canvas<'_>, plot: &Plot<'_, '_>, column: f64) {
        let Some(observed) = self.observed else { return };
        let palette = canvas.palette;
        for run in self.runs() {
            let mut line: Vec<(f64, f64)> = Vec::new();
            for index in run.clone() {
                match observed[index] {
                    Some(value) => line.push((index as f64 + 0.5, value)),
                    None => {
                        plot.line(&std::mem::take(&mut line), palette.ink, 1.6);
                    }
                }
            }
            if line.len() > 1 {
                plot.line(&line, palette.ink, 1.6);
            }
        }
        if column >= 7.0 {
            for (index, value) in observed.iter().enumerate() {
                if let Some(value) = value {
                    let ink = Ink::Dot {
                        fill: Some(palette.ink),
                        stroke: Some(palette.card),
                        radius: 3.0,
                        width: 1.0,
                    };
                    plot.mark(&[(index as f64 + 0.5, *value)], ink);
                }
            }
        }
    }

    /// The share of outcomes each band holds, beside its upper edge.
    fn band_names(&self, canvas: &Canvas<'_>, plot: &Plot<'_, '_>, range: &axis::Scale) {
        let Some(last) = self.times.len().checked_sub(1) else { return };
        let columns = self.times.len() as f64;
        let palette = canvas.palette;
        let edges: Vec<f64> = self.bands.iter().map(|band| plot.at(columns, band.upper[last]).1).collect();
        let (_, top) = plot.at(0.0, range.high);
        let (_, bottom) = plot.at(0.0, range.low);
        let (right, _) = plot.at(columns, range.low);
        let wanted: Vec<f64> = edges.iter().map(|edge| edge + 4.0).collect();
        let places = axis::apart(&wanted, 13.0, top + 8.0, bottom);
        for ((band, edge), place) in self.bands.iter().zip(&edges).zip(&places) {
            let middle = place - 4.0;
            canvas.mark(
                &[(right + 1.0, *edge), (right + 5.0, *edge), (right + 9.0, middle), (right + 12.0, middle)],
                Ink::Line { color: palette.muted, width: 0.8, dash: None, round: false },
            );
            canvas.text(right + 15.0, *place, Text::new(format!("{} %", band.percent), SMALL, palette.muted));
        }
    }

    /// The unit at the left and what each line is at the right, above the plot.
    fn legend(&self, canvas: &Canvas<'_>, left: f64) {
        let palette = canvas.palette;
        let y = 10.0;
        canvas.text(
            left - 8.0,
            y,
            Text::new(self.unit_in_short(left), SMALL, palette.muted).anchored(Anchor::End),
        );
        let mut entries: Vec<(&str, Ink)> = Vec::new();
        if self.observed.is_some() {
            entries.push((
                "what happened",
                Ink::Line { color: palette.ink, width: 1.6, dash: None, round: false },
            ));
        }
        if self.usual.is_some() {
            entries.push((
                "usual",
                Ink::Line { color: palette.muted, width: 1.6, dash: Some("0.1 4"), round: true },
            ));
        }
        entries.push(("median", Ink::Line { color: palette.accent, width: 2.2, dash: None, round: false }));
        let mut right = canvas.width - RIGHT;
        let start =
            if self.unit_in_short(left).is_empty() { left + font::width(self.unit, SMALL) } else { left };
        for (name, ink) in entries {
            let width = font::width(name, SMALL);
            if right - width - 22.0 < start {
                break;
            }
            canvas.text(right, y, Text::new(name, SMALL, palette.muted).anchored(Anchor::End));
            let (from, to) = (right - width - 22.0, right - width - 5.0);
            canvas.mark(&[(from, y - 4.0), (to, y - 4.0)], ink);
            if name == "what happened" {
                let dot =
                    Ink::Dot { fill: Some(palette.ink), stroke: Some(palette.card), radius: 3.0, width: 1.0 };
                canvas.mark(&[(f64::midpoint(from, to), y - 4.0)], dot);
            }
            right = from - 16.0;
        }
        if self.unit_in_short(left).is_empty() {
            canvas.text(0.0, y, Text::new(self.unit, SMALL, palette.muted));
        }
    }

    /// The unit where it fits above the numbers; a long one stands at the very left instead.
    fn unit_in_short(&self, left: f64) -> &str {
        if font::width(self.unit, SMALL) <= left - 8.0 { self.unit } else { "" }
    }

    fn marks(&self, plot: &Plot<'_, '_>) -> Vec<Mark> {
        let unit = if self.unit.is_empty() { String::new() } else { format!(" {}", self.unit) };
        let observed_column = self.table.columns.len().saturating_sub(1);
        (0..self.times.len())
            .filter_map(|index| {
                let row = self.table.rows.get(index)?;
                let (x, y) = plot.at(index as f64 + 0.5, self.median[index]);
                // The columns after the time and the median are the bands, narrowest first.
                let eighty = row.get(3)?;
                let mut text = format!(
                    "{}: {}{unit}, 80 of 100 between {}",
                    row[0],
                    row[1],
                    eighty.replacen(" to ", " and ", 1)
                );
                if self.observed.is_some_and(|observed| observed[index].is_some()) {
                    text.push_str(&format!("; it was {}{unit}", row[observed_column]));
                }
                Some(Mark { x, y, text })
            })
            .collect()
    }
}
