use super::{
    AnswerError,
    font::{REGULAR, SEMI_BOLD},
    palette::Palette,
};
use domain::{Drawing, Theme};
use resvg::{
    tiny_skia::{Color, Pixmap, Transform},
    usvg::{Options, Tree, fontdb::Database},
};
use std::sync::{Arc, LazyLock};

/// The two embedded faces and nothing else: a machine without fonts draws the same.
static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_font_data(REGULAR.to_vec());
    fonts.load_font_data(SEMI_BOLD.to_vec());
    fonts.set_sans_serif_family("Inter");
    Arc::new(fonts)
});

/// Turns a drawing into a PNG file on the card of its theme, `scale` pixels for each CSS pixel.
///
/// # Errors
/// When the drawing isn't SVG, or the scale gives no picture of a sensible size.
pub fn png(drawing: &Drawing, theme: Theme, scale: f32) -> Result<Vec<u8>, AnswerError> {
    let picture = |reason: String| AnswerError::Picture { chart: drawing.id.clone(), reason };
    let options = Options { font_family: "Inter".to_owned(), fontdb: FONTS.clone(), ..Options::default() };
    let tree = Tree::from_str(&drawing.svg, &options).map_err(|error| picture(error.to_string()))?;
    let (width, height) = (pixels(drawing.width, scale), pixels(drawing.height, scale));
    let mut pixmap = (width <= 8192 && height <= 16_384)
        .then(|| Pixmap::new(width, height))
        .flatten()
        .ok_or(AnswerError::Size { width, height })?;
    let card = Palette::of(theme).card;
    pixmap.fill(Color::from_rgba8(card.0, card.1, card.2, 255));
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|error| picture(error.to_string()))
}

fn pixels(length: u32, scale: f32) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "negative scales become nought"
    )]
    let pixels = (f64::from(length) * f64::from(scale)).ceil() as u32;
    pixels
}
