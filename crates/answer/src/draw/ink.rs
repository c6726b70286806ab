use super::svg::{Svg, hex, number, pixels};
use plotters::{
    element::{Drawable, PointCollection},
    style::RGBColor,
};
use plotters_backend::{BackendCoord, DrawingErrorKind};
use std::convert::Infallible;

/// An element plotters has no words for, at one or two points of any coordinate system.
#[derive(Debug, Clone)]
pub(crate) struct Mark<C> {
    pub(crate) points: Vec<C>,
    pub(crate) ink: Ink,
}

impl<C> Mark<C> {
    pub(crate) fn new(points: impl Into<Vec<C>>, ink: Ink) -> Self {
        Self { points: points.into(), ink }
    }
}

/// How an element looks. Lengths are in CSS pixels.
#[derive(Debug, Clone)]
pub(crate) enum Ink {
    /// A line through the points; `dash` as in SVG.
    Line { color: RGBColor, width: f64, dash: Option<&'static str>, round: bool },
    /// A rectangle with round corners between two opposite points.
    Cell { fill: Option<RGBColor>, stroke: Option<RGBColor>, radius: f64 },
    /// A circle round one point.
    Dot { fill: Option<RGBColor>, stroke: Option<RGBColor>, radius: f64, width: f64 },
    /// A closed shape through the points.
    Shape { fill: RGBColor, stroke: RGBColor },
    /// Words at one point.
    Text(Text),
}

/// Which end of a text stands at its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// Words, with the point on their base line.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) words: String,
    pub(crate) size: f64,
    pub(crate) color: RGBColor,
    pub(crate) bold: bool,
    pub(crate) anchor: Anchor,
    /// The ground round the letters, where they may stand on something.
    pub(crate) halo: Option<RGBColor>,
}

impl Text {
    pub(crate) fn new(words: impl Into<String>, size: f64, color: RGBColor) -> Self {
        Self { words: words.into(), size, color, bold: false, anchor: Anchor::Start, halo: None }
    }

    pub(crate) fn bold(mut self) -> Self {
        self.bold = true;
        self
    }

    pub(crate) fn anchored(mut self, anchor: Anchor) -> Self {
        self.anchor = anchor;
        self
    }

    pub(crate) fn on(mut self, ground: RGBColor) -> Self {
        self.halo = Some(ground);
        self
    }
}

impl<'a, C: 'a> PointCollection<'a, C> for &'a Mark<C> {
    type Point = &'a C;
    type IntoIter = std::slice::Iter<'a, C>;

    fn point_iter(self) -> Self::IntoIter {
        self.points.iter()
    }
}

impl<C> Drawable<Svg<'_>> for Mark<C> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        points: I,
        svg: &mut Svg<'_>,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        let points: Vec<BackendCoord> = points.collect();
        let paint = |color: &Option<RGBColor>| Some(color.map_or_else(|| "none".to_owned(), rgb));
        match (&self.ink, &points[..]) {
            (Ink::Line { color, width, dash, round }, _) => {
                let path: Vec<String> =
                    points.iter().map(|(x, y)| format!("{},{}", pixels(*x), pixels(*y))).collect();
                svg.element(
                    "polyline",
                    &[
                        ("points", Some(path.join(" "))),
                        ("fill", Some("none".to_owned())),
                        ("stroke", Some(rgb(*color))),
                        ("stroke-width", Some(number(*width))),
                        ("stroke-dasharray", dash.map(str::to_owned)),
                        ("stroke-linecap", round.then(|| "round".to_owned())),
                        ("stroke-linejoin", Some("round".to_owned())),
                    ],
                    None,
                );
            }
            (Ink::Cell { fill, stroke, radius }, [(x0, y0), (x1, y1)]) => svg.element(
                "rect",
                &[
                    ("x", Some(pixels(*x0.min(x1)))),
                    ("y", Some(pixels(*y0.min(y1)))),
                    ("width", Some(pixels((x1 - x0).abs()))),
                    ("height", Some(pixels((y1 - y0).abs()))),
                    ("rx", Some(number(*radius))),
                    ("fill", paint(fill)),
                    ("stroke", stroke.map(rgb)),
                ],
                None,
            ),
            (Ink::Dot { fill, stroke, radius, width }, [(x, y), ..]) => svg.element(
                "circle",
                &[
                    ("cx", Some(pixels(*x))),
                    ("cy", Some(pixels(*y))),
                    ("r", Some(number(*radius))),
                    ("fill", paint(fill)),
                    ("stroke", stroke.map(rgb)),
                    ("stroke-width", stroke.map(|_| number(*width))),
                ],
                None,
            ),
            (Ink::Shape { fill, stroke }, _) => {
                let path: Vec<String> =
                    points.iter().map(|(x, y)| format!("{},{}", pixels(*x), pixels(*y))).collect();
                svg.element(
                    "polygon",
                    &[
                        ("points", Some(path.join(" "))),
                        ("fill", Some(rgb(*fill))),
                        ("stroke", Some(rgb(*stroke))),
                    ],
                    None,
                );
            }
            (Ink::Text(text), [(x, y), ..]) => write_text(svg, text, *x, *y),
            (Ink::Cell { .. } | Ink::Dot { .. } | Ink::Text(_), _) => {}
        }
        Ok(())
    }
}

fn write_text(svg: &mut Svg<'_>, text: &Text, x: i32, y: i32) {
    let anchor = match text.anchor {
        Anchor::Start => None,
        Anchor::Middle => Some("middle"),
        Anchor::End => Some("end"),
    };
    svg.element(
        "text",
        &[
            ("x", Some(pixels(x))),
            ("y", Some(pixels(y))),
            ("text-anchor", anchor.map(str::to_owned)),
            ("font-size", Some(number(text.size))),
            ("font-weight", text.bold.then(|| "600".to_owned())),
            ("fill", Some(rgb(text.color))),
            ("stroke", text.halo.map(rgb)),
            ("stroke-width", text.halo.map(|_| "3".to_owned())),
            ("stroke-linejoin", text.halo.map(|_| "round".to_owned())),
            ("paint-order", text.halo.map(|_| "stroke".to_owned())),
        ],
        Some(&text.words),
    );
}

fn rgb(color: RGBColor) -> String {
    hex((color.0, color.1, color.2))
}
