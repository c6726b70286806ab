use super::{
    ink::{Ink, Mark, Text},
    palette::Palette,
    svg::{Svg, UNITS},
};
use plotters::{
    chart::{ChartBuilder, ChartContext},
    coord::{Shift, types::RangedCoordf64},
    drawing::{DrawingArea, IntoDrawingArea},
    element::{PathElement, Polygon},
    prelude::Cartesian2d,
    style::{Color, RGBColor, ShapeStyle},
};
use plotters_backend::BackendCoord;

/// Why nothing drawn here can fail: the back end writes to memory and has no error.
const NEVER: &str = "writing to memory never fails";

/// A drawing area of plotters in CSS pixels.
pub(crate) struct Canvas<'a> {
    root: DrawingArea<Svg<'a>, Shift>,
    pub(crate) palette: &'static Palette,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

/// Where a plot lies on a canvas: the pixels on each side of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Margins {
    pub(crate) left: f64,
    pub(crate) right: f64,
    pub(crate) top: f64,
    pub(crate) bottom: f64,
}

impl<'a> Canvas<'a> {
    pub(crate) fn new(body: &'a mut String, width: f64, height: f64, palette: &'static Palette) -> Self {
        Self { root: Svg::new(body, width, height).into_drawing_area(), palette, width, height }
    }

    pub(crate) fn finish(self) {
        self.root.present().expect(NEVER);
    }

    /// An element at pixels.
    pub(crate) fn mark(&self, points: &[(f64, f64)], ink: Ink) {
        let points: Vec<BackendCoord> = points.iter().map(|(x, y)| (units(*x), units(*y))).collect();
        self.root.draw(&Mark::new(points, ink)).expect(NEVER);
    }

    /// Words with the left, middle or right end of their base line at pixels.
    pub(crate) fn text(&self, x: f64, y: f64, text: Text) {
        self.mark(&[(x, y)], Ink::Text(text));
    }

    /// A plot with these ranges of values.
    pub(crate) fn plot(
        &self,
        margins: Margins,
        x: std::ops::Range<f64>,
        y: std::ops::Range<f64>,
    ) -> Plot<'_, 'a> {
        let context = ChartBuilder::on(&self.root)
            .margin_left(units(margins.left))
            .margin_right(units(margins.right))
            .margin_top(units(margins.top))
            .margin_bottom(units(margins.bottom))
            .build_cartesian_2d(x, y)
            .expect(NEVER);
        Plot { context: std::cell::RefCell::new(context) }
    }
}

/// A plot of plotters, in the values of its axes.
pub(crate) struct Plot<'c, 'a> {
    context: std::cell::RefCell<ChartContext<'c, Svg<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>>,
}

impl Plot<'_, '_> {
    /// Where a value lies, in pixels.
    pub(crate) fn at(&self, x: f64, y: f64) -> (f64, f64) {
        let (x, y) = self.context.borrow().backend_coord(&(x, y));
        (f64::from(x) / UNITS, f64::from(y) / UNITS)
    }

    /// A filled area between an upper and a lower edge.
    pub(crate) fn area(&self, upper: &[(f64, f64)], lower: &[(f64, f64)], color: RGBColor, opacity: f64) {
        let outline: Vec<(f64, f64)> = upper.iter().chain(lower.iter().rev()).copied().collect();
        self.context
            .borrow_mut()
            .draw_series(std::iter::once(Polygon::new(outline, color.mix(opacity).filled())))
            .expect(NEVER);
    }

    /// A solid line.
    pub(crate) fn line(&self, points: &[(f64, f64)], color: RGBColor, width: f64) {
        let style = ShapeStyle { color: color.to_rgba(), filled: false, stroke_width: stroke(width) };
        self.context
            .borrow_mut()
            .draw_series(std::iter::once(PathElement::new(points.to_vec(), style)))
            .expect(NEVER);
    }

    /// An element at values.
    pub(crate) fn mark(&self, points: &[(f64, f64)], ink: Ink) {
        self.context.borrow_mut().draw_series(std::iter::once(Mark::new(points.to_vec(), ink))).expect(NEVER);
    }
}

fn units(pixels: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "a place on the canvas")]
    let units = (pixels * UNITS).round() as i32;
    units
}

fn stroke(pixels: f64) -> u32 {
    u32::try_from(units(pixels)).unwrap_or(1)
}
