use plotters_backend::{BackendColor, BackendCoord, BackendStyle, DrawingBackend, DrawingErrorKind};
use std::{convert::Infallible, fmt::Write as _};

/// Units of plotters to a CSS pixel: it counts in whole numbers, and whole pixels make ragged curves.
pub(crate) const UNITS: f64 = 10.0;

/// A plotters back end that writes SVG with tenths of pixels. What plotters has no words for (dashes, round corners,
/// weights of type) is added by the elements of [`super::ink`], which know this back end.
pub(crate) struct Svg<'a> {
    body: &'a mut String,
    size: (u32, u32),
}

impl<'a> Svg<'a> {
    /// Writes elements to `body`; the size is in CSS pixels.
    pub(crate) fn new(body: &'a mut String, width: f64, height: f64) -> Self {
        Self { body, size: (units(width), units(height)) }
    }

    /// Adds an element with these attributes; a `None` is left out.
    pub(crate) fn element(
        &mut self,
        tag: &str,
        attributes: &[(&str, Option<String>)],
        content: Option<&str>,
    ) {
        self.body.push('<');
        self.body.push_str(tag);
        for (name, value) in attributes {
            if let Some(value) = value {
                let _ = write!(self.body, " {name}=\"{}\"", escaped(value));
            }
        }
        match content {
            Some(content) => {
                let _ = writeln!(self.body, ">{}</{tag}>", escaped(content));
            }
            None => self.body.push_str("/>\n"),
        }
    }
}

/// A whole SVG document around the elements of a drawing.
pub(crate) fn document(width: u32, height: u32, title: &str, body: &str) -> String {
    format!(
        concat!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" role=\"img\" ",
            "font-family=\"'Inter Variable', Inter, system-ui, sans-serif\">\n<title>{title}</title>\n{body}</svg>\n"
        ),
        w = width,
        h = height,
        title = escaped(title),
        body = body
    )
}

fn units(pixels: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a size in pixels")]
    let units = (pixels * UNITS).round().max(1.0) as u32;
    units
}

/// A coordinate of plotters in pixels, as short as can be.
pub(crate) fn pixels(units: i32) -> String {
    number(f64::from(units) / UNITS)
}

/// At most two decimals, none that is nought.
pub(crate) fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// `#1d2430`.
pub(crate) fn hex((red, green, blue): (u8, u8, u8)) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// Text that can stand in an attribute or between tags; characters XML doesn't allow are left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\u{9}' | '\u{a}' | '\u{d}' => escaped.push(' '),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            other => escaped.push(other),
        }
    }
    escaped
}

fn opacity(color: BackendColor) -> Option<String> {
    (color.alpha < 1.0).then(|| number(color.alpha))
}

fn points(path: impl IntoIterator<Item = BackendCoord>) -> String {
    let mut text = String::new();
    for (x, y) in path {
        if !text.is_empty() {
            text.push(' ');
        }
        let _ = write!(text, "{},{}", pixels(x), pixels(y));
    }
    text
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for Svg<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        let side = Some(pixels(1));
        self.element(
            "rect",
            &[
                ("x", Some(pixels(x))),
                ("y", Some(pixels(y))),
                ("width", side.clone()),
                ("height", side),
                ("fill", Some(hex(color.rgb))),
                ("fill-opacity", opacity(color)),
            ],
            None,
        );
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let color = style.color();
        let paint = Some(hex(color.rgb));
        let (fill_paint, stroke) = if fill { (paint, None) } else { (Some("none".to_owned()), paint) };
        self.element(
            "rect",
            &[
                ("x", Some(pixels(left))),
                ("y", Some(pixels(top))),
                ("width", Some(pixels(right - left))),
                ("height", Some(pixels(bottom - top))),
                ("fill", fill_paint),
                ("stroke", stroke),
                ("opacity", opacity(color)),
            ],
            None,
        );
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let color = style.color();
        self.element(
            "polyline",
            &[
                ("points", Some(points(path))),
                ("fill", Some("none".to_owned())),
                ("stroke", Some(hex(color.rgb))),
                ("stroke-width", Some(number(f64::from(style.stroke_width()) / UNITS))),
                ("stroke-linejoin", Some("round".to_owned())),
                ("stroke-opacity", opacity(color)),
            ],
            None,
        );
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let color = style.color();
        let paint = Some(hex(color.rgb));
        let (fill_paint, stroke) = if fill { (paint, None) } else { (Some("none".to_owned()), paint) };
        self.element(
            "circle",
            &[
                ("cx", Some(pixels(x))),
                ("cy", Some(pixels(y))),
                ("r", Some(number(f64::from(radius) / UNITS))),
                ("fill", fill_paint),
                ("stroke", stroke),
                ("stroke-width", (!fill).then(|| number(f64::from(style.stroke_width()) / UNITS))),
                ("opacity", opacity(color)),
            ],
            None,
        );
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let color = style.color();
        self.element(
            "polygon",
            &[
                ("points", Some(points(path))),
                ("fill", Some(hex(color.rgb))),
                ("fill-opacity", opacity(color)),
            ],
            None,
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_never_breaks_out_of_its_place() {
        let document = document(320, 100, "a < b & \"c\" \u{1}\u{7}", "");
        assert!(document.contains("<title>a &lt; b &amp; &quot;c&quot; </title>"));
    }

    #[test]
    fn numbers_are_as_short_as_can_be() {
        for (value, text) in [(1.0, "1"), (0.25, "0.25"), (10.0, "10"), (-0.001, "0"), (12.345, "12.35")] {
            assert_eq!(number(value), text);
        }
    }
}
