//! Pictures of charts: drawn by plotters through a back end of our own, for the width and theme they are shown in.

mod axis;
mod canvas;
mod dotplot;
mod fan;
mod font;
mod ink;
mod limits;
mod palette;
mod picture;
mod pit;
mod reliability;
mod sheet;
mod skill;
mod strip;
mod svg;

pub(crate) use axis::scale as round_scale;
use canvas::Canvas;
use domain::{Chart, ChartData, DrawOptions, Drawing, Mark};
#[cfg(test)]
pub(crate) use font::width as text_width;
use palette::Palette;

pub use picture::png;
pub use sheet::sheet;

/// The narrowest and the widest drawing, in CSS pixels.
const WIDTHS: std::ops::RangeInclusive<u32> = 320..=1600;

/// Why a picture can't be made.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// The drawing isn't SVG.
    #[error("the drawing of {chart} can't be turned into a picture ({reason}); save it as SVG instead")]
    Picture {
        /// Which chart.
        chart: String,
        /// What the renderer says.
        reason: String,
    },
    /// The picture would have no pixel or too many.
    #[error("a picture of {width} x {height} pixels can't be made; choose a scale between 0.5 and 4")]
    Size {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
}

/// A part of a drawing: its elements from the top left corner on.
pub(crate) struct Layer {
    pub(crate) body: String,
    pub(crate) height: u32,
    pub(crate) marks: Vec<Mark>,
}

/// Draws a chart on a transparent ground, to sit on a card of its theme. Widths outside 320 to 1600 are brought inside.
#[must_use]
pub fn draw(chart: &Chart, options: &DrawOptions) -> Drawing {
    let width = options.width.clamp(*WIDTHS.start(), *WIDTHS.end());
    let layer = layer(chart, width, Palette::of(options.theme));
    Drawing {
        id: chart.id.clone(),
        svg: svg::document(width, layer.height, &chart.alt, &layer.body),
        width,
        height: layer.height,
        marks: layer.marks,
    }
}

fn layer(chart: &Chart, width: u32, palette: &'static Palette) -> Layer {
    let width = f64::from(width);
    match &chart.data {
        ChartData::HourStrip { hours } => strip::strip(hours, width, palette),
        ChartData::Fan { .. } => fan::fan(chart, width, palette),
        ChartData::QuantileDotplot { .. } => dotplot::dotplot(chart, width, palette),
        ChartData::Reliability { .. } => reliability::reliability(chart, width, palette),
        ChartData::Skill { .. } => skill::skill(chart, width, palette),
        ChartData::PitHistogram { .. } => pit::pit(chart, width, palette),
    }
}

/// Runs `paint` on a canvas of this size.
fn paint(
    width: f64,
    height: f64,
    palette: &'static Palette,
    paint: impl FnOnce(&Canvas<'_>) -> Vec<Mark>,
) -> Layer {
    let mut body = String::new();
    let marks = {
        let canvas = Canvas::new(&mut body, width, height, palette);
        let marks = paint(&canvas);
        canvas.finish();
        marks
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a height in pixels")]
    let height = height.ceil() as u32;
    Layer { body, height, marks }
}
